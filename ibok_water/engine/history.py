# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Past uses of a point, looked at by days, months and seasons.

A use is (first day, last day, m³) between two accepted actual readings. It belongs to
its days in equal parts, so a month that two readings cut has its share of both. Sums
are exact fractions; who shows or bills one rounds it.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .errors import InvalidInput

DAY = timedelta(days=1)
Use = tuple[date, date, Decimal]


@dataclass(frozen=True, slots=True)
class History:
    """m³ of each known day; a day that no two readings enclose is not in it."""

    daily: dict[date, Fraction]

    @classmethod
    def of(cls, uses: Iterable[Use]) -> "History":
        """From uses in any order; no day may belong to two.

        What lies between two readings of one day (``last`` is the day before
        ``first``, as in :class:`.SpanUse`) is that day's.
        """
        daily, within_day = {}, []
        for first, last, volume in uses:
            days = (last - first).days + 1
            if days < 0:
                raise InvalidInput("history_reversed", first)
            if days == 0:
                within_day.append((last, Fraction(volume)))
                continue
            share = Fraction(volume) / days
            for day in days_between(first, last):
                if day in daily:
                    raise InvalidInput("history_overlaps", day)
                daily[day] = share
        for day, volume in within_day:
            daily[day] = daily.get(day, Fraction(0)) + volume
        return cls(daily)

    def missing(self, first: date, last: date) -> date | None:
        """The first of these days that is not known."""
        return next(
            (day for day in days_between(first, last) if day not in self.daily), None
        )

    def volume(self, first: date, last: date) -> Fraction | None:
        """m³ of these days; None unless every one is known."""
        if last < first or self.missing(first, last) is not None:
            return None
        return sum((self.daily[day] for day in days_between(first, last)), Fraction(0))

    def last_before(self, day: date) -> date | None:
        """The last known day before a day."""
        return max((known for known in self.daily if known < day), default=None)


def days_between(first: date, last: date):
    """The days from the first to the last, both included."""
    return (first + DAY * n for n in range((last - first).days + 1))


def month_of(day: date, months_on: int = 0) -> tuple[date, date]:
    """First and last day of the day's calendar month, or of one so many later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months_on, 12)
    return date(year, month + 1, 1), date(
        year, month + 1, monthrange(year, month + 1)[1]
    )


def year_before(first: date, last: date) -> tuple[date, date]:
    """The same days a year earlier; the end of a month stays its end."""
    end = month_of(last, -12)[1]
    if last != month_of(last)[1] and last.day < end.day:
        end = end.replace(day=last.day)
    start = month_of(first, -12)
    return start[0].replace(day=min(first.day, start[1].day)), end


def months_between(first: date, last: date) -> Fraction:
    """Calendar months of the days, exact: a part of a month is days ÷ its days."""
    total, start = Fraction(0), first
    while start <= last:
        end = month_of(start)[1]
        total += Fraction((min(end, last) - start).days + 1, end.day)
        start = end + DAY
    return total
