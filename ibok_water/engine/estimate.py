# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Volumes of days that no reading tells.

A broken main meter: regulation of 27.02.2018 (Dz.U. 2018 poz. 472): the mean use of the
three months before the fault was found; if that is impossible, the use of the same
period of last year, or last year's mean monthly use × the months of the fault.
Readings are rarely of the ends of months, and a fault begins before it is found: where
the calendar months are not known wholly, the mean daily use of the three months up to
the last known day stands for them, if that day is the end of the first one or later.
"Impossible" is what even so no readings enclose. Of last year those months count that
are known, so that a contract of its second half has a mean.

A bill without a reading where the contract allows a forecast: no law, practice.

History: see :mod:`.history`. Volumes in m³, days inclusive.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .errors import DatesReversed, NoHistory
from .explain import step
from .history import DAY, History, Use, month_of, months_between, year_before
from .money import round_to

MEAN_3_MONTHS = "mean_3_months"
MEAN_3_MONTHS_READ = "mean_3_months_read"
SAME_PERIOD_LAST_YEAR = "same_period_last_year"
MEAN_MONTH_LAST_YEAR = "mean_month_last_year"
SAME_SEASON = "same_season"
MEAN_12_MONTHS = "mean_12_months"
LAST_DAILY = "last_daily"
#: Figures of a derivation that are no round number themselves.
SHOWN = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Estimate:
    """m³ of some days, and the step of the rules that gave it.

    ``method``: mean_3_months, mean_3_months_read, same_period_last_year or
    mean_month_last_year by the regulation; same_season, mean_12_months or last_daily
    for a forecast.
    """

    volume: Decimal
    method: str
    derivation: tuple[dict, ...]


def statutory_use(
    history: Iterable[Use],
    date_from: date,
    date_to: date,
    detected: date | None = None,
    precision: Decimal = Decimal("0.01"),
) -> Estimate:
    """m³ of a faulty meter's days ``date_from`` … ``date_to``, half-up.

    :param detected: when the fault was found, by default the last of these days. The
        three months are the calendar months before the one of this day; where the
        fault reaches into them, those up to its beginning, by days. A municipality
        that takes the months before the fault began passes its first day
    :raise NoHistory: not even a month of last year is known
    """
    if date_to < date_from:
        raise DatesReversed(date_from, date_to)
    known = History.of(history)
    found = detected or date_to
    months = months_between(date_from, date_to)
    fault = {"date_from": date_from, "date_to": date_to, "months": _shown(months)}
    three = [month_of(found, -back) for back in (3, 2, 1)]
    told = _known_months(known, three)
    if len(told) == len(three):
        return _mean(MEAN_3_MONTHS, told, months, fault, precision, ())
    steps = [_impossible(known, MEAN_3_MONTHS, (three[0][0], three[-1][1]))]
    base = _three_months_read(known, date_from, three[0][1])
    if base and (volume := known.volume(*base)) is not None:
        base_days = (base[1] - base[0]).days + 1
        fault_days = (date_to - date_from).days + 1
        result = round_to(volume / base_days * fault_days, precision)
        by_days = {**fault, "days": fault_days, "base_days": base_days}
        entry = _told(MEAN_3_MONTHS_READ, base, volume, by_days, result)
        return Estimate(result, MEAN_3_MONTHS_READ, (*steps, entry))
    days = year_before(date_from, date_to)
    volume = known.volume(*days)
    if volume is not None:
        result = round_to(volume, precision)
        entry = _told(SAME_PERIOD_LAST_YEAR, days, volume, fault, result)
        return Estimate(result, SAME_PERIOD_LAST_YEAR, (*steps, entry))
    steps.append(_impossible(known, SAME_PERIOD_LAST_YEAR, days))
    january = date(found.year - 1, 1, 1)
    told = _known_months(known, [month_of(january, on) for on in range(12)])
    if not told:
        raise NoHistory(date_from, date_to)
    return _mean(MEAN_MONTH_LAST_YEAR, told, months, fault, precision, steps)


def _three_months_read(known, fault_from, earliest):
    """Three months up to the last known day before the fault, if it is recent."""
    until = known.last_before(fault_from)
    if until is None or until < earliest:
        return None
    if until == month_of(until)[1]:
        return month_of(until, -2)[0], until
    before = month_of(until, -3)[1]
    return min(before, before.replace(day=min(until.day, before.day))) + DAY, until


def _known_months(known, months):
    """(first day, last day, m³) of those months that are known wholly."""
    found = [(*month, known.volume(*month)) for month in months]
    return [month for month in found if month[2] is not None]


def _mean(method, base, months, fault, precision, steps):
    """The mean of whole months × the months of the fault."""
    volume = sum((used for _first, _last, used in base), Fraction(0))
    result = round_to(volume / len(base) * months, precision)
    each = (
        step("month_use", date_from=first, date_to=last, volume=_shown(used))
        for first, last, used in base
    )
    days = base[0][0], base[-1][1]
    entry = _told(method, days, volume, {**fault, "base_months": len(base)}, result)
    return Estimate(result, method, (*steps, *each, entry))


def forecast_use(
    history: Iterable[Use],
    date_from: date,
    date_to: date,
    precision: Decimal = Decimal(1),
) -> Estimate:
    """m³ expected of the days ``date_from`` … ``date_to``, rounded down.

    Daily use of the same days a year before; else of the twelve months up to the last
    known day before these; else of the last known day.

    :raise NoHistory: no use is known before these days
    """
    if date_to < date_from:
        raise DatesReversed(date_from, date_to)
    uses = tuple(history)
    known = History.of(uses)
    until = known.last_before(date_from)
    if until is None:
        raise NoHistory(date_from, date_to)
    days = (date_to - date_from).days + 1
    ahead = {"date_from": date_from, "date_to": date_to, "days": days}
    attempts = (
        (SAME_SEASON, year_before(date_from, date_to)),
        (MEAN_12_MONTHS, (year_before(until, until)[1] + DAY, until)),
        (LAST_DAILY, _last_use(uses, until)),
    )
    steps = []
    for method, base in attempts:
        volume = known.volume(*base)
        if volume is None:
            steps.append(_impossible(known, method, base))
            continue
        expected = volume * days / ((base[1] - base[0]).days + 1)
        # Not through a Decimal cut off somewhere: 3 × ⅓ m³ a day is 1 m³.
        units = expected / Fraction(precision)
        result = (units.numerator // units.denominator) * precision
        steps.append(_told(method, base, volume, ahead, result))
        break
    return Estimate(result, method, tuple(steps))


def _last_use(uses, until):
    """The days of the use that ``until`` belongs to, up to it."""
    first = max((use[0] for use in uses if use[0] <= until <= use[1]), default=until)
    return first, until


def _impossible(known, method, days):
    missing = known.missing(*days)
    return step(
        "estimate_impossible",
        method=method,
        date_from=days[0],
        date_to=days[1],
        missing=missing,
    )


def _told(method, base, volume, estimated, result):
    return step(
        "estimate",
        method=method,
        **estimated,
        base_from=base[0],
        base_to=base[1],
        base_volume=_shown(volume),
        volume=result,
    )


def _shown(value: Fraction) -> Decimal:
    """The figure as told: whole ones plain, others to six decimals."""
    rounded = round_to(value, SHOWN).normalize()
    return Decimal(format(rounded, "f"))
