# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Debts shared out to instalments: nothing lost, no free day, interest told."""

from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

FIRST = date(2026, 3, 10)
RATES = engine.InterestRates(
    [
        engine.InterestRate("statutory", date(2020, 1, 1), Decimal("10.00")),
        engine.InterestRate(
            "commercial", date(2026, 1, 1), Decimal("14.00"), date(2026, 6, 30)
        ),
    ]
)


def debt(key, left, due="2025-12-15", kind="statutory", **rest):
    rest.setdefault("amount", Decimal(left))
    return engine.OpenDebt(
        key=key, left=Decimal(left), due=date.fromisoformat(due), kind=kind, **rest
    )


def plan(debts, count, first=FIRST):
    return engine.plan_instalments(debts, first, count, RATES)


def test_parts_sum_to_the_grosz_and_the_first_take_the_rest():
    rows = plan([debt(1, "100.00")], 3)
    assert [str(row.amount) for row in rows] == ["33.34", "33.33", "33.33"]


def test_the_oldest_debt_is_paid_first():
    rows = plan([debt(1, "50.00"), debt(2, "70.00")], 3)
    assert [row.parts for row in rows] == [
        ((1, Decimal("40.00")),),
        ((1, Decimal("10.00")), (2, Decimal("30.00"))),
        ((2, Decimal("40.00")),),
    ]


def test_days_are_monthly_and_no_free_ones():
    # 31 January is a Saturday, 28 February another; Easter Monday is 6 April.
    assert engine.instalment_days(date(2026, 1, 31), 4) == [
        date(2026, 2, 2),
        date(2026, 3, 2),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert engine.instalment_days(date(2026, 3, 6), 2)[1] == date(2026, 4, 7)
    assert engine.instalment_days(date(2026, 12, 24), 2) == [
        date(2026, 12, 28),
        date(2027, 1, 25),
    ]


def test_interest_is_that_of_the_debt_paid_as_planned():
    rows = plan([debt(1, "1000.00")], 2)
    # 85 days of 1000 zł, then 31 of 500 zł, at 10 %.
    assert [str(row.interest) for row in rows] == ["23.29", "4.25"]
    assert all(row.known for row in rows)


def test_a_part_paid_before_bears_its_interest_too():
    paid = engine.Payment(date(2026, 1, 14), Decimal(400))
    [row] = plan([debt(1, "600.00", amount=Decimal(1000), payments=(paid,))], 1)
    whole = engine.interest(
        Decimal(1000), date(2025, 12, 15), "statutory", RATES, row.day, (paid,)
    )
    assert row.interest == whole.amount


def test_days_that_a_note_charges_are_left_out():
    covered = ((date(2025, 12, 16), date(2026, 2, 28)),)
    [row] = plan([debt(1, "1000.00", covered=covered)], 1)
    assert str(row.interest) == "2.74"  # 1 to 10 March
    middle = ((date(2025, 12, 26), date(2026, 2, 28)),)
    [row] = plan([debt(1, "1000.00", covered=middle)], 1)
    assert str(row.interest) == "5.48"


def test_an_interest_note_bears_none():
    [row] = plan([debt(1, "1000.00", amount=None)], 1)
    assert (row.interest, row.known) == (0, True)


def test_rates_that_nobody_knows_yet_are_not_guessed():
    rows = plan([debt(1, "700.00", kind="commercial", due="2026-01-15")], 7)
    assert [row.known for row in rows] == [True] * 4 + [False] * 3
    # 11 June to 30 June of 300 zł; from July on nothing is known.
    assert rows[3].day == date(2026, 6, 10)
    assert str(rows[4].interest) == "2.30"
    assert [str(row.interest) for row in rows[5:]] == ["0", "0"]


@pytest.mark.parametrize(
    ("total", "limit", "smallest", "most"),
    [
        ("100", 12, "0", 12),
        ("100", 12, "50", 2),
        ("99.99", 12, "50", 1),
        ("49.99", 12, "50", 0),
        ("0.05", 12, "0", 5),
    ],
)
def test_how_many_instalments(total, limit, smallest, most):
    assert engine.most_instalments(Decimal(total), limit, Decimal(smallest)) == most


def test_what_cannot_be_shared_is_refused():
    with pytest.raises(engine.InvalidInput):
        plan([debt(1, "0.02")], 3)
    with pytest.raises(engine.InvalidInput):
        plan([debt(1, "10")], 0)
    with pytest.raises(engine.InvalidInput):
        plan([], 1)
    with pytest.raises(engine.InvalidInput):
        plan([debt(1, "0"), debt(2, "5")], 1)


def test_an_instalment_is_missed_after_the_days_of_grace():
    days = [date(2026, 3, 10), date(2026, 4, 10)]
    left = [Decimal(0), Decimal("0.01")]

    def missed(today, grace=7, left=left):
        return engine.missed_instalment(days, left, date.fromisoformat(today), grace)

    assert missed("2026-04-17") is None
    assert missed("2026-04-18") == 1
    # 5 days end on Wednesday 15; 1 day on Saturday, so on Monday 13.
    assert missed("2026-04-13", grace=1) is None
    assert missed("2026-04-14", grace=1) == 1
    assert missed("2026-12-01", left=[Decimal(0), Decimal(0)]) is None
    assert missed("2026-04-01", left=[Decimal(5), Decimal(5)]) == 0


money = st.integers(1, 500_000).map(lambda grosze: Decimal(grosze) / 100)
firsts = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def open_debts(draw):
    amounts = draw(st.lists(money, min_size=1, max_size=6))
    dues = [
        draw(st.dates(date(2023, 1, 1), date(2026, 1, 31))).isoformat() for _ in amounts
    ]
    return [
        debt(key, amount, due)
        for key, (amount, due) in enumerate(zip(amounts, dues, strict=True))
    ]


@given(open_debts(), firsts, st.integers(1, 36))
def test_nothing_is_lost_and_no_day_is_free(debts, first, count):
    total = sum(one.left for one in debts)
    count = min(count, engine.most_instalments(total, count, Decimal(0)))
    rows = plan(debts, count, first)
    assert len(rows) == count
    assert sum(row.amount for row in rows) == total
    assert max(row.amount for row in rows) - min(row.amount for row in rows) <= Decimal(
        "0.01"
    )
    for one in debts:
        paid = [dict(row.parts).get(one.key, Decimal(0)) for row in rows]
        assert sum(paid) == one.left
    for row in rows:
        assert sum(amount for _key, amount in row.parts) == row.amount
        assert all(amount > 0 for _key, amount in row.parts)
        assert engine.is_working_day(row.day)
    days = [row.day for row in rows]
    assert days == sorted(set(days))
    assert days[0] >= first
    assert all(0 <= (day - first).days - 28 * place for place, day in enumerate(days))


@given(open_debts(), firsts, st.integers(1, 24))
def test_interest_is_that_of_all_days_but_for_rounding(debts, first, count):
    total = sum(one.left for one in debts)
    count = min(count, engine.most_instalments(total, count, Decimal(0)))
    rows = plan(debts, count, first)
    whole = Decimal(0)
    for one in debts:
        payments = [
            engine.Payment(row.day, amount)
            for row in rows
            for key, amount in row.parts
            if key == one.key
        ]
        whole += engine.interest(
            one.amount, one.due, one.kind, RATES, rows[-1].day, payments
        ).amount
    told = sum(row.interest for row in rows)
    # A stretch that an instalment of another debt cuts is rounded on both sides.
    assert abs(told - whole) <= Decimal("0.01") * count * len(debts)
    assert all(row.interest >= 0 and row.known for row in rows)


@given(st.lists(money, min_size=1, max_size=12), money)
def test_what_was_paid_counts_on_the_earliest(amounts, paid):
    left = engine.left_of_instalments(amounts, paid)
    assert sum(left) == max(sum(amounts) - paid, Decimal(0))
    first_open = next((n for n, amount in enumerate(left) if amount), len(left))
    assert all(left[n] == amounts[n] for n in range(first_open + 1, len(left)))
    assert engine.left_of_instalments(amounts, -paid) == amounts


@given(firsts, st.integers(0, 30))
def test_nobody_is_late_on_the_day_itself(day, grace):
    day = engine.end_of_term(day)
    left = [Decimal(1)]
    assert engine.missed_instalment([day], left, day, grace) is None
    late = day + timedelta(days=grace + 11)
    assert engine.missed_instalment([day], left, late, grace) == 0
