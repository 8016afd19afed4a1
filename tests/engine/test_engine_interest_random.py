# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Interest of random debts at random rates, counted a second way from the calendar up.

Nothing of the engine is used on the second way: not its rates, not its holidays.
"""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import ibok_engine as engine
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)
GROSZ = Decimal("0.01")
FIRST = date(2014, 1, 1)
FIXED = [(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)]


@cache
def easter(year):
    """Gauss, as school books print it; true from 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    found = date(year, 3, 22) + DAY * (d + e)
    if (found.month, found.day) == (4, 26) or (d, e, a > 10) == (28, 6, True):
        found -= DAY * 7
    return found


@cache
def free(day):
    """Whether a term that ends on this day moves on (art. 115 of the Civil Code)."""
    if day.weekday() == 6 or (day.weekday() == 5 and day.year >= 2017):
        return True
    if (day.month, day.day) in FIXED:
        return True
    if (day.month, day.day) == (12, 24):
        return day.year >= 2025
    return day == date(2018, 11, 12) or (day - easter(day.year)).days in (0, 1, 49, 60)


def naive(amount, due, table, until, paid):
    """Day by day; a run of equal rate and balance is rounded when it ends."""
    on = due
    while free(on):
        on += DAY
    days_of_change = [since for since, _percent in table]
    total, run, days = Decimal(0), None, 0
    while on < until:
        on += DAY
        left = amount - sum(p.amount for p in paid if p.day < on)
        now = left, table[bisect_right(days_of_change, on) - 1][1]
        if run not in (None, now):
            total += rounded(run, days)
            days = 0
        run, days = now, days + 1
    return total + (rounded(run, days) if run else 0)


def rounded(run, days):
    exact = run[0] * run[1] * days / Decimal(36500)
    return exact.quantize(GROSZ, rounding=ROUND_HALF_UP)


@st.composite
def tables(draw):
    """Rates of a kind from the first day on, any number, any height."""
    percent = st.integers(0, 9999).map(lambda n: Decimal(n) / 100)
    changes = draw(st.lists(st.integers(1, 8000), max_size=25, unique=True))
    return [(FIRST + DAY * n, draw(percent)) for n in (0, *sorted(changes))]


@st.composite
def debts(draw):
    amount = draw(st.integers(1, 50_000_000).map(lambda n: Decimal(n) / 100))
    due = draw(st.dates(FIRST, date(2035, 11, 30)))
    left, paid = amount, []
    for _n in range(draw(st.integers(0, 5))):
        if left < GROSZ:
            break
        part = draw(st.integers(1, int(left * 100)).map(lambda n: Decimal(n) / 100))
        paid.append(engine.Payment(due + DAY * draw(st.integers(-90, 1200)), part))
        left -= part
    until = due + DAY * draw(st.integers(0, 1200))
    return amount, due, until, paid


@given(debts(), tables())
def test_random_rates_payments_and_holidays(debt, table):
    amount, due, until, paid = debt
    rates = engine.InterestRates(
        engine.InterestRate("any", since, percent) for since, percent in table
    )
    found = engine.interest(amount, due, "any", rates, until, paid)
    assert found.amount == naive(amount, due, table, until, paid)


def test_every_day_of_the_calendars_moves_as_the_law_says():
    day = FIRST
    while day <= date(2035, 12, 31):
        moved = day
        while free(moved):
            moved += DAY
        assert engine.end_of_term(day) == moved, day
        day += DAY
