# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Bills: lines, their order, days of use and totals."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import (
    BOTH,
    LIMIT,
    WHOLE,
    january,
    point,
    price,
    span,
)

M3_PRICES = (price("water", "5.72"), price("sewage", "8.73"))
cents = st.decimals("0.01", 20, places=2)


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    cents,
    cents,
    cents,
    st.dates(date(2026, 1, 2), date(2026, 1, 31)),
)
def test_totals_are_sums_of_lines_and_vat_is_of_the_sum(
    main, garden, old, new, fee, cut
):
    """Counted again in whole grosze from the lines' own quantities and prices."""
    before = date.fromordinal(cut.toordinal() - 1)
    prices = (
        engine.Price("water", old, "m3", date(2025, 1, 1), before, key=1),
        engine.Price("water", new, "m3", cut, None, key=2),
        price("sewage", "5.10"),
        engine.Price("subscription_both", fee, "month", date(2025, 1, 1), None),
    )
    points = [point("main", "0", str(main)), point("garden", "0", str(garden))]
    result = engine.settle(january(services=BOTH, points=points, prices=prices))
    grosze = 0
    for line in result.lines:
        exact = line.quantity * line.price * 100
        assert line.net * 100 == exact.quantize(WHOLE, rounding=ROUND_HALF_UP)
        grosze += int(line.net * 100)
    assert result.net * 100 == grosze
    assert result.vat * 100 == (grosze * 8 + 50) // 100
    assert result.gross == result.net + result.vat
    billed = {"water": Decimal(0), "sewage": Decimal(0)}
    for line in result.lines:
        if line.component in billed:
            billed[line.component] += line.quantity
    assert billed["water"] == main == result.volumes.water
    assert billed["sewage"] == max(main - garden, 0) == result.volumes.sewage


def test_order_of_lines_and_days_of_use():
    fees = (
        price("subscription_water", "2.91", "month"),
        price("subscription_sewage", "2.05", "month"),
    )
    points = [
        point("sewage", "0", "8", "2025-12-29", "2026-01-29"),
        point("main", "0", "9", "2025-12-30", "2026-02-02"),
    ]
    result = engine.settle(
        january(services=BOTH, points=points, prices=(*fees, *M3_PRICES))
    )
    assert [(ln.component, ln.date_from, ln.date_to) for ln in result.lines] == [
        ("water", date(2025, 12, 31), date(2026, 2, 2)),
        ("sewage", date(2025, 12, 30), date(2026, 1, 29)),
        ("subscription_water", date(2026, 1, 1), date(2026, 1, 31)),
        ("subscription_sewage", date(2026, 1, 1), date(2026, 1, 31)),
    ]


def test_use_between_two_readings_of_one_day_is_that_days():
    old = span("5", "9", "2026-01-31", "2026-01-31")
    points = [engine.point_use(1, "main", [old], WHOLE, LIMIT)]
    (line,) = engine.settle(january(points=points, prices=M3_PRICES)).lines
    assert (line.quantity, line.date_from) == (4, date(2026, 1, 31))
    assert line.date_to == date(2026, 1, 31)


def test_no_use_leaves_one_line_of_each_service_at_the_last_price():
    prices = (
        price("water", "5.36", "m3", "2025-01-01", "2026-01-15", key=1),
        price("water", "5.72", "m3", "2026-01-16", key=2),
        price("sewage", "8.73", key=3),
    )
    result = engine.settle(
        january(services=BOTH, points=[point("main", "7", "7")], prices=prices)
    )
    assert [(ln.quantity, ln.net, ln.price_key) for ln in result.lines] == [
        (0, Decimal("0.00"), 2),
        (0, Decimal("0.00"), 3),
    ]
    assert result.lines[0].date_from == date(2026, 1, 1)
    assert (result.net, result.vat, result.gross) == (0, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_to": date(2025, 12, 31)},
        {"billing_months": 5},
        {"services": frozenset({"gas"})},
        {"prices": (*M3_PRICES, price("subscription_water", "1", "m3"))},
    ],
)
def test_input_that_makes_no_bill(wrong):
    values = {"prices": M3_PRICES, "points": [point("main", "0", "5")], **wrong}
    with pytest.raises(engine.EngineError):
        engine.settle(january(**values))


def test_a_contract_of_one_day_and_two_main_meters():
    points = [
        point("main", "0", "9", "2025-12-30", "2026-01-30"),
        point("main", "0", "4", "2025-12-28", "2026-01-29"),
    ]
    result = engine.settle(
        january(date_to=date(2026, 1, 1), points=points, prices=M3_PRICES)
    )
    (line,) = result.lines
    assert line.quantity == 13
    assert (line.date_from, line.date_to) == (date(2025, 12, 29), date(2026, 1, 30))


@pytest.mark.parametrize(
    ("kind", "told", "water"), [("main", False, 5), ("garden", True, 3)]
)
def test_a_norm_holds_only_without_a_main_meter(kind, told, water):
    points = [point(kind, "0", "5")]
    norm = engine.NormUse(Decimal("3"), 1)
    result = engine.settle(january(points=points, prices=M3_PRICES, norms=(norm,)))
    assert ("norm" in {step["step"] for step in result.derivation}) == told
    assert result.volumes.water == water
