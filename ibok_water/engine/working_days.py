# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Polish working days: neither a holiday, nor a Saturday, nor a Sunday.

Holidays are those of the act of 18 January 1951 on days free of work: 24 December
since 2025 (Dz.U. 2024 poz. 1965), 6 January since 2011, and once 12 November 2018.
A term whose end falls on such a day ends on the next working one (art. 115 of the
Civil Code; Saturdays count as free there since 2017).
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from .errors import InvalidInput

#: Month and day of the holidays that do not move.
FIXED = ((1, 1), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
#: Days after Easter Sunday: itself, Monday, Pentecost, Corpus Christi.
AFTER_EASTER = (0, 1, 49, 60)
EPIPHANY = (1, 6)
EPIPHANY_SINCE = 2011
CHRISTMAS_EVE_SINCE = 2025
#: A hundred years of independence, by an act of its own.
ONCE = frozenset({date(2018, 11, 12)})
SATURDAYS_SINCE = date(2017, 1, 1)
SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """All days free of work by the act, in a year; Sundays themselves left out."""
    days = {date(year, *month_day) for month_day in FIXED}
    days |= {easter(year) + timedelta(days=after) for after in AFTER_EASTER}
    if year >= EPIPHANY_SINCE:
        days.add(date(year, *EPIPHANY))
    if year >= CHRISTMAS_EVE_SINCE:
        days.add(date(year, 12, 24))
    return frozenset(days | {day for day in ONCE if day.year == year})


def is_holiday(day: date) -> bool:
    """Whether the day is a holiday of the act."""
    return day in holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether offices work on the day: Monday to Friday, no holiday."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``, which itself is not counted.

    With a count of 0: the day itself, or the next working day when it is none.
    """
    if count < 0:
        raise InvalidInput("working_days", count)
    if not count:
        count, day = 1, day - DAY
    while count:
        day += DAY
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days come after ``start`` up to ``end``, that one included."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def end_of_term(day: date) -> date:
    """When a term ends whose last day is ``day`` (art. 115 of the Civil Code)."""

    def is_free(last):
        if last.weekday() == SATURDAY and last >= SATURDAYS_SINCE:
            return True
        return last.weekday() == SUNDAY or is_holiday(last)

    while is_free(day):
        day += DAY
    return day
