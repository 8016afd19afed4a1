# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a person released does not hold the next settlement for the same cause."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import day

ENDS = ("2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31")


def past(end, volume="0", estimated=False):
    """A month's settlement, by its last day."""
    last = day(end)
    return engine.PastSettlement(last.replace(day=1), last, Decimal(volume), estimated)


def found(code, params=None, **changes):
    """Findings of one rule on January 2026, without the rule's key."""
    facts = {
        "date_from": day("2026-01-01"),
        "date_to": day("2026-01-31"),
        "volume": Decimal(0),
        "gross": Decimal("4.86"),
    }
    rules = [engine.HoldRule(code, params or {})]
    findings = engine.judge(engine.HoldFacts(**facts | changes), rules)
    return [
        {name: value for name, value in each.params.items() if name != "rule"}
        for each in findings
    ]


def released(code, end, **mark):
    return (engine.Released(code, day(end), **mark),)


TWO = {"periods": 2}
ZEROS = tuple(past(end) for end in ENDS)
USED = (past(ENDS[0]), past(ENDS[1]), past(ENDS[2], "1"), past(ENDS[3]))


@pytest.mark.parametrize(
    ("history", "gone", "held"),
    [
        (ZEROS, (), True),
        (ZEROS, released("zero_use", ENDS[3]), False),
        # released long ago, and still the same row without use
        (ZEROS, released("zero_use", ENDS[0]), False),
        # the row began after it
        (ZEROS[1:], released("zero_use", ENDS[0]), True),
        # used since: it is another row
        (USED, released("zero_use", ENDS[1]), True),
        (USED, released("zero_use", ENDS[3]), False),
        # another rule's
        (ZEROS, released("amount_above", ENDS[3]), True),
    ],
)
def test_a_row_without_use_is_released_once(history, gone, held):
    expected = [{"periods": 2, "days": 62}] if held else []
    assert found("zero_use", TWO, history=history, released=gone) == expected


def test_a_row_that_is_one_day_long_is_released_too():
    last = day(ENDS[3])
    row = (engine.PastSettlement(last, last, Decimal(0)),)
    assert found("zero_use", TWO, history=row) == [{"periods": 2, "days": 32}]
    gone = released("zero_use", ENDS[3])
    assert found("zero_use", TWO, history=row, released=gone) == []


def test_a_meters_mark_is_released_for_that_meter_and_mark():
    old, read = day("2025-11-30"), day("2026-01-31")
    marks = (engine.MeterMark("A", old, read), engine.MeterMark("B", old, read))

    def held(**mark):
        gone = released("expired_mark", ENDS[3], **mark)
        rows = found("expired_mark", marks=marks, released=gone)
        return [row["meter"] for row in rows]

    assert held() == ["A", "B"]
    assert held(meter="A", due=old) == ["B"]
    # It was verified again in between, and that mark ran out too.
    assert held(meter="A", due=day("2020-11-30")) == ["A", "B"]


ESTIMATED = tuple(past(end, "5", True) for end in ENDS)


@pytest.mark.parametrize(
    ("end", "held"),
    [(None, True), (ENDS[0], True), (ENDS[1], True), (ENDS[2], False)],
)
def test_estimates_are_counted_anew_from_the_one_released(end, held):
    gone = released("estimates_in_row", end) if end else ()
    rows = found(
        "estimates_in_row",
        {"count": 3},
        sources=("estimate",),
        history=ESTIMATED,
        released=gone,
    )
    # Told is the whole row: the customer was not read for five months.
    assert rows == ([{"count": 5}] if held else [])


@pytest.mark.parametrize(
    ("ended", "held"), [(None, False), (ENDS[2], False), (ENDS[3], True)]
)
def test_a_lacking_consent_is_released_until_one_is_taken_back(ended, held):
    lacking = {"electronic": True, "consent": False}
    assert found("no_consent", **lacking) == [{}]
    rows = found(
        "no_consent",
        **lacking,
        consent_ended=ended and day(ended),
        released=released("no_consent", ENDS[3]),
    )
    assert rows == ([{}] if held else [])


def test_the_amount_of_each_bill_is_looked_at():
    gone = released("amount_above", ENDS[3])
    rows = found("amount_above", {"amount": Decimal(1)}, released=gone)
    assert rows == [{"gross": Decimal("4.86"), "amount": Decimal(1)}]
