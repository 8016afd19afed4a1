# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The published and computed bills of ``data/billing_cases.json``, one by one."""

from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import (
    BOTH,
    LIMIT,
    SEWAGE,
    WHOLE,
    january,
    load,
    point,
    price,
    span,
)

CASES = {case["id"]: case for case in load("billing_cases.json")["billing"]}
COMPONENT = {
    "WODA": "water",
    "WODA_old": "water",
    "WODA_new": "water",
    "SCIEKI": "sewage",
    "ABON_W": "subscription_water",
    "ABON_W (rate of period end)": "subscription_water",
    "ABON_S": "subscription_sewage",
    "ABON": "subscription_both",
}


def assert_bill(result, expected):
    """Lines, totals and words as the case states them."""
    found = [(ln.component, ln.quantity, ln.price, ln.net) for ln in result.lines]
    assert found == [
        (
            COMPONENT[line["code"]],
            Decimal(line["qty"]),
            Decimal(line["unit_price_net"]),
            Decimal(line["net"]),
        )
        for line in expected["lines"]
    ]
    assert result.net == Decimal(expected["net"])
    assert result.vat == Decimal(expected["vat_8_from_total"])
    assert result.gross == Decimal(expected["gross"])
    assert engine.amount_in_words(result.gross) == expected["gross_in_words"]


def w1(value_from, value_to, fee="12.39"):
    """A month of water in Łask's group W1, third tariff year."""
    prices = (price("water", "5.72"), price("subscription_water", fee, "month"))
    return engine.settle(
        january(points=[point("main", value_from, value_to)], prices=prices)
    )


def norm_bill(services, m3, persons, prices):
    norm = engine.NormUse(Decimal(m3), persons)
    return engine.settle(january(services=services, prices=prices, norms=(norm,)))


def test_every_stored_case_has_a_test():
    tested = {name[5:8].upper() for name in globals() if name.startswith("test_b")}
    assert set(CASES) <= tested


def test_b01_published_sewage_by_norm():
    prices = (price("sewage", "5.80"), price("subscription_sewage", "5.85", "month"))
    result = norm_bill(SEWAGE, "2.40", 1, prices)
    expected = CASES["B01"]["expected"]
    assert result.volumes.sewage == Decimal(expected["volume"])
    assert (result.net, result.gross) == (Decimal("19.77"), Decimal("21.35"))


@pytest.mark.parametrize(
    ("persons", "months", "net"),
    [(1, 1, "month_1_person"), (4, 1, "month_4_persons"), (4, 12, "year")],
)
def test_b02_published_net_price_after_the_municipal_subsidy(persons, months, net):
    inputs, expected = CASES["B02"]["inputs"], CASES["B02"]["expected"]
    granted = engine.Subsidy("water", Decimal("0.16"), date(2026, 1, 1), None, key=5)
    result = engine.settle(
        january(
            prices=(price("water", inputs["tariff_net_m3"]),),
            norms=(engine.NormUse(Decimal(inputs["m3_person_month"]), persons),),
            subsidies=(granted,),
            billing_months=months,
            date_to=date(2026, months, 31),
        )
    )
    (line,) = result.lines
    assert line.price == Decimal(expected["price_after_subsidy"])
    assert line.subsidy == Decimal(inputs["municipal_subsidy_m3"])
    assert result.net == Decimal(expected[net])


def test_b10_month_of_water():
    assert_bill(w1("345", "357"), CASES["B10"]["expected"])


def test_b11_fee_of_the_e_invoice_group():
    assert_bill(w1("345", "357", "12.35"), CASES["B11"]["expected"])


def test_b12_no_use_still_owes_the_fee_and_is_flagged():
    result = w1("357", "357")
    assert_bill(result, CASES["B12"]["expected"])
    assert result.flags == ("zero_use",)


def test_b14_garden_submeter_takes_off_sewage_only():
    dates = ("2022-08-31", "2022-11-30")
    points = [
        point("garden", "20", "29", *dates),
        point("main", "410", "435", *dates),
    ]
    fees = {"subscription_water": "2.91", "subscription_sewage": "2.05"}
    prices = [price(name, fee, "month") for name, fee in fees.items()]
    prices += [price("water", "3.75"), price("sewage", "5.10")]
    result = engine.settle(
        january(
            services=BOTH,
            date_from=date(2022, 9, 1),
            date_to=date(2022, 11, 30),
            billing_months=3,
            points=points,
            prices=prices,
        )
    )
    assert_bill(result, CASES["B14"]["expected"])
    assert result.volumes.garden == Decimal("9")


def test_b17_price_change_inside_the_period():
    result = engine.settle(
        january(
            date_from=date(2025, 11, 1),
            date_to=date(2025, 12, 31),
            billing_months=2,
            points=[point("main", "100", "120", "2025-10-31", "2025-12-31")],
            prices=(
                price("water", "5.36", "m3", "2024-12-12", "2025-12-11", key="old"),
                price("water", "5.72", "m3", "2025-12-12", "2026-12-11", key="new"),
                price(
                    "subscription_water", "11.92", "period", "2024-12-12", "2025-12-11"
                ),
                price("subscription_water", "12.96", "period", "2025-12-12"),
            ),
        )
    )
    assert_bill(result, CASES["B17"]["expected"])
    assert [line.price_key for line in result.lines] == ["old", "new", None]
    splits = [step for step in result.derivation if step["step"] == "split"]
    assert [step["days"] for step in splits] == [41, 20]


def test_b20_vat_of_the_total_not_of_the_lines():
    prices = (
        price("water", "4.35"),
        price("sewage", "4.38"),
        price("subscription_both", "6.31", "month"),
    )
    result = norm_bill(BOTH, "3.0", 2, prices)
    expected = CASES["B20"]["expected"]
    assert_bill(result, expected)
    per_line = sum(engine.vat_of(line.net, Decimal("8")) for line in result.lines)
    assert per_line == Decimal(expected["vat_if_rounded_per_line"]) != result.vat


def test_b21_meter_exchange_adds_both_registers():
    old = span("455", "461", "2026-01-31", "2026-02-10", meter="OLD")
    new = span("0", "8", "2026-02-10", "2026-02-28", meter="NEW")
    use = engine.point_use(7, "main", (old, new), WHOLE, LIMIT)
    assert use.volume == Decimal("14")


def test_b22_rollover_of_five_digits():
    use = engine.span_use(span("99987", "12", "2026-01-01", "2026-02-01"), WHOLE, LIMIT)
    assert (use.volume, use.rollover) == (Decimal("25"), True)


def test_b23_broken_meter_takes_the_mean_of_three_months():
    inputs = CASES["B23"]["inputs"]
    months = [(date(2026, 1, 1), 31), (date(2026, 2, 1), 28), (date(2026, 3, 1), 31)]
    history = [
        (first, first + timedelta(days=days - 1), Decimal(volume))
        for (first, days), volume in zip(months, inputs["last_3_months"], strict=True)
    ]
    assert inputs["broken_months"] == 2
    fault = date(2026, 4, 1), date(2026, 5, 31)
    estimate = engine.statutory_use(history, *fault, detected=fault[0])
    assert estimate.volume == Decimal(CASES["B23"]["expected"]["consumption"])


def test_b26_correction_is_the_difference_of_two_bills():
    before, after = w1("345", "357"), w1("345", "354")
    expected = CASES["B26"]["expected"]
    for part in ("net", "vat", "gross"):
        now = getattr(after, part)
        assert now == Decimal(expected[f"{part}_after"])
        assert now - getattr(before, part) == Decimal(expected[f"{part}_diff"])
