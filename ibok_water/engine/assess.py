# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""An actual reading after estimates: was too much estimated?

Use is reckoned from the last actual reading, around the register's end, so an estimate
above the true state is not taken for a rollover. More used than estimated: nothing to
do, the next bill takes the rest. Less: each estimate is replaced by the state that the
true use, spread over the days, had on its day, rounded down; what was billed on them is
corrected, and the next bill begins at the last replaced state. The corrected parts and
the rest are the true use exactly. An estimate below an actual reading before it, which
became known only after the estimate, took too little: that much more is left to bill.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .errors import InvalidInput, NegativeUse
from .explain import step
from .registers import RegisterSpan, floor_to, span_use

State = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An estimate and the register's state [m³] that takes its place."""

    date: date
    value: Decimal
    new_value: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an actual reading says of the estimates before it; m³.

    ``use``: true use since the last actual reading; ``estimated``: what the estimates
    took of it. ``parts``: what remains billed on each estimate, in order of days (with
    the estimates as they were unless ``overestimated``); ``rest``: what the next bill
    takes. ``replaced``: the estimates whose state changes.
    """

    overestimated: bool
    use: Decimal
    estimated: Decimal
    parts: tuple[Decimal, ...]
    rest: Decimal
    replaced: tuple[Replaced, ...]
    derivation: tuple[dict, ...]


def assess(
    last: State,
    estimates: Iterable[State],
    reading: State,
    digits: int,
    rollover_limit: Decimal,
    precision: Decimal,
) -> Assessment:
    """Judge estimates (date, value), in any order, by the actual readings around.

    All on one register. :raise NegativeUse: the reading is below the last actual one by
    more than a rollover explains
    """
    chain = sorted(estimates)
    dates = [last[0], *(day for day, _value in chain), reading[0]]
    if dates != sorted(dates) or len(set(dates[1:-1])) < len(chain):
        raise InvalidInput("estimate_date", reading[0])
    rules = digits, precision, rollover_limit
    use = _used(last, reading, *rules)
    states = [last, *chain]
    parts = [
        _estimated(one, other, *rules)
        for one, other in zip(states, chain, strict=False)
    ]
    estimated = sum(parts, Decimal(0))
    replaced = ()
    if estimated > use:
        parts = _parts_by_days(use, dates, precision)
        replaced = tuple(_replaced(last[1], chain, parts, digits, precision))
    rest = use - sum(parts, Decimal(0))
    entry = step(
        "assess",
        date_from=last[0],
        value_from=last[1],
        date_to=reading[0],
        value_to=reading[1],
        use=use,
        estimated=estimated,
        rest=rest,
    )
    told = (
        step("replaced", date=r.date, value=r.value, new_value=r.new_value)
        for r in replaced
    )
    return Assessment(
        overestimated=estimated > use,
        use=use,
        estimated=estimated,
        parts=tuple(parts),
        rest=rest,
        replaced=replaced,
        derivation=(entry, *told),
    )


def _used(one, other, digits, precision, rollover_limit):
    span = RegisterSpan(None, one[0], other[0], one[1], other[1], digits)
    return span_use(span, precision, rollover_limit).volume


def _estimated(one, other, digits, precision, rollover_limit):
    """What an estimate took since the state before it.

    Below zero where an actual reading, known later than the estimate, is above it.
    """
    try:
        return _used(one, other, digits, precision, rollover_limit)
    except NegativeUse:
        return floor_to(other[1], precision) - floor_to(one[1], precision)


def _parts_by_days(use, dates, precision):
    """The true use of the days up to each estimate, less that up to the one before."""
    first, *between, end = dates
    days_total = (end - first).days
    parts, taken = [], Decimal(0)
    for day in between:
        until = use
        if day < end:
            units = Fraction(use) * (day - first).days / days_total
            units /= Fraction(precision)
            until = (units.numerator // units.denominator) * precision
        parts.append(until - taken)
        taken = until
    return parts


def _replaced(value, chain, parts, digits, precision):
    """The estimates that change; states go on from the last actual one, rounded."""
    state = value
    for (day, before), part in zip(chain, parts, strict=True):
        state = floor_to((state + part) % 10**digits, precision)
        if state != floor_to(before, precision):
            yield Replaced(day, before, state)
