# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""By when the office answers: over every day of the calendars 2024 – 2035."""

from datetime import date, timedelta

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
days = st.dates(FIRST, LAST)


def on(text):
    return date.fromisoformat(text)


def pause(asked, answered=None):
    return engine.Pause(on(asked), answered and on(answered))


@pytest.mark.parametrize("count", [14, 30])
def test_calendar_days_of_every_day(count):
    promise = engine.Promise(count)
    for day in DAYS:
        assert engine.promised_day(promise, day) == day + timedelta(count)


def test_three_working_days_of_every_day():
    """Counted a second way: the list of all working days."""
    working = [
        day
        for day in DAYS + [LAST + timedelta(n) for n in range(1, 20)]
        if engine.is_working_day(day)
    ]
    promise = engine.Promise(3, working=True)
    place = 0
    for day in DAYS:
        while working[place] <= day:
            place += 1
        assert engine.promised_day(promise, day) == working[place + 2], day


def test_a_moved_last_day_is_a_working_one_and_the_next():
    plain, moved = engine.Promise(14), engine.Promise(14, moves=True)
    for day in DAYS:
        last, later = (engine.promised_day(p, day) for p in (plain, moved))
        assert engine.is_working_day(later)
        between = [last + timedelta(n) for n in range((later - last).days)]
        assert not any(map(engine.is_working_day, between))


@pytest.mark.parametrize(
    ("received", "promise", "expected"),
    [
        # Over Easter 2026, Christmas Eve since 2025, Corpus Christi, November
        ("2026-04-02", engine.Promise(3, working=True), "2026-04-08"),
        ("2025-12-23", engine.Promise(3, working=True), "2025-12-31"),
        ("2024-12-23", engine.Promise(3, working=True), "2024-12-30"),
        ("2026-06-03", engine.Promise(1, working=True), "2026-06-05"),
        ("2024-02-28", engine.Promise(1), "2024-02-29"),
        # 30 days end on Saturday, 26 December 2026, and the next day is a Sunday
        ("2026-11-26", engine.Promise(30), "2026-12-26"),
        ("2026-11-26", engine.Promise(30, moves=True), "2026-12-28"),
    ],
)
def test_cases(received, promise, expected):
    assert engine.promised_day(promise, on(received)) == on(expected)


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-03-05", "2026-03-15")], "2026-04-10"),
        ([("2026-03-05", "2026-03-05")], "2026-03-31"),
        # Two that overlap stop the clock once
        ([("2026-03-05", "2026-03-15"), ("2026-03-10", "2026-03-20")], "2026-04-15"),
        ([("2026-03-05", None)], None),
        # Asked on the last day: nothing is left to wait for
        ([("2026-03-31", None)], "2026-03-31"),
        ([("2026-03-30", None)], None),
        ([("2026-04-20", None)], "2026-03-31"),
    ],
)
def test_pauses(pauses, expected):
    pauses = [pause(*one) for one in pauses]
    found = engine.promised_day(engine.Promise(30), on("2026-03-01"), pauses)
    assert found == (expected and on(expected))


@given(days, st.integers(1, 60), st.booleans(), st.integers(0, 40), st.integers(0, 60))
def test_a_pause_lengthens_by_no_more_than_itself(day, count, working, after, long):
    promise = engine.Promise(count, working=working)
    asked = day + timedelta(after)
    waited = engine.Pause(asked, asked + timedelta(long))
    plain = engine.promised_day(promise, day)
    later = engine.promised_day(promise, day, [waited])
    assert plain <= later
    if asked >= plain:
        assert later == plain
    elif not working:
        assert later == plain + timedelta(long)
    # What is counted is the same number of days, whichever they are.
    counted = [
        d
        for d in (day + timedelta(n) for n in range(1, (later - day).days + 1))
        if not waited.holds(d) and (not working or engine.is_working_day(d))
    ]
    assert len(counted) == count


def test_days_taken_leave_out_the_waiting():
    taken = engine.days_taken
    assert taken(on("2026-03-01"), on("2026-03-01")) == 0
    assert taken(on("2026-03-01"), on("2026-03-31")) == 30
    waited = [pause("2026-03-05", "2026-03-15")]
    assert taken(on("2026-03-01"), on("2026-03-31"), waited) == 20


def test_warnings_come_working_days_ahead():
    # Thursday 2 April 2026 is followed by Easter
    assert engine.warning_day(on("2026-04-08"), 2) == on("2026-04-03")
    assert engine.warning_day(on("2026-04-08"), 3) == on("2026-04-02")
    assert engine.warning_day(on("2026-04-08"), 0) == on("2026-04-08")


def test_no_promise_of_nothing():
    for count in (0, -1, 3661):
        with pytest.raises(engine.InvalidInput):
            engine.Promise(count)
    with pytest.raises(engine.InvalidInput):
        pause("2026-03-05", "2026-03-04")


def test_figures():
    assert engine.kept_figures([]) is None
    figures = engine.kept_figures([(1, True), (9, False), (2, True)])
    assert figures == engine.Kept(3, 2.0, 66)
    assert engine.kept_figures([(1, True), (4, True)]) == engine.Kept(2, 2.5, 100)
    nearly = [(1, True)] * 999 + [(1, False)]
    assert engine.kept_figures(nearly).kept_percent == 99


def test_small_kinds_join():
    assert engine.guarded({"a": 9, "b": 2, "c": 3}, 5) == [("a",), ("c", "b")]
    assert engine.guarded({"a": 9, "b": 7, "c": 3}, 5) == [("a",), ("b", "c")]
    assert engine.guarded({"a": 3, "b": 1}, 5) == []
    assert engine.guarded({}, 5) == []
    assert engine.guarded({"a": 5, "b": 0}, 5) == [("a",)]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 20)), st.integers(1, 12))
def test_groups_are_a_partition_and_none_is_small(counts, minimum):
    groups = engine.guarded(counts, minimum)
    kinds = [kind for group in groups for kind in group]
    assert len(kinds) == len(set(kinds))
    assert all(sum(counts[kind] for kind in group) >= minimum for group in groups)
    there = {kind for kind, n in counts.items() if n}
    if sum(counts.values()) >= minimum:
        assert set(kinds) == there
    else:
        assert not groups
