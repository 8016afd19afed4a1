# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Rules that hold a reckoned settlement."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import day

FACTS = {
    "date_from": date(2026, 1, 1),
    "date_to": date(2026, 1, 31),
    "volume": Decimal("12"),
    "gross": Decimal("87.51"),
}


def past(first, last, volume, estimated=False):
    return engine.PastSettlement(day(first), day(last), Decimal(volume), estimated)


def codes(rule, params=None, **changes):
    facts = engine.HoldFacts(**{**FACTS, **changes})
    rules = [engine.HoldRule(rule, params or {}, key=7)]
    found = engine.judge(facts, rules)
    assert all(each.code == rule and each.params["rule"] == 7 for each in found)
    return [
        {name: value for name, value in each.params.items() if name != "rule"}
        for each in found
    ]


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


LAST_JANUARY = past("2025-01-01", "2025-01-31", "3.1")
REST_OF_YEAR = past("2025-02-01", "2025-12-31", "33.4")
ROUNDED = ("14.33", "0.100323", "last_year")
YEAR_BEFORE = past("2024-01-01", "2024-12-31", "3660")


@pytest.mark.parametrize(
    ("volume", "params", "history", "found"),
    [
        ("400", {}, (), None),
        # 0.1 m³ a day × 31 × 3 + 5 = 14.3
        ("14.3", {}, (LAST_JANUARY,), None),
        ("14.301", {}, (LAST_JANUARY,), ("14.30", "0.1", "last_year")),
        ("14.331", {}, (past("2025-01-01", "2025-01-31", "3.11"),), ROUNDED),
        ("14.301", {"factor": 4}, (LAST_JANUARY,), None),
        ("14.301", {"margin": Decimal("5.01")}, (LAST_JANUARY,), None),
        # last January unknown: 0.1 a day of the rest; known but much: 10 a day
        ("14.301", {}, (REST_OF_YEAR,), ("14.30", "0.1", "last_12_months")),
        (
            "14.301",
            {},
            (REST_OF_YEAR, past("2025-01-01", "2025-01-31", "310")),
            None,
        ),
        # twelve months, not the one before: 0.1 a day, not 10
        (
            "14.301",
            {"season": "last_12_months"},
            (YEAR_BEFORE, LAST_JANUARY, REST_OF_YEAR),
            ("14.30", "0.1", "last_12_months"),
        ),
        (
            "99",
            {"season": "last_12_months"},
            (REST_OF_YEAR, past("2025-01-01", "2025-01-31", "310")),
            ("92.50", "0.940822", "last_12_months"),
        ),
    ],
)
def test_much_more_than_usual(volume, params, history, found):
    expected = []
    if found:
        limit, usual, season = found
        expected = [
            {
                "volume": Decimal(volume),
                "days": 31,
                "limit": Decimal(limit),
                "usual_daily": Decimal(usual),
                "season": season,
            }
        ]
    assert (
        codes("spike", params, volume=Decimal(volume), history=history[::-1])
        == expected
    )


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


def test_twelve_months_to_the_end_of_february_are_whole_months():
    """29 February of the year before is not of them."""
    history = (
        past("2024-02-29", "2024-02-29", "100"),
        past("2024-03-01", "2025-02-28", "36.5"),
    )
    days = {"date_from": day("2025-03-01"), "date_to": day("2025-03-31")}
    season = {"season": "last_12_months"}
    spiked = {**days, "history": history, "volume": Decimal("14.301")}
    ((found),) = codes("spike", season, **spiked)
    assert (found["usual_daily"], found["limit"]) == (Decimal("0.1"), Decimal("14.30"))


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


def months(year, volume):
    """A settlement for each month of a year."""
    return tuple(
        past(
            f"{year}-{month:02}-01",
            f"{year}-{month:02}-{monthrange(year, month)[1]}",
            volume,
        )
        for month in range(1, 13)
    )


@pytest.mark.parametrize("season", ["last_year", "last_12_months"])
def test_what_lies_before_the_season_changes_no_comparison(season):
    year, older = months(2025, "6"), months(2024, "90") + months(2023, "90")
    params = {"factor": 3, "margin": 5, "season": season}
    changes = {"volume": Decimal(40)}
    found = codes("spike", params, history=year, **changes)
    assert found
    assert codes("spike", params, history=older + year, **changes) == found


def test_of_a_bill_that_began_before_the_twelve_months_only_their_days_count():
    # 10 m³ a day, of which 181 days count, then 1 m³ a day
    first = past("2024-07-01", "2025-06-30", "3650")
    history, season = (first, past("2025-07-01", "2025-12-31", "184")), "last_12_months"
    params = {"factor": 1, "margin": 0, "season": season}
    ((found),) = codes("spike", params, history=history, volume=Decimal(1000))
    assert found["usual_daily"] == Decimal("5.463014")
