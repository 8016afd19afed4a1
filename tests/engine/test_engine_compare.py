# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Why a bill is not like the one before."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import BOTH, SEWAGE, january, point, price

VAT = Decimal(8)
WATER = price("water", "5.00", key="w")
FEE = price("subscription_water", "10.00", "month", key="f")


def bill(used, *prices, until="2026-01-31", **rest):
    points = [point("main", "0", used, "2025-12-31", until)] if used else []
    values = {"prices": prices or (WATER, FEE), **rest}
    return engine.settle(january(points=points, **values))


def effects(before, after, vat=(VAT, VAT), **rest):
    """{kind: (net, gross)} of what is not nothing; the sums are checked."""
    found = engine.compare(before, after, *vat, **rest)
    assert [effect.kind for effect in found.effects] == [
        *("volume", "days", "price", "subsidy"),
        *("subscription", "correction", "vat"),
    ]
    assert sum(effect.net for effect in found.effects) == found.net
    assert sum(effect.gross for effect in found.effects) == found.gross
    return {
        effect.kind: (effect.net, effect.gross)
        for effect in found.effects
        if effect.net or effect.gross
    }


def zl(net, gross):
    return Decimal(net), Decimal(gross)


def test_equal_bills_have_no_reasons():
    assert effects(bill("10"), bill("10")) == {}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        # 2 m³ more at 5 zł
        ({"used": "12"}, {"volume": zl("10", "10.80")}),
        ({"used": "0"}, {"volume": zl("-50", "-54")}),
        # 6 days more at 10/31 m³ a day, the rest is use
        (
            {"used": "12", "until": "2026-02-06"},
            {"volume": zl("0.32", "0.35"), "days": zl("9.68", "10.45")},
        ),
    ],
)
def test_volume_and_days(after, expected):
    assert effects(bill("10"), bill(**after)) == expected


def test_price_subsidy_and_fee():
    dearer = price("water", "5.50", key="w2")
    assert effects(bill("10"), bill("10", dearer, FEE)) == {"price": zl("5", "5.40")}
    # the new price for the new m³, the old one for those that came
    assert effects(bill("10"), bill("12", dearer, FEE)) == {
        "volume": zl("10", "10.80"),
        "price": zl("6", "6.48"),
    }
    granted = engine.Subsidy("water", Decimal("0.40"), date(2026, 1, 1), None)
    assert effects(bill("10"), bill("10", subsidies=(granted,))) == {
        "subsidy": zl("-4", "-4.32")
    }
    fee = price("subscription_water", "12.00", "month", key="f2")
    assert effects(bill("10"), bill("10", WATER, fee)) == {
        "subscription": zl("2", "2.16")
    }


def test_a_price_that_changed_inside_the_bill_counts_by_its_mean():
    old = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    prices = (
        price("water", "5", key=1, **old),
        price("water", "6", key=2, date_from="2026-01-16"),
        FEE,
    )
    assert effects(bill("31"), bill("31", *prices)) == {"price": zl("16", "17.28")}


def test_a_higher_block_is_more_use_not_another_price():
    blocks = (WATER, price("water", "9", key="b", from_m3=Decimal(12)), FEE)
    assert effects(bill("10", *blocks), bill("14", *blocks)) == {
        "volume": zl("28", "30.24")
    }
    assert effects(bill("14", *blocks), bill("10", *blocks)) == {
        "volume": zl("-28", "-30.24")
    }


def test_a_service_that_came_or_went_is_all_volume():
    both = bill("10", WATER, price("sewage", "8"), FEE, services=BOTH)
    fee = zl("-10", "-10.80")
    # with both services there is no common fee in this tariff, water's stays
    assert effects(bill("10"), both) == {"volume": zl("80", "86.40")}
    assert effects(both, bill("10")) == {"volume": zl("-80", "-86.40")}
    sewage = bill("10", price("sewage", "8"), services=SEWAGE)
    assert effects(bill("10"), sewage)["subscription"] == fee


def test_a_service_that_came_is_told_apart_from_a_greater_reason():
    """What is left of the total goes to the greatest, and must not hide a fault."""
    dearer = price("water", "15.00", key="w2")
    both = bill("10", dearer, price("sewage", "8"), FEE, services=BOTH)
    came = {"volume": zl("80", "86.40"), "price": zl("100", "108.00")}
    assert effects(bill("10"), both) == came
    went = {"volume": zl("-80", "-86.40"), "price": zl("-100", "-108.00")}
    back = bill("10", price("water", "5.00", key="w"), FEE)
    assert effects(both, back) == went


def test_without_use_the_price_is_still_known():
    dearer = price("water", "5.50", key="w2")
    assert effects(bill("0"), bill("10", dearer, FEE)) == {
        "volume": zl("50", "54.00"),
        "price": zl("5", "5.40"),
    }


@pytest.mark.parametrize("until", ["2026-01-01", "2026-01-02", "2026-01-03"])
def test_a_few_days_without_use(until):
    dearer = price("water", "5.50", key="w2")
    assert effects(bill("0", until=until), bill("10", dearer, FEE)) == {
        "volume": zl("50", "54.00"),
        "price": zl("5", "5.40"),
    }


def test_corrections_and_another_vat_rate():
    found = effects(
        bill("10"),
        bill("12"),
        correction_before=(Decimal("-3"), Decimal("-3.24")),
        correction_after=(Decimal("2"), Decimal("2.16")),
    )
    assert found == {"volume": zl("10", "10.80"), "correction": zl("5", "5.40")}
    rate = Decimal(23)
    found = effects(bill("10"), bill("12", vat_percent=rate), vat=(VAT, rate))
    # 60 zł net × 15 % on the old bill; the new m³ at 23 %
    assert found == {"volume": zl("10", "12.30"), "vat": zl("0", "9.00")}


def test_another_vat_rate_is_that_of_what_was_billed_before():
    rate = Decimal(23)
    found = effects(bill("10"), bill("11", vat_percent=rate), vat=(VAT, rate))
    assert found == {"volume": zl("5", "6.15"), "vat": zl("0", "9.00")}


def test_odd_grosze_go_to_the_largest_reason_though_it_lowers_the_bill():
    old = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    # 1 m³ at 1.005 twice is 2.02 instead of 2.01
    cut = (
        price("water", "1.005", key=1, **old),
        price("water", "1.005", key=2, date_from="2026-01-16"),
    )
    before = bill("1", price("water", "100", key=3))
    found = effects(before, bill("2", *cut, split_precision=Decimal(1)))
    nets = {kind: net for kind, (net, _gross) in found.items()}
    assert nets == {"volume": 100, "price": Decimal("-197.98")}


def test_odd_grosze_go_to_the_largest_reason():
    cheap, dear = price("water", "1.003", key=1), price("water", "1.004", key=2)
    before, after = bill("7", cheap), bill("13", dear)
    found = effects(before, after)
    assert after.net - before.net == Decimal("6.03")
    assert found["volume"][0] + found["price"][0] == Decimal("6.03")
    # the same price under another key: rounding alone makes the grosz
    old = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    cut = (
        price("water", "1.015", key=1, **old),
        price("water", "1.015", key=2, date_from="2026-01-16"),
    )
    one, two = bill("1", price("water", "1.015", key=1)), bill("1", *cut)
    assert two.net - one.net == sum(net for net, _gross in effects(one, two).values())


def test_a_comparison_tells_its_figures():
    found = engine.compare(bill("10"), bill("12", until="2026-02-06"), VAT, VAT)
    assert found.derivation[0] == {
        "step": "compare",
        "component": "water",
        "from_m3": "0",
        "volume_before": "10",
        "volume_after": "12",
        "days_before": 31,
        "days_after": 37,
    }
    assert [step["step"] for step in found.derivation[1:]] == ["effect"] * 7
    half = [replace(ln, quantity=Decimal("10.5")) for ln in bill("10").lines]
    stored = engine.Bill(tuple(half), Decimal(0), Decimal(0))
    found = engine.compare(stored, bill("12"), VAT, VAT)
    assert found.derivation[0]["volume_before"] == "10.5"
    stored = engine.Bill(bill("12").lines, bill("12").net, bill("12").vat)
    assert effects(bill("10"), stored) == {"volume": zl("10", "10.80")}


def test_grosze_of_a_line_that_was_cut_are_the_prices_not_the_fees():
    old = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    cut = (
        price("water", "1.005", key=1, **old),
        price("water", "1.005", key=2, date_from="2026-01-16"),
    )
    fee = price("subscription_water", "99.00", "month", key="f2")
    before = bill("1", price("water", "1.005", key=1), FEE)
    after = bill("1", *cut, fee)
    nets = {kind: net for kind, (net, _gross) in effects(before, after).items()}
    assert nets == {"subscription": 89, "price": Decimal("-0.01")}
