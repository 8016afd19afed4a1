# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The second engine's assessing and forecasting, day after day (see ``oracle.py``)."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from ibok_engine_oracle_registers import days_of, down, half_up

DAY = timedelta(days=1)


def true_states(last, estimates, reading, digits, unit):
    """{day: state} by the true use spread over days; None: too little estimated."""
    top, unit = 10**digits, Fraction(unit)

    def on(one, other):
        return (down(other, unit) - down(one, unit)) % top

    chain = [last, *sorted(estimates)]
    taken = sum(on(one[1], two[1]) for one, two in zip(chain, chain[1:], strict=False))
    use = on(last[1], reading[1])
    if taken <= use:
        return None
    days = (reading[0] - last[0]).days
    states = {}
    for day, _value in sorted(estimates):
        spread = Fraction(0)
        for _each in days_of(last[0] + DAY, day):
            spread += Fraction(use, days)
        states[day] = (down(last[1], unit) + down(spread, unit)) % top
    return states


def expected_use(uses, first, last, unit):
    """Forecast by the daily use of last year's days, of twelve months, of the last."""
    daily = {}
    for start, end, volume in uses:
        for day in days_of(start, end):
            daily[day] = Fraction(volume) / ((end - start).days + 1)
    count = (last - first).days + 1

    def a_year_before(day):
        leap_end = (day.month, day.day) == (2, 28) and (day + DAY).day == 1
        try:
            before = day.replace(year=day.year - 1)
        except ValueError:
            return day.replace(year=day.year - 1, day=28)
        return before + DAY if leap_end and (before + DAY).month == 2 else before

    def mean(start, end):
        wanted = list(days_of(start, end))
        if not wanted or any(day not in daily for day in wanted):
            return None
        return sum(daily[day] for day in wanted) / len(wanted)

    start = first.replace(day=28) if (first.month, first.day) == (2, 29) else first
    start = start.replace(year=first.year - 1)
    season = mean(start, a_year_before(last))
    if season is None:
        until = max(day for day in daily if day < first)
        season = mean(a_year_before(until) + DAY, until)
        if season is None:
            season = daily[until]
    return down(season * count, unit)


def recent_mean(daily, first, earliest):
    """m³ a day of three months up to the last known day before a fault, or None."""
    until = max((day for day in daily if day < first), default=None)
    if until is None or until < earliest:
        return None
    start, whole = until, (until + DAY).day == 1
    while (start.year * 12 + start.month) > until.year * 12 + until.month - 3:
        start -= DAY
    while not whole and start.day > until.day:
        start -= DAY
    days = list(days_of(start + DAY, until))
    return (
        sum(daily[day] for day in days) / len(days) if set(days) <= set(daily) else None
    )


def broken_use(uses, first, last, unit):
    """(step of the regulation, m³) of a broken meter's days; None: nothing known."""
    daily = {}
    for start, end, volume in uses:
        for day in days_of(start, end):
            daily[day] = Fraction(volume) / ((end - start).days + 1)
    months = sum(
        Fraction(1, monthrange(day.year, day.month)[1]) for day in days_of(first, last)
    )

    def volume(days):
        return sum(daily[day] for day in days) if set(days) <= set(daily) else None

    def month(number):
        first = date(number // 12, number % 12 + 1, 1)
        return [d for d in days_of(first, first + 30 * DAY) if d.month == first.month]

    number = last.year * 12 + last.month - 1
    three = [volume(month(number - back)) for back in (1, 2, 3)]
    if None not in three:
        return 1, half_up(sum(three) / 3 * months, unit)
    read = recent_mean(daily, first, month(number - 3)[-1])
    if read is not None:
        return 2, half_up(read * len(list(days_of(first, last))), unit)
    ends = (first.year - 1, first.month, min(first.day, 28 + (first.month != 2) * 3))
    until = (last.year - 1, last.month, 31 if (last + DAY).day == 1 else last.day)
    year_ago = [
        day
        for day in days_of(date(first.year - 1, 1, 1), date(last.year, 1, 1))
        if ends <= (day.year, day.month, day.day) <= until
    ]
    if volume(year_ago) is not None:
        return 3, half_up(volume(year_ago), unit)
    year = [volume(month((last.year - 1) * 12 + n)) for n in range(12)]
    year = [used for used in year if used is not None]
    return (4, half_up(sum(year) / len(year) * months, unit)) if year else None
