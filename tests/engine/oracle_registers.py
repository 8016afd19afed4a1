# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The second engine's arithmetic: rounding, handing out, what a register counted."""

from calendar import monthrange
from datetime import timedelta
from fractions import Fraction

DAY = timedelta(days=1)
CENTI = Fraction(1, 100)


def half_up(value, unit):
    """To the nearest multiple of the unit; the half goes away from zero."""
    value, unit = Fraction(value), Fraction(unit)
    count = int(abs(value) / unit + Fraction(1, 2))
    return -count * unit if value < 0 else count * unit


def down(value, unit):
    value, unit = Fraction(value), Fraction(unit)
    return int(value / unit) * unit


def days_of(first, last):
    day = first
    while day <= last:
        yield day
        day += DAY


def hand_out(total, weights, unit):
    """Largest remainder, one unit after another to whoever lacks most."""
    exact = [
        Fraction(total) * Fraction(w) / sum(map(Fraction, weights)) for w in weights
    ]
    got = [down(part, unit) for part in exact]
    lacking = [part - own for part, own in zip(exact, got, strict=True)]
    while sum(got) < total:
        best = max(range(len(got)), key=lambda n: (lacking[n], -n))
        got[best] += unit
        lacking[best] = Fraction(-1)
    return got


def register_use(span, unit, limit):
    used = down(span.value_to, unit) - down(span.value_from, unit)
    if used < 0:
        used += 10**span.digits
        assert used <= limit, "the generator made a register that ran back"
    if not span.removed:
        return used
    left = Fraction(span.value_to) - down(span.value_to, unit)
    for came_with in (span.next_from, span.begun_from or 0):
        left -= Fraction(came_with) - down(came_with, unit)
    # Both may take more than a unit off; a half goes up, also below the whole one.
    whole = Fraction(unit)
    while left * 2 < -whole:
        used, left = used - whole, left + whole
    extra = 1 if left * 2 >= whole else 0
    return max(used + extra * whole, Fraction(0))


def point_volume(point, unit, limit, shares):
    total = sum(register_use(use.span, unit, limit) for use in point.spans)
    if point.key not in shares:
        return total
    mine, percents, turn = shares[point.key]
    rows = sorted(percents)
    for _n in range(turn % len(rows)):
        rows.append(rows.pop(0))
    all_of_them = half_up(total * sum(Fraction(p) for _k, p in rows) / 100, unit)
    parts = hand_out(all_of_them, [percent for _key, percent in rows], Fraction(unit))
    return dict(zip([key for key, _p in rows], parts, strict=True))[mine]


def pro_rata_months(first, last, unit):
    counted = {}
    for day in days_of(first, last):
        counted[day.year, day.month] = counted.get((day.year, day.month), 0) + 1
    return sum(
        half_up(Fraction(n, monthrange(*ym)[1]), unit) for ym, n in counted.items()
    )
