# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A register value as a person types it.

=============== =========================================================
code            when
=============== =========================================================
empty           nothing was typed
negative        a minus stands before the number
not_a_number    anything else than digits with one comma or point
too_many_digits more than 9 whole digits or more than 3 decimals
=============== =========================================================
"""

from decimal import Decimal

from .errors import EngineError

#: No register has more: 9 black digits for whole m³, 3 red ones for litres.
MAX_WHOLE = 9
MAX_DECIMALS = 3

UNITS = ("m3", "m³")
#: The hyphen of a keyboard and what word processors and phones make of it.
MINUS = ("-", "\u2212", "\u2013", "\u2014")


class UnreadableValue(EngineError):
    """Text that is not a register value; ``code`` says in what way."""

    def __init__(self, code, text, **params):
        self.code = code
        super().__init__(text=text, **params)


def parse_reading(text: str | None) -> Decimal:
    """The register value that was typed, in m³.

    Takes a comma or a point, spaces (also the ones phones put between thousands),
    leading zeros as the register shows them, and "m3" or "m³" at the end.

    :raise UnreadableValue: the text is not such a value
    """
    typed = (text or "").strip()
    number = "".join(typed.split()).lower()
    for unit in UNITS:
        number = number.removesuffix(unit)
    if not number:
        raise UnreadableValue("empty", typed)
    negative = number.startswith(MINUS)
    whole, mark, decimals = number[negative:].replace(",", ".").partition(".")
    if not _digits(whole) or (mark and not _digits(decimals)):
        raise UnreadableValue("not_a_number", typed)
    if negative:
        raise UnreadableValue("negative", typed)
    whole = whole.lstrip("0") or "0"
    if len(whole) > MAX_WHOLE or len(decimals) > MAX_DECIMALS:
        raise UnreadableValue(
            "too_many_digits", typed, whole=len(whole), decimals=len(decimals)
        )
    return Decimal(f"{whole}{mark}{decimals}")


def _digits(text: str) -> bool:
    """Whether the text is digits 0–9 and nothing else (isdigit alone takes "³")."""
    return text.isascii() and text.isdigit()
