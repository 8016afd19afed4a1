# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Cycles tile the calendar; windows; months of a subscription."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import every_day

DAY = timedelta(days=1)
days = st.dates(date(2019, 1, 1), date(2033, 12, 31))
shapes = st.sampled_from([1, 2, 3, 6, 12]).flatmap(
    lambda months: st.tuples(st.just(months), st.integers(0, months - 1))
)
ALL_SHAPES = [(n, offset) for n in (1, 2, 3, 6, 12) for offset in range(n)]


@pytest.mark.parametrize(("months", "offset"), ALL_SHAPES)
def test_cycles_tile_the_calendar(months, offset):
    """Every day of five years (a leap one too) is in exactly one cycle."""
    seen = {}
    for day in every_day(date(2022, 1, 1), date(2026, 12, 31)):
        cycle = engine.cycle_of(day, months, offset)
        assert cycle.date_from <= day <= cycle.date_to
        seen.setdefault(cycle, []).append(day)
    cycles = sorted(seen)
    for cycle, following in zip(cycles, cycles[1:], strict=False):
        assert following.date_from == cycle.date_to + DAY
        assert engine.next_cycle(cycle, months) == following
        assert engine.previous_cycle(following, months) == cycle
    for cycle in cycles[1:-1]:
        assert seen[cycle] == every_day(cycle.date_from, cycle.date_to)
        assert len({(day.year, day.month) for day in seen[cycle]}) == months
        assert cycle.months == months
        assert (cycle.date_from.month - 1 - offset) % months == 0


def test_known_cycles():
    cycle = engine.cycle_of(date(2026, 1, 5), 2, offset=1)
    assert cycle == engine.Cycle(date(2025, 12, 1), date(2026, 1, 31))
    assert engine.cycle_of(date(2024, 2, 29), 3) == engine.Cycle(
        date(2024, 1, 1), date(2024, 3, 31)
    )


@pytest.mark.parametrize(("months", "offset"), [(4, 0), (0, 0), (2, 2), (3, -1)])
def test_a_cycle_that_does_not_tile_the_year_is_refused(months, offset):
    with pytest.raises(engine.InvalidInput):
        engine.cycle_of(date(2026, 1, 1), months, offset)


@given(days, shapes, st.integers(0, 45), st.integers(0, 45))
def test_settling_cycle_is_the_nearest_whose_window_holds_the_day(
    day, shape, before, after
):
    months, offset = shape
    best = None
    cycle = engine.cycle_of(day - timedelta(days=800), months, offset)
    while cycle.date_from < day + timedelta(days=800):
        first, last = engine.reading_window(cycle, before, after)
        distance = abs((cycle.date_to - day).days)
        if first <= day <= last and (best is None or distance < best[0]):
            best = (distance, cycle)
        cycle = engine.next_cycle(cycle, months)
    found = engine.settling_cycle(day, months, before, after, offset)
    assert found == (best and best[1])


def test_window_edges_and_a_tie():
    def settled(text, before=3, after=5):
        return engine.settling_cycle(date.fromisoformat(text), 1, before, after)

    january = engine.Cycle(date(2026, 1, 1), date(2026, 1, 31))
    assert engine.reading_window(january, 3, 5) == (date(2026, 1, 28), date(2026, 2, 5))
    assert settled("2026-01-27") is None
    assert settled("2026-01-28") == settled("2026-02-05") == january
    assert settled("2026-02-06") is None
    # 14 February lies 14 days from both month ends.
    assert settled("2026-02-14", 20, 20) == january


@given(days, st.integers(0, 900))
def test_whole_months_counts_the_months_touched(first, length):
    last = first + timedelta(days=length)
    touched = {(day.year, day.month) for day in every_day(first, last)}
    assert engine.whole_months(first, last) == len(touched)
    counted = engine.subscription_months(first, last, "every_started")
    assert counted == len(touched)


@given(days, st.integers(0, 400))
def test_pro_rata_months_against_single_days(first, length):
    last = first + timedelta(days=length)
    exact = sum(
        Fraction(1, monthrange(day.year, day.month)[1])
        for day in every_day(first, last)
    )
    counted = engine.subscription_months(first, last, "pro_rata")
    assert abs(Fraction(counted) - exact) <= Fraction(1, 10_000)


@given(days, st.integers(1, 700), st.integers(0, 23))
def test_a_range_cut_at_a_month_end_sums_exactly(first, length, which):
    last = first + timedelta(days=length)
    ends = [d for d in every_day(first, last - DAY) if (d + DAY).day == 1]
    if not ends:
        return
    cut = ends[which % len(ends)]
    for mode in ("every_started", "pro_rata"):
        whole = engine.subscription_months(first, last, mode)
        head = engine.subscription_months(first, cut, mode)
        assert head + engine.subscription_months(cut + DAY, last, mode) == whole


@given(days)
def test_a_month_shared_by_two_customers_is_one_month(cut):
    first = cut.replace(day=1)
    last = cut.replace(day=monthrange(cut.year, cut.month)[1])
    if cut == last:
        return
    head = engine.subscription_months(first, cut, "pro_rata")
    assert head + engine.subscription_months(cut + DAY, last, "pro_rata") == 1


@pytest.mark.parametrize("mode", ["every_started", "pro_rata"])
@pytest.mark.parametrize(("months", "offset"), ALL_SHAPES)
def test_a_year_of_cycles_has_twelve_months(months, offset, mode):
    cycle = engine.cycle_of(date(2024, 6, 1), months, offset)
    total = Decimal(0)
    for _ in range(12 // months):
        total += engine.subscription_months(cycle.date_from, cycle.date_to, mode)
        cycle = engine.next_cycle(cycle, months)
    assert total == 12


def test_pro_rata_by_hand_and_refusals():
    counted = engine.subscription_months(
        date(2026, 1, 15), date(2026, 3, 10), "pro_rata"
    )
    assert counted == Decimal("0.5484") + 1 + Decimal("0.3226")
    with pytest.raises(engine.DatesReversed):
        engine.whole_months(date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(engine.InvalidInput):
        engine.subscription_months(date(2026, 2, 1), date(2026, 2, 2), "weekly")


@pytest.mark.parametrize("months", [0, 5, 24])
def test_cycles_of_other_lengths_are_refused(months):
    january = engine.Cycle(date(2026, 1, 1), date(2026, 1, 31))
    for reckon in (
        lambda: engine.cycle_of(date(2026, 1, 1), months),
        lambda: engine.next_cycle(january, months),
        lambda: engine.previous_cycle(january, months),
    ):
        with pytest.raises(engine.InvalidInput) as raised:
            reckon()
        assert raised.value.params == {"reason": "cycle_months", "value": months}
