# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Reading single values of a file: text, day, price, choice, list, mapping."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

from .faults import Fault
from .parser import Day, Number

PRICE = re.compile(r"\d{1,7}(?:\.(\d+))?")
DECIMAL_COMMA = re.compile(r"\d+,\d+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BIG = 9999


class Values:
    """Reads values and collects what is wrong; a wrong value becomes None."""

    def __init__(self, decimals):
        self.decimals = decimals
        self.faults = []

    def fault(self, code, path, **params):
        self.faults.append(Fault(code, path, None, params))

    # Kinds of values

    def mapping(self, value, path, needed, optional=()):
        """The mapping with every key it may have, or None."""
        if not isinstance(value, dict):
            self.wrong_type(value, path, "mapping")
            return None
        for key in value:
            if key not in needed and key not in optional:
                self.fault("key_unknown", (*path, key), known=(*needed, *optional))
        for key in needed:
            if value.get(key) is None:
                self.fault("key_missing", (*path, key))
        return {key: value.get(key) for key in (*needed, *optional)}

    def items(self, value, path, empty=False):
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong_type(value, path, "list")
            return []
        if not value and not empty:
            self.fault("list_empty", path)
        return value

    def wrong_type(self, value, path, wanted):
        self.fault("wrong_type", path, wanted=wanted, found=_kind(value))

    def text(self, value, path):
        if value is None:
            return None
        if type(value) is not str:
            self.wrong_type(value, path, "text")
            return None
        if not value.strip():
            self.fault("text_empty", path)
            return None
        return value

    def choice(self, value, path, allowed):
        if value is None or value in allowed:
            return value
        if type(value) is not str:
            self.wrong_type(value, path, "text")
        else:
            self.fault("not_allowed", path, value=value, allowed=allowed)
        return None

    def day(self, value, path):
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, Number):
            self.wrong_type(value, path, "day")
            return None
        if DATE.fullmatch(value):
            with suppress(ValueError):
                return date.fromisoformat(value)
        self.fault("bad_day", path, value=value)
        return None

    def integer(self, value, path, allowed=None):
        if value is None:
            return None
        if not isinstance(value, Number):
            self.wrong_type(value, path, "integer")
            return None
        if not re.fullmatch(r"0|[1-9]\d{0,6}", value) or int(value) > BIG:
            self.fault("bad_integer", path, value=value)
            return None
        number = int(value)
        if allowed and number not in allowed:
            self.fault("not_allowed", path, value=value, allowed=allowed)
            return None
        return number

    def price(self, value, path):
        """A net amount: digits, a point, no more decimals than prices are kept with."""
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, Day):
            self.wrong_type(value, path, "price")
            return None
        if DECIMAL_COMMA.fullmatch(value):
            self.fault("decimal_comma", path, value=value, right=_point(value))
            return None
        found = PRICE.fullmatch(value)
        if not found:
            self.fault("bad_price", path, value=value)
            return None
        if len((found[1] or "").rstrip("0")) > self.decimals:
            self.fault("many_decimals", path, value=value, decimals=self.decimals)
            return None
        return Decimal(value)

    def block(self, value, per_m3, path):
        """Where a block begins, m³ a month to two decimals; only of a price per m³."""
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, Day):
            self.wrong_type(value, path, "number")
            return None
        found = PRICE.fullmatch(value)
        if not found or len((found[1] or "").rstrip("0")) > 2:
            self.fault("bad_volume", path, value=value)
            return None
        if not per_m3 and Decimal(value):
            self.fault("block_mismatch", path)
        return Decimal(value)

    def span(self, values, path):
        """(first day, last day), in this order."""
        first = self.day(values["from"], (*path, "from"))
        last = self.day(values["to"], (*path, "to"))
        if first and last and last < first:
            self.fault("days_reversed", path, first=first, last=last)
            return None, None
        return first, last

    def once(self, values, path, key):
        seen = set()
        for place, value in enumerate(values):
            if value is not None and value in seen:
                shown = value if isinstance(value, str) else value[0]
                self.fault("value_twice", (*path, place, key), value=shown)
            seen.add(value)
        return seen


def _point(value):
    return value.replace(",", ".")


def _kind(value):
    if isinstance(value, dict):
        return "mapping"
    if isinstance(value, list):
        return "list"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Number):
        return "number"
    if isinstance(value, Day):
        return "day"
    return "text" if isinstance(value, str) else "nothing"
