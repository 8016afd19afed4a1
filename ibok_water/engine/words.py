# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""An amount in Polish words, as printed under an invoice's total."""

from decimal import Decimal

from num2words import num2words

from .money import to_grosz


def amount_in_words(amount: Decimal) -> str:
    """``Decimal("2.02")`` → ``"dwa złote, dwa grosze"``; below zero "minus …"."""
    grosze = to_grosz(Decimal(amount))
    # num2words takes an int for grosze, so it must be given text with two decimals
    words = num2words(f"{abs(grosze):.2f}", lang="pl", to="currency", currency="PLN")
    return f"minus {words}" if grosze < 0 else words
