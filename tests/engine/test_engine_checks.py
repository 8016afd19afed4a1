# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Reasons to hold one reading."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

PLAIN = {
    "value": Decimal("357"),
    "date": date(2026, 1, 31),
    "today": date(2026, 2, 1),
    "digits": 5,
    "previous": (date(2025, 12, 31), Decimal("345")),
    "following": None,
    "usual_daily": Decimal("0.4"),
    "contract_from": date(2020, 1, 1),
    "contract_to": None,
    "spike_factor": Decimal("3"),
    "margin": Decimal("5"),
    "rollover_limit": Decimal("200"),
}


def found(**changes):
    facts = engine.ReadingFacts(**{**PLAIN, **changes})
    return [finding.code for finding in engine.check_reading(facts)]


def before(value, days=31):
    return (date.fromordinal(PLAIN["date"].toordinal() - days), Decimal(value))


AFTER = date(2026, 2, 10)
# Usual 0.4 m³ a day × 31 days × 3 + 5 m³ = 42.2 m³
CASES = [
    ("plausible", {}, []),
    ("no use at all", {"value": Decimal("345")}, []),
    ("tomorrow", {"today": date(2026, 1, 30)}, ["future_date"]),
    ("today", {"today": date(2026, 1, 31)}, []),
    ("after the contract", {"contract_to": date(2026, 1, 30)}, ["outside_contract"]),
    ("last day of it", {"contract_to": date(2026, 1, 31)}, []),
    ("before it", {"contract_from": date(2026, 2, 2)}, ["outside_contract"]),
    ("its beginning", {"contract_from": date(2026, 2, 1)}, []),
    ("no contract dates", {"contract_from": None}, []),
    ("six digits", {"value": Decimal("100000")}, ["beyond_digits"]),
    ("negative", {"value": Decimal("-1")}, ["negative_value"]),
    ("went back", {"value": Decimal("344")}, ["below_previous"]),
    ("rolled over", {"value": Decimal("12"), "previous": before(99987)}, ["rollover"]),
    (
        "rolled over as far as may be",
        {"value": Decimal("187"), "previous": before(99987), "usual_daily": None},
        ["rollover"],
    ),
    (
        "rolled over too far",
        {"value": Decimal("188"), "previous": before(99987)},
        ["below_previous"],
    ),
    (
        "rolled over with a spike",
        {"value": Decimal("40"), "previous": before(99987)},
        ["rollover", "usage_high"],
    ),
    ("at the limit", {"value": Decimal("387.2")}, []),
    ("above the limit", {"value": Decimal("387.201")}, ["usage_high"]),
    ("no history, much", {"usual_daily": None, "value": Decimal("545")}, []),
    (
        "no history, too much",
        {"usual_daily": None, "value": Decimal("545.001")},
        ["usage_high"],
    ),
    ("same day, margin", {"previous": before(352, days=0)}, []),
    ("same day, more", {"previous": before(351, days=0)}, ["usage_high"]),
    ("first reading", {"previous": None, "value": Decimal("99999")}, []),
    ("below the next", {"following": (AFTER, Decimal("357"))}, []),
    ("above the next", {"following": (AFTER, Decimal(356))}, ["above_following"]),
    (
        "next one rolled over",
        {
            "previous": before(99950),
            "value": Decimal("99960"),
            "following": (AFTER, Decimal("3")),
        },
        ["rollover"],
    ),
    (
        "two reasons",
        {"today": date(2026, 1, 1), "value": Decimal("1")},
        ["future_date", "below_previous"],
    ),
    (
        "whole m³ after a radio reading",
        {
            "value": Decimal("345"),
            "previous": before("345.678"),
            "precision": Decimal("1"),
        },
        [],
    ),
    (
        "the same in litres",
        {"value": Decimal("345"), "previous": before("345.678")},
        ["below_previous"],
    ),
]


@pytest.mark.parametrize(
    ("changes", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_findings(changes, codes):
    assert found(**changes) == codes


@pytest.mark.parametrize(
    ("previous", "value", "codes"),
    [
        # without a history 200 m³ are the most; billed are whole ones
        ("0", "200.9", []),
        ("0.9", "201", ["usage_high"]),
        ("0.9", "200.1", []),
        ("10.9", "10.1", []),
        ("10.9", "9.9", ["below_previous"]),
    ],
)
def test_use_is_judged_as_it_is_billed(previous, value, codes):
    changes = {"previous": before(previous), "value": Decimal(value)}
    assert found(usual_daily=None, precision=Decimal(1), **changes) == codes


def test_a_finding_without_facts():
    assert engine.Finding("no_source").params == {}


def test_a_finding_carries_its_facts():
    facts = engine.ReadingFacts(**{**PLAIN, "value": Decimal("400")})
    (finding,) = engine.check_reading(facts)
    assert finding.params == {
        "use": Decimal("55"),
        "days": 31,
        "limit": Decimal("42.2"),
        "usual_daily": Decimal("0.4"),
    }


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 300))
def test_an_accepted_reading_never_breaks_the_bill(previous, value, limit):
    """What passes the check (a rollover confirmed) the billing can count."""
    facts = {
        "value": Decimal(value),
        "previous": before(previous),
        "rollover_limit": Decimal(limit),
        "usual_daily": Decimal("10000"),
    }
    codes = found(**facts)
    span = engine.RegisterSpan(
        1, facts["previous"][0], PLAIN["date"], Decimal(previous), Decimal(value), 5
    )
    if "below_previous" in codes:
        with pytest.raises(engine.NegativeUse):
            engine.span_use(span, Decimal(1), Decimal(limit))
    else:
        use = engine.span_use(span, Decimal(1), Decimal(limit))
        assert use.rollover == ("rollover" in codes)


def test_usual_daily_weighs_by_days():
    uses = [(30, Decimal("12")), (60, Decimal("6")), (0, Decimal("4"))]
    assert engine.usual_daily(uses) == Decimal("0.2")
    assert engine.usual_daily([(3, Decimal("1"))]) == Decimal("0.333333")
    assert engine.usual_daily([(1, Decimal("2"))]) == 2
    assert engine.usual_daily([]) is None
    assert engine.usual_daily([(0, Decimal("4"))]) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (345, 387)),
        ({"on": date(2025, 12, 31)}, (345, 350)),
        ({"previous": (date(2025, 12, 31), Decimal("345.9"))}, (345, 388)),
        ({"previous": None}, (0, 99_999)),
        ({"previous": (date(2025, 12, 31), Decimal("99990"))}, (99_990, 99_999)),
        ({"usual_daily": None}, (345, 99_999)),
        ({"usual_daily": None, "rollover_limit": Decimal("200")}, (345, 545)),
    ],
)
def test_the_range_a_resident_is_shown(changes, expected):
    values = {
        "previous": PLAIN["previous"],
        "on": date(2026, 1, 31),
        "usual_daily": Decimal("0.4"),
        "factor": Decimal("3"),
        "margin": Decimal("5"),
        "digits": 5,
    }
    assert engine.plausible_range(**{**values, **changes}) == expected


def test_no_range_before_the_previous_reading():
    with pytest.raises(engine.DatesReversed):
        engine.plausible_range(
            PLAIN["previous"], date(2025, 12, 30), None, Decimal(3), Decimal(5), 5
        )


def test_everything_shown_as_plausible_is_accepted():
    low, high = engine.plausible_range(
        PLAIN["previous"],
        PLAIN["date"],
        *(PLAIN[name] for name in ("usual_daily", "spike_factor", "margin", "digits")),
    )
    accepted = [value for value in range(300, 450) if not found(value=Decimal(value))]
    assert accepted == list(range(low, high + 1))
