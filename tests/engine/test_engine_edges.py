# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Edges that other tests pass by: each fails when one sign in the engine is wrong."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import (
    BOTH,
    LIMIT,
    SEWAGE,
    WATER,
    WHOLE,
    january,
    point,
    price,
    span,
)

M3_PRICES = (price("water", "5.72"), price("sewage", "8.73"))
NORM = engine.NormUse(Decimal("3"), 2)


def test_sewage_without_a_meter_of_its_own_is_shared_over_the_days_of_the_main_one():
    prices = (
        price("sewage", "8", "m3", "2025-01-01", "2026-01-31", key=1),
        price("sewage", "9", "m3", "2026-02-01", key=2),
    )
    use = point("main", "0", "10", "2026-01-26", "2026-02-05")
    result = engine.settle(january(services=SEWAGE, points=[use], prices=prices))
    assert [(ln.quantity, ln.price_key) for ln in result.lines] == [(5, 1), (5, 2)]


def test_sewage_from_an_own_intake_is_billed():
    use = point("intake", "100", "112", "2025-12-30", "2026-01-30")
    result = engine.settle(january(services=SEWAGE, points=[use], prices=M3_PRICES))
    (line,) = result.lines
    assert (line.quantity, line.net) == (12, Decimal("104.76"))
    assert (line.date_from, line.date_to) == (date(2025, 12, 31), date(2026, 1, 30))
    assert result.flags == ()


@pytest.mark.parametrize(
    ("given", "volume"),
    [
        ({}, "6.00"),
        ({"date_from": date(2026, 1, 17)}, "2.90"),
        ({"date_to": date(2026, 1, 15)}, "2.90"),
    ],
)
def test_a_norm_counts_the_settled_days(given, volume):
    result = engine.settle(january(prices=M3_PRICES, norms=(NORM,), **given))
    (line,) = result.lines
    assert line.quantity == Decimal(volume)


def test_a_price_by_the_month_is_none_for_a_cubic_metre():
    use = point("main", "0", "9")
    with pytest.raises(engine.PriceMissing):
        engine.settle(january(points=[use], prices=[price("water", "5", "month")]))


@pytest.mark.parametrize("services", [WATER, SEWAGE, BOTH])
def test_nothing_to_go_by_is_told(services):
    found = engine.service_volumes([], services)
    assert found.flags == ("no_source",)
    assert (found.water, found.sewage, found.garden) == (0, 0, 0)


def test_cycles_touched_counts_from_january_unless_told():
    first, last = date(2026, 2, 1), date(2026, 3, 31)
    assert engine.cycles_touched(first, last, 2) == 2
    assert engine.cycles_touched(first, last, 2, 1) == 1
    assert engine.cycles_touched(first, first, 1) == 1
    with pytest.raises(engine.DatesReversed):
        engine.cycles_touched(first, date(2026, 1, 31), 1)


def test_a_little_below_zero_is_below_zero():
    with pytest.raises(engine.ValueBeyondDigits):
        engine.span_use(span("-0.5", "3", "2026-01-01", "2026-01-31"), WHOLE, LIMIT)
    with pytest.raises(engine.InvalidInput):
        first, last = date(2026, 1, 1), date(2026, 1, 31)
        engine.volume_parts(Decimal("-0.5"), first, last, M3_PRICES, component="water")


def test_what_rounds_to_zero_has_no_sign():
    assert str(engine.round_to(Decimal("-0.004"), Decimal("0.01"))) == "0.00"


def test_a_subsidy_is_told_where_its_price_is_split():
    prices = (
        price("water", "5", "m3", "2025-01-01", "2026-01-15", key=1),
        price("water", "6", "m3", "2026-01-16", key=2),
    )
    subsidy = engine.Subsidy("water", Decimal("1.5"), date(2026, 1, 1), None, key=7)
    use = point("main", "0", "31")
    result = engine.settle(january(points=[use], prices=prices, subsidies=(subsidy,)))
    steps = [step for step in result.derivation if step["step"] in ("split", "line")]
    assert {step["subsidy"] for step in steps} == {"1.5"}
    keys = [step["subsidy_key"] for step in steps if step["step"] == "line"]
    assert keys == [7, 7]
    assert [line.subsidy_key for line in result.lines] == [7, 7]
