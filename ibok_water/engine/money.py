# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Amounts in złoty, exact to the grosz (0.01 zł).

Rounding is half-up: below half a grosz dropped, half and more up (art. 106e
ust. 11 of the VAT act). Negative amounts round away from zero, so that a
correction mirrors the line it corrects.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

GROSZ = Decimal("0.01")


def round_to(value: Decimal | Fraction | int, precision: Decimal) -> Decimal:
    """Round half-up to a multiple of 10: ``precision`` is 1, 0.1, 0.01 …

    A fraction is rounded from its exact value, not from a cut-off expansion.
    """
    scaled = abs(Fraction(value)) / Fraction(precision)
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = (units * Decimal(precision)).quantize(Decimal(precision))
    return -rounded if value < 0 else rounded  # Decimal: minus 0 is 0


def to_grosz(amount: Decimal) -> Decimal:
    """The amount in full grosze, half-up."""
    rounded = amount.quantize(GROSZ, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def net_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """Net of one line [zł]: quantity [m³, months, periods] × price, to the grosz."""
    return to_grosz(quantity * price)


def vat_of(net_total: Decimal, rate_percent: Decimal) -> Decimal:
    """VAT [zł] of the **sum** of net amounts of one rate (art. 106e ust. 1 pkt 14).

    Not to be called per line: the document shows the tax of the total, and a sum
    of rounded taxes may differ from it by a grosz.
    """
    return to_grosz(net_total * rate_percent / 100)
