# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Rules that hold a reckoned settlement."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hold_facts import FACTS, codes, past
from ibok_engine_cases import day

DECEMBER = past("2025-12-01", "2025-12-31", "0")
NOVEMBER = past("2025-11-01", "2025-11-30", "0")
NOTHING = {"volume": Decimal(0)}


@pytest.mark.parametrize(
    ("params", "changes", "found"),
    [
        ({}, {}, []),
        ({}, NOTHING, [{"periods": 1, "days": 31}]),
        ({"periods": 2}, NOTHING, []),
        (
            {"periods": 2},
            {**NOTHING, "history": (DECEMBER,)},
            [{"periods": 2, "days": 62}],
        ),
        (
            {"periods": 3},
            {**NOTHING, "history": (NOVEMBER, DECEMBER)},
            [{"periods": 3, "days": 92}],
        ),
        (
            {"periods": 2},
            {**NOTHING, "history": (NOVEMBER, past("2025-12-01", "2025-12-31", "1"))},
            [],
        ),
        ({"periods": 2}, {"history": (DECEMBER,)}, []),
        # what was before the periods asked for does not matter
        (
            {},
            {**NOTHING, "history": (past("2025-12-01", "2025-12-31", "1"),)},
            [{"periods": 1, "days": 31}],
        ),
        (
            {},
            {**NOTHING, "history": (NOVEMBER, DECEMBER)},
            [{"periods": 1, "days": 31}],
        ),
        (
            {"periods": 2},
            {**NOTHING, "history": (past("2025-11-01", "2025-11-30", "1"), DECEMBER)},
            [{"periods": 2, "days": 62}],
        ),
        # a settlement of the same or later days is not before it
        (
            {"periods": 2},
            {**NOTHING, "history": (past("2026-01-01", "2026-01-31", "0"),)},
            [],
        ),
        (
            {"periods": 2},
            {**NOTHING, "history": (past("2025-12-01", "2026-01-01", "0"),)},
            [],
        ),
    ],
)
def test_no_use(params, changes, found):
    assert codes("zero_use", params, **changes) == found


@pytest.mark.parametrize("flag", ["submeter_above_main", "rollover", "no_source"])
def test_the_engines_flags(flag):
    assert codes(flag, flags=(flag, "other")) == [{}]
    assert codes(flag, flags=("other",)) == []


def test_a_meter_whose_mark_ran_out_before_its_reading():
    read = day("2026-12-01")
    marks = (
        engine.MeterMark("B", day("2026-11-30"), read),
        engine.MeterMark("A", day("2026-11-30"), read),
        engine.MeterMark("C", read, read),
    )
    assert [found["meter"] for found in codes("expired_mark", marks=marks)] == [
        "A",
        "B",
    ]
    assert codes("expired_mark", marks=marks[2:]) == []


def test_a_settlement_is_on_a_reading_unless_told():
    row = engine.PastSettlement(day("2025-12-01"), day("2025-12-31"), Decimal(5))
    found = codes("estimates_in_row", sources=("estimate",), history=(row,))
    assert found == []
    row = estimated("2025-12-01", "2025-12-31")
    found = codes("estimates_in_row", sources=("estimate",), history=(row,))
    assert found == [{"count": 2}]


def estimated(first, last, on_estimate=True):
    return past(first, last, "5", on_estimate)


@pytest.mark.parametrize(
    ("count", "sources", "history", "found"),
    [
        (1, ("reader",), (estimated("2025-12-01", "2025-12-31"),), None),
        (1, ("estimate",), (), 1),
        (2, ("estimate",), (), None),
        (2, ("reader", "estimate"), (estimated("2025-12-01", "2025-12-31"),), 2),
        (
            2,
            ("estimate",),
            (
                estimated("2025-11-01", "2025-11-30"),
                estimated("2025-12-01", "2025-12-31", False),
            ),
            None,
        ),
        (
            2,
            ("estimate",),
            (
                estimated("2025-11-01", "2025-11-30"),
                estimated("2025-12-01", "2025-12-31"),
            ),
            3,
        ),
    ],
)
def test_estimates_one_after_another(count, sources, history, found):
    params = {"count": count}
    expected = [{"count": found}] if found else []
    assert (
        codes("estimates_in_row", params, sources=sources, history=history) == expected
    )


def test_amount_and_consent():
    limit = {"amount": Decimal("87.50")}
    assert codes("amount_above", limit) == [
        {"gross": Decimal("87.51"), "amount": Decimal("87.50")}
    ]
    assert codes("amount_above", {"amount": Decimal("87.51")}) == []
    assert codes("no_consent") == []
    assert codes("no_consent", consent=False) == []
    assert codes("no_consent", electronic=True) == []
    assert codes("no_consent", electronic=True, consent=False) == [{}]


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("unheard_of", {}),
        ("spike", {"season": "summer"}),
        ("spike", {"limit": 3}),
        ("amount_above", {}),
    ],
)
def test_rules_that_are_wrong_are_refused(code, params):
    with pytest.raises(engine.InvalidInput):
        codes(code, params)


def test_findings_come_in_the_order_of_the_rules():
    facts = engine.HoldFacts(**{**FACTS, "flags": ("rollover",)})
    rules = [
        engine.HoldRule("amount_above", {"amount": 1}),
        engine.HoldRule("spike"),
        engine.HoldRule("rollover"),
    ]
    assert [found.code for found in engine.judge(facts, rules)] == [
        "amount_above",
        "rollover",
    ]
    assert engine.judge(facts, []) == ()
    assert set(engine.HOLD_RULES) >= {rule.code for rule in rules}
