# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Past uses day by day, and the forecasts that rest on little of them."""

from decimal import Decimal

import ibok_engine as engine
from ibok_engine_cases import day


def uses(*rows):
    return [(day(first), day(last), Decimal(volume)) for first, last, volume in rows]


QUARTER = uses(
    ("2026-01-01", "2026-01-31", "11"),
    ("2026-02-01", "2026-02-28", "13"),
    ("2026-03-01", "2026-03-31", "12"),
)


def test_days_that_are_known_and_days_that_are_not():
    known = engine.History.of(QUARTER)
    first, last = day("2026-01-01"), day("2026-03-31")
    assert known.volume(first, last) == 36
    assert known.volume(last, last) * 31 == 12
    assert known.volume(last, first) is None
    assert known.volume(first, day("2026-04-01")) is None
    assert known.missing(first, last) is None
    assert known.missing(first, day("2026-04-02")) == day("2026-04-01")
    assert known.last_before(day("2026-04-30")) == last
    assert known.last_before(last) == day("2026-03-30")
    assert known.last_before(first) is None


def test_a_forecast_tells_what_was_impossible():
    days = day("2026-04-01"), day("2026-04-30")
    found = engine.forecast_use(QUARTER, *days)
    told = [(step["step"], step["method"]) for step in found.derivation]
    assert told == [
        ("estimate_impossible", "same_season"),
        ("estimate_impossible", "mean_12_months"),
        ("estimate", "last_daily"),
    ]
    season, year, _used = found.derivation
    assert (season["date_from"], season["missing"]) == ("2025-04-01", "2025-04-01")
    assert (year["date_from"], year["date_to"]) == ("2025-04-01", "2026-03-31")


def test_a_whole_year_to_the_end_of_february_is_twelve_months():
    history = uses(
        ("2024-03-01", "2024-12-31", "0"), ("2025-01-01", "2025-02-28", "73")
    )
    found = engine.forecast_use(history, day("2025-03-01"), day("2025-03-30"))
    assert found.method == "same_season"
    found = engine.forecast_use(history, day("2025-04-01"), day("2025-04-30"))
    assert found.method == "same_season"
    found = engine.forecast_use(history, day("2026-04-01"), day("2026-04-30"))
    # 73 m³ in 365 days, 6 in 30; the last use alone would make 37
    assert (found.method, found.volume) == ("mean_12_months", 6)
    found = engine.forecast_use(history[1:], day("2026-04-01"), day("2026-04-30"))
    assert (found.method, found.volume) == ("last_daily", 37)


def test_readings_of_one_day_alone_are_a_history():
    within = uses(("2026-03-31", "2026-03-30", "2"))
    found = engine.forecast_use(within, day("2026-04-01"), day("2026-04-03"))
    assert (found.method, found.volume) == ("last_daily", 6)
