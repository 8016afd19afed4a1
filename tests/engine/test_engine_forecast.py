# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Use of a bill that nobody read the meter for, where the contract allows it."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import LAST_APRIL, QUARTER, day, uses


@pytest.mark.parametrize(
    ("history", "days", "expected"),
    [
        # 15 m³ in the thirty days of last April
        (LAST_APRIL, ("2026-04-01", "2026-04-30"), ("same_season", 15)),
        (LAST_APRIL, ("2026-04-01", "2026-04-13"), ("same_season", 6)),
        # a leap day has last year's daily use too: 28 m³ in 28 days
        (
            uses(("2023-02-01", "2023-02-28", "28")),
            ("2024-02-01", "2024-02-29"),
            ("same_season", 29),
        ),
        (
            uses(("2024-02-01", "2024-02-29", "29")),
            ("2025-02-01", "2025-02-28"),
            ("same_season", 28),
        ),
        # 365 days of 150 m³, but not of the same days: up to the last known one
        (
            uses(("2025-01-01", "2025-12-31", "146")),
            ("2027-02-01", "2027-02-28"),
            ("mean_12_months", 11),
        ),
        (QUARTER, ("2026-04-01", "2026-04-30"), ("last_daily", 11)),
        # two readings of one day say nothing of a day's use, but are its m³
        (
            uses(("2026-01-01", "2026-01-10", "1"), ("2026-01-11", "2026-01-10", "9")),
            ("2026-01-11", "2026-01-20"),
            ("last_daily", 10),
        ),
    ],
)
def test_forecasts(history, days, expected):
    found = engine.forecast_use(history, day(days[0]), day(days[1]))
    assert (found.method, found.volume) == expected
    told = found.derivation[-1]
    assert (told["step"], told["volume"]) == ("estimate", str(expected[1]))


def test_a_third_of_a_m3_a_day_is_one_in_three_days():
    history = uses(("2026-01-01", "2026-01-03", "1"))
    found = engine.forecast_use(history, day("2026-01-04"), day("2026-01-06"))
    assert found.volume == 1
    finer = engine.forecast_use(
        history, day("2026-01-04"), day("2026-01-04"), Decimal("0.01")
    )
    assert str(finer.volume) == "0.33"
