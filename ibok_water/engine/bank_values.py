# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Small values as they stand in banks' files: accounts, amounts, days, split texts."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from .money import GROSZ
from .nrb import LENGTH, AccountMask, is_nrb, parse_nrb

AMOUNT = re.compile(r"\d{1,15}(?:[.,]\d{0,2}0*)?")
#: What fills an empty field: a hard space, and byte 0xFF read as CP1250 or Latin-1.
FILLERS = " \xa0\t˙ÿ"
WINDOW = re.compile(rf"(?=(\d{{{LENGTH}}}))", re.ASCII)


def read_amount(text: str) -> Decimal | None:
    """An amount with a comma or a point, without a sign; None: it is none."""
    if not (text.isascii() and AMOUNT.fullmatch(text)):
        return None
    return Decimal(text.replace(",", ".")).quantize(GROSZ)


def read_day(text: str) -> date | None:
    """YYMMDD, YYYYMMDD or YYYY-MM-DD with anything after it; None: no such day."""
    digits = text[:10].replace("-", "") if "-" in text[:10] else text
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 8)):
        return None
    if len(digits) == 6:
        digits = "20" + digits
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def plain_account(text: str) -> str:
    """An account without spaces and slashes; of a Polish one its 26 digits."""
    compact = "".join(text.split()).strip("/").upper()
    return parse_nrb(compact) if is_nrb(compact) else compact


def nrb_or_none(text: str, *others: str) -> str | None:
    """The text as an NRB, unless it is one of the other accounts."""
    account = plain_account(text)
    return account if is_nrb(account) and account not in others else None


def masked_account(text: str, masks: Collection[AccountMask]) -> str | None:
    """The one account of these masks that stands anywhere in the text."""
    compact = "".join(text.split())
    found = {
        window
        for window in (match[1] for match in WINDOW.finditer(compact))
        if any(mask.covers(window) for mask in masks) and is_nrb(window)
    }
    return found.pop() if len(found) == 1 else None


def glue(parts: Iterable[str], widths: Collection[int]) -> str:
    """One text of parts: one of full width goes on in the next, others end a word."""
    text = ""
    for part in parts:
        text += part if len(part) in widths else part + " "
    return " ".join(text.strip(FILLERS).split())
