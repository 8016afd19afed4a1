# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The rule that compares a settlement with what is usual."""

from calendar import monthrange
from decimal import Decimal

import pytest
from hold_facts import codes, past
from ibok_engine_cases import day

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
