# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The subscription fee, subsidies and which price a bill takes."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import (
    BOTH,
    SEWAGE,
    WATER,
    january,
    point,
    price,
)

M3_PRICES = (price("water", "5.72"), price("sewage", "8.73"))


def fee_lines(first, last, billing_months, mode, per, **charged):
    fee = price("subscription_water", "10.00", per)
    result = engine.settle(
        january(
            date_from=date.fromisoformat(first),
            date_to=date.fromisoformat(last),
            billing_months=billing_months,
            prices=(*M3_PRICES, fee),
            norms=(engine.NormUse(Decimal("2.4"), 1),),
            subscription_mode=mode,
            **charged,
        )
    )
    return [line for line in result.lines if line.component == "subscription_water"]


def fee_quantity(first, last, billing_months, mode, per):
    (line,) = fee_lines(first, last, billing_months, mode, per)
    assert line.unit == per
    return line.quantity


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        (BOTH, ["subscription_both"]),
        (WATER, ["subscription_water"]),
        (SEWAGE, ["subscription_sewage"]),
    ],
)
def test_the_common_fee_stands_for_both_services(services, expected):
    fees = tuple(
        price(f"subscription_{name}", "3.00", "month")
        for name in ("water", "sewage", "both")
    )
    result = engine.settle(
        january(
            services=services,
            points=[point("main", "0", "5")],
            prices=(*M3_PRICES, *fees),
        )
    )
    assert [ln.component for ln in result.lines if ln.unit == "month"] == expected


@pytest.mark.parametrize(
    ("first", "last", "billing", "mode", "per", "quantity"),
    [
        ("2026-01-01", "2026-02-28", 2, "every_started", "month", "2"),
        ("2026-01-15", "2026-02-28", 2, "every_started", "month", "2"),
        ("2026-01-15", "2026-02-28", 2, "pro_rata", "month", "1.55"),
        ("2026-01-01", "2026-02-28", 2, "every_started", "period", "1"),
        ("2026-01-01", "2026-02-28", 2, "pro_rata", "period", "1"),
        ("2026-01-15", "2026-02-28", 2, "every_started", "period", "1"),
        ("2026-02-10", "2026-02-28", 2, "every_started", "period", "1"),
        ("2026-01-15", "2026-02-28", 2, "pro_rata", "period", "0.77"),
        ("2026-01-01", "2026-06-30", 3, "every_started", "period", "2"),
        ("2026-01-01", "2026-06-30", 3, "pro_rata", "period", "2"),
        ("2026-02-10", "2026-06-30", 3, "every_started", "period", "2"),
        # Two cycles touched: the same whether settled at once or one by one.
        ("2026-02-15", "2026-03-15", 2, "every_started", "period", "2"),
    ],
)
def test_how_often_the_fee_is_owed(first, last, billing, mode, per, quantity):
    assert fee_quantity(first, last, billing, mode, per) == Decimal(quantity)


@pytest.mark.parametrize(
    ("first", "last", "mode", "per", "quantities"),
    [
        ("2026-01-16", "2026-01-31", "every_started", "month", []),
        ("2026-01-16", "2026-02-28", "every_started", "month", ["1"]),
        ("2026-01-16", "2026-02-28", "every_started", "period", []),
        ("2026-01-16", "2026-04-30", "every_started", "period", ["1"]),
        # By days every day pays for itself, charged before or not.
        ("2026-01-16", "2026-01-31", "pro_rata", "month", ["0.52"]),
        ("2026-01-16", "2026-02-28", "pro_rata", "period", ["0.76"]),
    ],
)
def test_what_the_bill_before_charged_is_not_charged_again(
    first, last, mode, per, quantities
):
    lines = fee_lines(
        first, last, 2, mode, per, month_charged=True, period_charged=True
    )
    assert [line.quantity for line in lines] == [Decimal(q) for q in quantities]


def test_whole_periods_are_told_without_decimals():
    """Part of a bill's derivation, which is kept: the same bill says the same."""
    found = fee_quantity("2026-01-01", "2026-06-30", 3, "every_started", "period")
    assert str(found) == "2"


def cycles(first, last, months, offset=0):
    return engine.EarlierCycles(
        date.fromisoformat(first), date.fromisoformat(last), months, offset
    )


@pytest.mark.parametrize(
    ("first", "before", "charged", "mode", "quantity"),
    [
        # A month of its own and February to March: three months of a fee for two.
        ("2026-01-01", [("2026-01-01", "2026-01-31", 1)], False, "", "1.5"),
        ("2025-12-10", [("2025-12-10", "2026-01-31", 1)], False, "", "2"),
        ("2026-01-16", [("2026-01-16", "2026-01-31", 1)], True, "", "1"),
        ("2025-12-16", [("2025-12-16", "2026-01-31", 1)], True, "", "1.5"),
        # A quarter from November counts for one and a half.
        ("2025-11-01", [("2025-11-01", "2026-01-31", 3, 1)], False, "", "2.5"),
        (
            "2025-10-01",
            [("2025-10-01", "2025-12-31", 3), ("2026-01-01", "2026-01-31", 1)],
            False,
            "",
            "3",
        ),
        ("2026-01-01", [("2026-01-01", "2026-01-31", 1)], False, "pro_rata", "1.5"),
    ],
)
def test_cycles_of_another_length_before_count_by_their_months(
    first, before, charged, mode, quantity
):
    (line,) = fee_lines(
        first,
        "2026-03-31",
        2,
        mode or "every_started",
        "period",
        cycle_offset=1,
        cycles_before=tuple(cycles(*row) for row in before),
        period_charged=charged,
    )
    assert line.quantity == Decimal(quantity)
    assert line.net == Decimal(quantity) * 10


def test_a_subsidy_for_part_of_the_days_and_one_above_the_price():
    granted = (
        engine.Subsidy("sewage", Decimal("0.43"), date(2026, 1, 1), date(2026, 1, 10)),
        engine.Subsidy("water", Decimal("7"), date(2026, 1, 1), None),
    )
    result = engine.settle(
        january(
            services=BOTH,
            points=[point("main", "0", "31")],
            prices=M3_PRICES,
            subsidies=granted,
        )
    )
    assert [(ln.quantity, ln.price, ln.subsidy, ln.net) for ln in result.lines] == [
        (31, 0, Decimal("5.72"), 0),
        (10, Decimal("8.30"), Decimal("0.43"), Decimal("83.00")),
        (21, Decimal("8.73"), 0, Decimal("183.33")),
    ]


def test_a_service_without_a_price_is_refused_a_fee_without_one_is_left_out():
    points = [point("main", "0", "5")]
    only_water = engine.settle(january(points=points, prices=M3_PRICES[:1]))
    assert [line.component for line in only_water.lines] == ["water"]
    with pytest.raises(engine.PriceMissing) as refusal:
        engine.settle(january(services=BOTH, points=points, prices=M3_PRICES[:1]))
    assert refusal.value.params["component"] == "sewage"


@pytest.mark.parametrize("dn", [28, None])
@pytest.mark.parametrize("name", ["water", "both"])
def test_a_fee_for_other_meters_only_is_refused_not_left_out(name, dn):
    fees = (
        price(f"subscription_{name}", "5", "month", dn_to=25),
        price(f"subscription_{name}", "9", "month", dn_from=30),
    )
    bill = january(
        services=BOTH if name == "both" else WATER,
        points=[point("main", "0", "5")],
        prices=(*M3_PRICES, *fees),
        dn=dn,
    )
    with pytest.raises(engine.PriceMissing) as refused:
        engine.settle(bill)
    assert refused.value.params["component"] == f"subscription_{name}"


def test_the_meter_size_selects_prices():
    prices = (
        price("water", "5.00", dn_to=25, key="small"),
        price("water", "4.00", dn_from=26, key="big"),
    )
    found = engine.settle(
        january(points=[point("main", "0", "5")], prices=prices, dn=32)
    )
    assert found.lines[0].price_key == "big"


def test_a_common_fee_for_other_meters_is_not_missed_where_single_ones_fit():
    prices = (
        *M3_PRICES,
        price("subscription_both", "9.00", "month", dn_from=40),
        price("subscription_water", "3.00", "month"),
        price("subscription_sewage", "4.00", "month"),
    )
    points = [point("main", "0", "5")]
    result = engine.settle(january(services=BOTH, points=points, prices=prices, dn=20))
    fees = [line.component for line in result.lines if line.unit != "m3"]
    assert fees == ["subscription_water", "subscription_sewage"]
