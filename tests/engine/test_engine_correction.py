# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a correcting invoice says: was, is, difference."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import ibok_engine as engine
from ibok_engine_cases import BOTH, january, load, point, price

CASES = {case["id"]: case for case in load("billing_cases.json")["billing"]}
FEE = price("subscription_water", "12.39", "month", key="fee")
WATER = price("water", "5.72", key="w")
SEWAGE = price("sewage", "8.73", key="s")


def bill(value_to, *prices, **rest):
    points = [point("main", "345", value_to), *rest.pop("points", ())]
    return engine.settle(january(points=points, prices=prices or (WATER, FEE), **rest))


def told(found):
    def line(row):
        return None if row is None else (row.component, row.quantity, row.price)

    return [(line(pair.before), line(pair.after), pair.net) for pair in found.pairs]


def test_b26_the_fee_that_stayed_is_no_part_of_it():
    found = engine.difference(bill("357"), bill("354"))
    expected = CASES["B26"]["expected"]
    assert (found.net, found.vat, found.gross) == (
        Decimal(expected["net_diff"]),
        Decimal(expected["vat_diff"]),
        Decimal(expected["gross_diff"]),
    )
    price = Decimal("5.72")
    assert told(found) == [
        (("water", 12, price), ("water", 9, price), Decimal("-17.16"))
    ]


def test_equal_bills_need_no_document():
    found = engine.difference(bill("357"), bill("357"))
    assert (found.pairs, found.net, found.vat, found.gross) == ((), 0, 0, 0)
    # the way it was reckoned may differ
    stripped = [replace(line, derivation=()) for line in bill("357").lines]
    before = engine.Bill(tuple(stripped), Decimal("81.03"), Decimal("6.48"))
    found = engine.difference(before, bill("357"))
    assert (found.pairs, found.gross) == ((), 0)
    assert before.gross == bill("357").gross


def test_another_tariff_stands_against_the_one_before():
    dearer = price("water", "6.00", key="w2")
    found = engine.difference(bill("357"), bill("357", dearer, FEE))
    assert told(found) == [
        (("water", 12, Decimal("5.72")), ("water", 12, 6), Decimal("3.36"))
    ]


def test_lines_that_come_and_go():
    both = engine.difference(bill("357"), bill("357", WATER, SEWAGE, services=BOTH))
    assert told(both) == [
        (None, ("sewage", 12, Decimal("8.73")), Decimal("104.76")),
        (("subscription_water", 1, Decimal("12.39")), None, Decimal("-12.39")),
    ]
    assert both.net == Decimal("92.37")


def test_a_line_is_matched_with_its_own_days_before_another():
    old = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    prices = (
        price("water", "5", key=1, **old),
        price("water", "6", key=2, date_from="2026-01-16"),
    )
    found = engine.difference(bill("376", *prices), bill("366", *prices))
    assert told(found) == [
        (("water", 15, 5), ("water", Decimal("10.16"), 5), Decimal("-24.20")),
        (("water", 16, 6), ("water", Decimal("10.84"), 6), Decimal("-30.96")),
    ]
    # one price, then two: the line of the same price first, the new one beside it
    found = engine.difference(
        bill("376", price("water", "6", key=2)), bill("376", *prices)
    )
    assert told(found) == [
        (None, ("water", 15, 5), 75),
        (("water", 31, 6), ("water", 16, 6), -90),
    ]


def test_vat_of_a_correction_is_the_difference_of_vat():
    """5.77 zł net: 0.46 zł VAT; 5.72: 0.46; the difference 0.05 zł has none."""
    before = engine.Bill((), Decimal("5.77"), Decimal("0.46"))
    after = engine.Bill((), Decimal("5.72"), Decimal("0.46"))
    found = engine.difference(before, after)
    assert (found.net, found.vat, found.gross) == (
        Decimal("-0.05"),
        0,
        Decimal("-0.05"),
    )


def test_corrections_add_up_to_the_last_bill():
    bills = [bill("357"), bill("354"), bill("361"), bill("345")]
    found = [
        engine.difference(one, two) for one, two in zip(bills, bills[1:], strict=False)
    ]
    for total in ("net", "vat", "gross"):
        corrected = sum(getattr(each, total) for each in found)
        assert getattr(bills[0], total) + corrected == getattr(bills[-1], total)


def test_lines_stand_in_the_order_of_a_bill():
    """Water before sewage before fees, the lowest block first, whatever it costs."""
    blocks = (
        price("water", "9", key="w0", from_m3=Decimal(0)),
        price("water", "5", key="w1", from_m3=Decimal(5)),
    )
    fees = (
        price("subscription_sewage", "1", "month"),
        price("subscription_water", "2", "month"),
    )
    found = engine.difference(
        bill("345", WATER, price("sewage", "1"), services=BOTH),
        bill("357", *fees, *blocks, SEWAGE, services=BOTH),
    )
    order = [
        (pair.after.component, pair.after.from_m3) for pair in found.pairs if pair.after
    ]
    assert order == [
        ("water", 0),
        ("water", 5),
        ("sewage", None),
        ("subscription_water", None),
        ("subscription_sewage", None),
    ]


def test_two_like_lines_are_not_one():
    line = engine.Line(
        "water",
        Decimal(1),
        "m3",
        Decimal(5),
        Decimal(5),
        date(2026, 1, 1),
        date(2026, 1, 31),
        1,
        "",
    )
    assert (line.subsidy, line.derivation, line.from_m3) == (0, (), None)
    one = engine.Bill((line,), Decimal(5), Decimal("0.40"))
    two = engine.Bill((line, line), Decimal(10), Decimal("0.80"))
    assert told(engine.difference(one, two)) == [(None, ("water", 1, 5), 5)]
    assert told(engine.difference(two, one)) == [(("water", 1, 5), None, -5)]
    odd = replace(line, component="hydrant")
    other = engine.Bill((odd, line), Decimal(10), Decimal("0.80"))
    assert told(engine.difference(one, other)) == [(None, ("hydrant", 1, 5), 5)]


def test_which_record_granted_the_subsidy_is_no_difference():
    first, second = (
        engine.Subsidy("water", Decimal("0.40"), date(2026, 1, 1), None, key=key)
        for key in (1, 2)
    )
    before, after = (bill("357", subsidies=(granted,)) for granted in (first, second))
    assert before.lines[0].subsidy_key != after.lines[0].subsidy_key
    assert engine.difference(before, after).pairs == ()
