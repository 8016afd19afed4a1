# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Art. 8: which periods count, and how long the notice is."""

from datetime import date, timedelta

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)


def bill(key, first, last, months=2, **rest):
    rest = {"before": 10, "after": 14, **rest}
    return engine.UnpaidBill(
        key, date.fromisoformat(first), date.fromisoformat(last), months, **rest
    )


def periods(received, *bills):
    found = engine.unpaid_periods(date.fromisoformat(received), bills)
    return [(f"{first:%m-%d}", f"{last:%m-%d}", keys) for first, last, keys in found]


JAN = bill(1, "2026-01-01", "2026-02-28")
MARCH = bill(2, "2026-03-01", "2026-04-30")
MAY = bill(3, "2026-05-01", "2026-06-30")


def test_periods_that_begin_after_the_demand_was_received():
    assert periods("2025-12-31", JAN, MARCH, MAY) == [
        ("01-01", "02-28", (1,)),
        ("03-01", "04-30", (2,)),
        ("05-01", "06-30", (3,)),
    ]


def test_the_period_in_which_it_was_received_does_not_count():
    assert [keys for *_days, keys in periods("2026-01-01", JAN, MARCH, MAY)] == [
        (2,),
        (3,),
    ]


def test_a_bill_read_early_or_late_is_of_its_period():
    early = bill(1, "2026-01-06", "2026-02-21")
    late = bill(2, "2026-02-22", "2026-05-12")
    assert periods("2026-01-01", early, late) == [("03-01", "04-30", (2,))]
    assert [keys for *_days, keys in periods("2025-12-31", early, late)] == [
        (1,),
        (2,),
    ]


def test_a_part_of_a_period_is_no_full_one():
    began = bill(1, "2026-01-20", "2026-02-28")
    ended = bill(2, "2026-03-01", "2026-03-20")
    assert periods("2025-12-01", began, ended) == []


def test_two_bills_of_one_period_are_one():
    again = bill(9, "2026-01-01", "2026-02-28")
    assert periods("2025-12-31", JAN, again) == [("01-01", "02-28", (1, 9))]


def test_twenty_days_after_the_last_one_knew():
    known = [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 3)]
    assert engine.earliest_cutoff(known) == date(2026, 3, 25)
    # 20 days after 15 March is Easter Saturday: the first working day is Tuesday.
    assert engine.earliest_cutoff([date(2026, 3, 15)]) == date(2026, 4, 7)
    with pytest.raises(engine.InvalidInput):
        engine.earliest_cutoff([])


@given(
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    st.sampled_from([1, 2, 3, 6]),
    st.lists(st.integers(0, 12), min_size=1, max_size=8, unique=True),
)
def test_no_period_that_counts_had_begun(received, months, places):
    first = engine.cycle_of(received, months)
    bills, cycle = {}, first
    for place in range(max(places) + 1):
        if place in places:
            bills[place] = engine.UnpaidBill(
                place, cycle.date_from, cycle.date_to, months, 0, 10, 14
            )
        cycle = engine.next_cycle(cycle, months)
    found = engine.unpaid_periods(received, bills.values())
    # The first one holds the day of receipt, whichever of its days that is.
    assert [keys for *_days, keys in found] == [
        (place,) for place in sorted(bills) if place
    ]
    assert all(days[0] > received for days in found)


@given(st.lists(st.dates(date(2024, 1, 1), date(2028, 1, 1)), min_size=1, max_size=3))
def test_the_notice_is_never_short(known):
    day = engine.earliest_cutoff(known)
    assert all((day - one).days >= 20 for one in known)
    assert engine.is_working_day(day)
    assert not engine.is_working_day(day - DAY) or (day - max(known)).days == 20
