# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Billing cycles: blocks of whole calendar months that tile the calendar.

A block has 1, 2, 3, 6 or 12 months. With ``offset`` 0 the blocks are counted from
January; an offset of 1 moves every block one month on (Feb–Mar, Apr–May …). All
days are inclusive. A cycle is settled by a reading taken around its last day,
inside a window given in days before and after it.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .errors import DatesReversed, InvalidInput
from .money import round_to

CYCLE_MONTHS = (1, 2, 3, 6, 12)
EVERY_STARTED = "every_started"
PRO_RATA = "pro_rata"
SUBSCRIPTION_MODES = (EVERY_STARTED, PRO_RATA)
MONTH_PRECISION = Decimal("0.0001")


@dataclass(frozen=True, slots=True, order=True)
class Cycle:
    """First and last day of a billing cycle, both inside it."""

    date_from: date
    date_to: date

    @property
    def months(self) -> int:
        """How many calendar months the cycle has."""
        return whole_months(self.date_from, self.date_to)


@dataclass(frozen=True, slots=True)
class EarlierCycles:
    """Days (inclusive) of a bill on which its cycles still had another length."""

    date_from: date
    date_to: date
    months: int
    offset: int = 0


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month_number: int) -> date:
    year, month = divmod(month_number, 12)
    return date(year, month + 1, 1)


def _cycle_from(month_number: int, months: int) -> Cycle:
    if months not in CYCLE_MONTHS:
        raise InvalidInput("cycle_months", months)
    last_day = _first_day(month_number + months) - timedelta(days=1)
    return Cycle(_first_day(month_number), last_day)


def cycle_of(day: date, months: int, offset: int = 0) -> Cycle:
    """The cycle that holds the day."""
    if months not in CYCLE_MONTHS:
        raise InvalidInput("cycle_months", months)
    if not 0 <= offset < months:
        raise InvalidInput("cycle_offset", offset)
    number = _month_number(day)
    return _cycle_from(number - (number - offset) % months, months)


def next_cycle(cycle: Cycle, months: int) -> Cycle:
    """The ``months`` that begin the day after the cycle ends."""
    return _cycle_from(_month_number(cycle.date_to) + 1, months)


def previous_cycle(cycle: Cycle, months: int) -> Cycle:
    """The ``months`` that end the day before the cycle begins."""
    return _cycle_from(_month_number(cycle.date_from) - months, months)


def cycles_touched(date_from: date, date_to: date, months: int, offset: int = 0) -> int:
    """How many cycles the range touches, clipped ones included."""
    if date_to < date_from:
        raise DatesReversed(date_from, date_to)
    first = _month_number(cycle_of(date_from, months, offset).date_from)
    last = _month_number(cycle_of(date_to, months, offset).date_from)
    return (last - first) // months + 1


def reading_window(cycle: Cycle, before: int, after: int) -> tuple[date, date]:
    """First and last day on which a reading may settle the cycle."""
    end = cycle.date_to
    return end - timedelta(days=before), end + timedelta(days=after)


def settling_cycle(
    day: date, months: int, before: int, after: int, offset: int = 0
) -> Cycle | None:
    """The cycle that a reading of this day settles, or None between the windows.

    Where two windows overlap the cycle whose end is nearer takes the reading; at
    the same distance the earlier one.
    """
    # Windows are all alike, so only the ends next to the day can be the nearest.
    current = cycle_of(day, months, offset)
    candidates = (previous_cycle(current, months), current)
    held = []
    for cycle in candidates:
        first, last = reading_window(cycle, before, after)
        if first <= day <= last:
            held.append(cycle)
    return min(
        held,
        key=lambda cycle: (abs((cycle.date_to - day).days), cycle.date_to),
        default=None,
    )


def whole_months(date_from: date, date_to: date) -> int:
    """How many calendar months the range touches, started ones included."""
    if date_to < date_from:
        raise DatesReversed(date_from, date_to)
    return _month_number(date_to) - _month_number(date_from) + 1


def subscription_months(
    date_from: date, date_to: date, mode: str, precision: Decimal = MONTH_PRECISION
) -> Decimal:
    """Months for which a subscription (or a norm) counts in the range.

    ``every_started``: each calendar month touched counts 1. ``pro_rata``: a full
    month 1, a partial one days ÷ days in the month. Each partial month is rounded
    (to ``precision``) on its own, so that ranges cut at month ends, and a month shared
    by two customers, add up exactly.
    """
    touched = whole_months(date_from, date_to)
    if mode == EVERY_STARTED:
        return Decimal(touched)
    if mode != PRO_RATA:
        raise InvalidInput("subscription_mode", mode)
    total = Decimal(0)
    for number in range(_month_number(date_from), _month_number(date_to) + 1):
        first = _first_day(number)
        length = monthrange(first.year, first.month)[1]
        start = max(first, date_from)
        end = min(first + timedelta(days=length - 1), date_to)
        share = Fraction((end - start).days + 1, length)
        total += round_to(share, precision)
    return total
