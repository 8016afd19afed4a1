"""Results of a laboratory, and whether they keep a limit.

Both are kept as they are written, "<0,05" and "6,5–9,5": a laboratory does not tell
numbers alone, and a limit of zero is not the same as none.
"""

import re
from decimal import Decimal
from typing import NamedTuple

#: How laboratories write that a value is below or above what they can measure.
SIGNS = {
    "<": "<",
    "≤": "<",
    "poniżej": "<",
    "ponizej": "<",
    ">": ">",
    "≥": ">",
    "powyżej": ">",
    "powyzej": ">",
}
_NUMBER = r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_RESULT = re.compile(rf"({'|'.join(SIGNS)})?\s*(-?{_NUMBER})", re.IGNORECASE)
_RANGE = re.compile(rf"({_NUMBER})\s*[-–—÷]\s*({_NUMBER})")
_HIGHEST = re.compile(rf"(?:≤|<=|max\.?|do)?\s*({_NUMBER})", re.IGNORECASE)


class Result(NamedTuple):
    """A number with the sign before it, or words alone (``number`` is None)."""

    sign: str
    number: Decimal | None


class Limit(NamedTuple):
    """The lowest and the highest number that may be; None where there is none."""

    low: Decimal | None
    high: Decimal | None


def parse_result(text):
    """What a laboratory wrote."""
    found = _RESULT.fullmatch((text or "").strip())
    if not found:
        return Result("", None)
    return Result(SIGNS.get((found[1] or "").lower(), ""), _decimal(found[2]))


def parse_limit(text):
    """A limit as the law writes it; without numbers when it is in words."""
    text = (text or "").strip()
    if found := _RANGE.fullmatch(text):
        return Limit(_decimal(found[1]), _decimal(found[2]))
    if found := _HIGHEST.fullmatch(text):
        return Limit(None, _decimal(found[1]))
    return Limit(None, None)


def has_met(result, limit, good_words=()):
    """Whether a result keeps a limit.

    :param str result: as the laboratory wrote it
    :param str limit: as the law writes it
    :param good_words: what a laboratory writes when all is well
    :return: True, False, or None when it cannot be told
    """
    sign, number = parse_result(result)
    if number is None:
        written = (result or "").strip().lower()
        good = {word.strip().lower() for word in good_words}
        return True if written and written in good else None
    low, high = parse_limit(limit)
    if low is None and high is None:
        return None
    if sign == "<":
        # Of what lies below it nothing more is known.
        return _told(number <= high, low is not None and number <= low, low is None)
    if sign == ">":
        return _told(False, number >= high, False)
    return (low is None or number >= low) and number <= high


def _told(kept, broken, whole):
    """True when it is kept for sure, False when it is broken for sure, else None."""
    if broken:
        return False
    return True if kept and whole else None


def _decimal(text):
    return Decimal(re.sub(r"[ \u00a0\u202f]", "", text).replace(",", "."))
