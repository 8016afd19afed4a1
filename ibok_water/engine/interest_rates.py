# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Rates of interest, each in force from its day until the next one of its kind.

A rate that nobody entered is never guessed: a day without one is refused by name.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import RateAmbiguous, RateMissing

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InterestRate:
    """A yearly rate of a kind, in force from a day.

    :param kind: name of the kind (statutory, commercial …)
    :param valid_from: its first day
    :param percent: yearly rate [%]
    :param valid_to: its last day; None: until the next rate of the kind begins.
        Rates of a half-year (art. 4 pkt 3 of the act of 2013) end with it.
    :param key: the caller's name of the rate
    """

    kind: str
    valid_from: date
    percent: Decimal
    valid_to: date | None = None
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, on which one percentage is in force.

    Half-years whose rates are equal are one stretch; ``keys`` names all its rates.
    """

    first: date
    last: date
    percent: Decimal
    keys: tuple[Hashable, ...]


class InterestRates:
    """Rates of several kinds, found by day."""

    def __init__(self, rates: Iterable[InterestRate]):
        """Keep the rates by kind and day.

        :raise RateAmbiguous: two rates of a kind that begin on one day
        """
        self._rates = defaultdict(list)
        for rate in sorted(rates, key=lambda rate: (rate.kind, rate.valid_from)):
            known = self._rates[rate.kind]
            if known and known[-1].valid_from == rate.valid_from:
                raise RateAmbiguous(rate.kind, rate.valid_from)
            known.append(rate)
        self._days = {
            kind: [rate.valid_from for rate in rates]
            for kind, rates in self._rates.items()
        }

    def stretches(self, kind: str, first: date, last: date) -> Iterator["Stretch"]:
        """Days of one percentage each, in order, over all days asked for.

        :raise RateMissing: naming the first day that no rate is in force on
        """
        found = None
        for start, end, rate in self._in_force(kind, first, last):
            if found and found.percent == rate.percent:
                found = Stretch(found.first, end, rate.percent, (*found.keys, rate.key))
                continue
            if found:
                yield found
            found = Stretch(start, end, rate.percent, (rate.key,))
        if found:
            yield found

    def _in_force(self, kind, first, last):
        """Yield (first day, last day, rate), a rate each."""
        days, rates = self._days.get(kind, ()), self._rates.get(kind, ())
        place = bisect_right(days, first) - 1
        while first <= last:
            if place < 0:
                raise RateMissing(kind, first)
            rate, ends = rates[place], last
            following = days[place + 1] if place + 1 < len(days) else None
            if following:
                ends = min(ends, following - DAY)
            if rate.valid_to:
                ends = min(ends, rate.valid_to)
            if ends < first:
                raise RateMissing(kind, first)
            yield first, ends, rate
            first = ends + DAY
            place += first == following
