# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Interest counted a second way, a day at a time, and what holds for all debts."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import ibok_engine as engine
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_interest_cases import DAY, GROSZ, RATES, shipped

# A second way: each day asked for by itself, no stretch known.


def naive_rate(kind, on):
    best = None
    for rate in shipped():
        if rate.kind == kind and rate.valid_from <= on:
            if best is None or rate.valid_from > best.valid_from:
                best = rate
    return best.percent


NAIVE = {}


def daily_rate(kind, on):
    if (kind, on) not in NAIVE:
        NAIVE[kind, on] = naive_rate(kind, on)
    return NAIVE[kind, on]


def naive(amount, due, kind, until, paid):
    """Walk the days; a run of equal rate and balance is rounded when it ends."""
    on = due
    while (
        on.weekday() == 6
        or engine.is_holiday(on)
        or (on.weekday() == 5 and on.year >= 2017)
    ):
        on += DAY
    total, run, days = Decimal(0), None, 0
    while on < until:
        on += DAY
        left = amount - sum(p.amount for p in paid if p.day < on)
        now = (left, daily_rate(kind, on))
        if now != run:
            if run:
                total += rounded(run, days)
            run, days = now, 0
        days += 1
    return total + (rounded(run, days) if run else 0)


def rounded(run, days):
    exact = run[0] * run[1] * days / Decimal(36500)
    return exact.quantize(GROSZ, rounding=ROUND_HALF_UP)


amounts = st.integers(1, 5_000_000).map(lambda grosze: Decimal(grosze) / 100)
days = st.dates(date(2014, 1, 1), date(2026, 11, 30))


@st.composite
def debts(draw):
    amount, due = draw(amounts), draw(days)
    kind = draw(st.sampled_from(["statutory", "commercial", "commercial_medical"]))
    left, paid = amount, []
    for _n in range(draw(st.integers(0, 4))):
        if left < GROSZ:
            break
        part = draw(st.integers(1, int(left * 100)).map(lambda n: Decimal(n) / 100))
        paid.append(engine.Payment(due + DAY * draw(st.integers(-60, 900)), part))
        left -= part
    until = min(due + DAY * draw(st.integers(0, 1500)), date(2026, 12, 31))
    return amount, due, kind, until, paid


@given(debts())
def test_day_by_day_agrees(debt):
    amount, due, kind, until, paid = debt
    found = engine.interest(amount, due, kind, RATES, until, paid)
    assert found.amount == naive(amount, due, kind, until, paid)


@given(debts(), st.randoms())
def test_order_of_payments_does_not_matter(debt, random):
    amount, due, kind, until, paid = debt
    mixed = list(paid)
    random.shuffle(mixed)
    first = engine.interest(amount, due, kind, RATES, until, paid)
    assert engine.interest(amount, due, kind, RATES, until, mixed) == first


@given(debts(), st.integers(1, 1500))
def test_a_note_and_the_next_one_cover_each_day_once(debt, after):
    amount, due, kind, until, paid = debt
    cut = due + DAY * after
    whole = engine.interest(amount, due, kind, RATES, until, paid)
    early = engine.interest(amount, due, kind, RATES, min(cut, until), paid)
    late = engine.interest(amount, due, kind, RATES, until, paid, since=cut + DAY)
    parts = [*early.parts, *late.parts]
    assert sum(part.days for part in parts) == whole.days
    for before, after_it in zip(parts, parts[1:], strict=False):
        assert before.date_to < after_it.date_from
    # A stretch cut in two is rounded twice.
    assert abs(early.amount + late.amount - whole.amount) <= GROSZ


def naive_interest_first(amount, due, kind, until, paid):
    """Payment by payment, each day of each stretch by itself."""
    principal, interest_paid, excess = [], Decimal(0), Decimal(0)
    for payment in sorted(paid, key=lambda one: one.day):
        if payment.day > until:
            break
        owed = naive(amount, due, kind, payment.day, principal) - interest_paid
        of_interest = min(owed, payment.amount)
        left = amount - sum(one.amount for one in principal)
        of_principal = min(left, payment.amount - of_interest)
        interest_paid += of_interest
        excess += payment.amount - of_interest - of_principal
        if of_principal:
            principal.append(engine.Payment(payment.day, of_principal))
    owed = naive(amount, due, kind, until, principal)
    return tuple(principal), interest_paid, owed, excess


@given(debts())
def test_interest_first_day_by_day_agrees(debt):
    amount, due, kind, until, paid = debt
    found = engine.credit_interest_first(amount, due, kind, RATES, until, paid)
    assert (
        found.principal,
        found.interest_paid,
        found.interest_due,
        found.excess,
    ) == naive_interest_first(amount, due, kind, until, paid)


@given(debts())
def test_interest_first_spreads_every_grosz(debt):
    amount, due, kind, until, paid = debt
    found = engine.credit_interest_first(amount, due, kind, RATES, until, paid)
    came = sum(p.amount for p in paid if p.day <= until)
    principal = sum(p.amount for p in found.principal)
    assert principal + found.interest_paid + found.excess == came
    assert principal <= amount
    assert 0 <= found.interest_paid <= found.interest_due
