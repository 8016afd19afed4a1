# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Use of days that no reading tells: broken meters and forecasts."""

from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import CENTI, LAST_APRIL, QUARTER, WHOLE, day, uses
from ibok_engine_oracle_readings import broken_use

METHODS = (
    "mean_3_months",
    "mean_3_months_read",
    "same_period_last_year",
    "mean_month_last_year",
)


LAST_YEAR = uses(("2025-01-01", "2025-06-30", "60"), ("2025-07-01", "2025-12-31", "90"))


def statutory(history, first, last, detected=None):
    found = engine.statutory_use(history, day(first), day(last), detected)
    return found.method, found.volume


@pytest.mark.parametrize(
    ("history", "days", "expected"),
    [
        # The fault reaches into the months before it was found: 36 m³ ÷ 90 × 61 days
        (QUARTER, ("2026-04-01", "2026-05-31"), ("mean_3_months_read", "24.40")),
        # … by all but one of the three: 36 ÷ 90 × 91, and one day too long
        (QUARTER, ("2026-04-01", "2026-06-30"), ("mean_3_months_read", "36.40")),
        (QUARTER, ("2026-04-01", "2026-07-01"), ("no_history", None)),
        # Read on the 27th, not at the ends of months: 28 December to 27 March
        (
            uses(
                ("2025-11-28", "2026-01-27", "61"), ("2026-01-28", "2026-03-27", "59")
            ),
            ("2026-03-28", "2026-04-16"),
            ("mean_3_months_read", "20.00"),
        ),
        # Last read before the first of the three months was over: too long ago
        (
            [*uses(("2025-09-01", "2026-01-30", "152")), *LAST_APRIL],
            ("2026-04-01", "2026-04-30"),
            ("same_period_last_year", "15.00"),
        ),
        # A day less is known: the next step
        (
            [*uses(("2025-12-29", "2026-03-27", "89")), *LAST_APRIL],
            ("2026-04-01", "2026-04-30"),
            ("same_period_last_year", "15.00"),
        ),
        (QUARTER, ("2026-04-01", "2026-04-30"), ("mean_3_months", "12.00")),
        # 12 × 1/30, 12 × 20/30 months
        (QUARTER, ("2026-04-01", "2026-04-01"), ("mean_3_months", "0.40")),
        (QUARTER, ("2026-04-01", "2026-04-20"), ("mean_3_months", "8.00")),
        (QUARTER[::-1], ("2026-04-11", "2026-04-30"), ("mean_3_months", "8.00")),
        # March not read to its end: last year's April, then last year's mean
        (
            [*QUARTER[:2], *LAST_APRIL],
            ("2026-04-01", "2026-04-30"),
            ("same_period_last_year", "15.00"),
        ),
        (LAST_APRIL, ("2026-04-01", "2026-04-20"), ("same_period_last_year", "10.00")),
        # Half a year of 60 m³: April's days have 30/181 of it
        (
            LAST_YEAR,
            ("2026-04-01", "2026-04-30"),
            ("same_period_last_year", "9.94"),
        ),
        (
            [*LAST_YEAR, *uses(("2026-01-01", "2026-02-28", "9"))],
            ("2026-03-15", "2026-04-14"),
            ("mean_3_months_read", "8.32"),
        ),
        # the end of February stays its end: all 29 days of the leap year's
        (
            uses(("2024-02-01", "2024-02-29", "29")),
            ("2025-02-01", "2025-02-28"),
            ("same_period_last_year", "29.00"),
        ),
        (
            uses(("2024-02-01", "2024-02-29", "29")),
            ("2025-02-01", "2025-02-27"),
            ("same_period_last_year", "27.00"),
        ),
        ([], ("2026-04-01", "2026-04-30"), ("no_history", None)),
        (QUARTER[1:], ("2026-04-01", "2026-04-30"), ("no_history", None)),
    ],
)
def test_the_steps_of_the_regulation(history, days, expected):
    method, volume = expected
    if method == "no_history":
        with pytest.raises(engine.NoHistory) as refused:
            statutory(history, *days)
        assert refused.value.params["date_from"] == day(days[0])
    else:
        assert statutory(history, *days) == (method, Decimal(volume))


def test_last_years_mean_when_the_fault_lasts_longer_than_a_year():
    # 13 months: a year before they began the fault had begun too
    history = uses(("2024-01-01", "2024-12-31", "120"))
    found = engine.statutory_use(history, day("2025-02-01"), day("2025-12-31"))
    assert (found.method, found.volume) == ("same_period_last_year", Decimal("109.84"))
    with pytest.raises(engine.NoHistory):
        engine.statutory_use(history, day("2025-01-01"), day("2026-01-31"))
    found = engine.statutory_use(
        history, day("2025-01-01"), day("2026-02-28"), detected=day("2025-12-31")
    )
    assert found.method == "mean_month_last_year"
    assert found.volume == Decimal("140.00")


def test_last_years_mean_is_of_the_months_that_are_known():
    # A contract since 20 June, broken in April: July to December, 92 m³
    history = uses(("2025-06-20", "2025-12-31", "97.5"))
    found = engine.statutory_use(history, day("2026-04-01"), day("2026-04-20"))
    assert found.method == "mean_month_last_year"
    assert found.volume == Decimal("10.22")
    told = found.derivation
    assert [step["step"] for step in told] == [
        *["estimate_impossible"] * 2,
        *["month_use"] * 6,
        "estimate",
    ]
    assert (told[-1]["base_from"], told[-1]["base_months"]) == ("2025-07-01", 6)
    # No whole month of last year
    history = uses(("2025-12-02", "2025-12-31", "97.5"))
    with pytest.raises(engine.NoHistory):
        engine.statutory_use(history, day("2026-04-01"), day("2026-04-20"))


def test_months_before_the_fault_began_may_be_asked_for():
    """B23: three months known, the fault of two months found at their end."""
    fault = day("2026-04-01"), day("2026-05-31")
    found = engine.statutory_use(QUARTER, *fault, detected=fault[0])
    assert (found.method, found.volume) == ("mean_3_months", Decimal("24.00"))


def test_an_estimate_tells_its_figures_and_what_was_impossible():
    found = engine.statutory_use(
        [*QUARTER[:2], *LAST_APRIL], day("2026-04-01"), day("2026-04-30")
    )
    assert found.derivation == (
        {
            "step": "estimate_impossible",
            "method": "mean_3_months",
            "date_from": "2026-01-01",
            "date_to": "2026-03-31",
            "missing": "2026-03-01",
        },
        {
            "step": "estimate",
            "method": "same_period_last_year",
            "date_from": "2026-04-01",
            "date_to": "2026-04-30",
            "months": "1",
            "base_from": "2025-04-01",
            "base_to": "2025-04-30",
            "base_volume": "15",
            "volume": "15.00",
        },
    )
    mean = engine.statutory_use(QUARTER, day("2026-04-01"), day("2026-04-20"))
    months = [step["volume"] for step in mean.derivation[:-1]]
    assert (months, mean.derivation[-1]["months"]) == (["11", "13", "12"], "0.666667")
    assert mean.derivation[-1]["base_months"] == 3
    assert mean.derivation[-1]["base_volume"] == "36"
    base = mean.derivation[-1]["base_from"], mean.derivation[-1]["base_to"]
    assert base == ("2026-01-01", "2026-03-31")


def test_a_mean_by_days_tells_the_days_it_rests_on():
    history = uses(
        ("2025-11-28", "2026-01-27", "61"), ("2026-01-28", "2026-03-27", "60")
    )
    found = engine.statutory_use(history, day("2026-03-28"), day("2026-04-16"))
    impossible, told = found.derivation
    assert (impossible["method"], impossible["missing"]) == (
        "mean_3_months",
        "2026-03-28",
    )
    assert told == {
        "step": "estimate",
        "method": "mean_3_months_read",
        "date_from": "2026-03-28",
        "date_to": "2026-04-16",
        "months": "0.662366",
        "days": 20,
        "base_days": 90,
        "base_from": "2025-12-28",
        "base_to": "2026-03-27",
        "base_volume": "91",
        "volume": "20.22",
    }


@pytest.mark.parametrize(
    ("history", "error"),
    [
        ([], "NoHistory"),
        (uses(("2026-05-01", "2026-05-31", "9")), "NoHistory"),
        ([*QUARTER, *QUARTER[1:2]], "InvalidInput"),
        (uses(("2026-01-03", "2026-01-01", "1")), "InvalidInput"),
    ],
)
def test_what_cannot_be_estimated(history, error):
    with pytest.raises(getattr(engine, error)):
        engine.forecast_use(history, day("2026-04-01"), day("2026-04-30"))
    with pytest.raises(getattr(engine, error)):
        engine.statutory_use(history, day("2026-04-01"), day("2026-04-30"))


@pytest.mark.parametrize("reckon", [engine.forecast_use, engine.statutory_use])
def test_days_reversed(reckon):
    with pytest.raises(engine.DatesReversed):
        reckon(QUARTER, day("2026-04-30"), day("2026-04-01"))


@given(
    st.lists(
        st.tuples(st.integers(1, 70), st.integers(0, 90)), min_size=1, max_size=20
    ),
    st.one_of(st.integers(0, 9), st.integers(0, 400)),
    st.one_of(st.integers(0, 40), st.integers(0, 400)),
    st.randoms(use_true_random=False),
)
def test_a_broken_meter_against_a_loop_over_days(rows, gap, length, rnd):
    history, start = [], date(2023, 1, 1) + timedelta(days=rnd.randint(0, 400))
    for days, volume in rows:
        last = start + timedelta(days=days - 1)
        history.append((start, last, Decimal(volume)))
        start = last + timedelta(days=1)
    first = start + timedelta(days=gap)
    last = first + timedelta(days=length)
    expected = broken_use(history, first, last, CENTI)
    rnd.shuffle(history)
    try:
        found = engine.statutory_use(history, first, last)
    except engine.NoHistory:
        assert expected is None
    else:
        assert (METHODS.index(found.method) + 1, found.volume) == expected


def test_precision_of_a_broken_meters_volume():
    days = day("2026-04-01"), day("2026-04-20")
    assert engine.statutory_use(QUARTER, *days, precision=WHOLE).volume == 8
    assert engine.statutory_use(QUARTER, *days, precision=CENTI).volume == 8
