# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A subscription fee whose rate changes inside the settled days."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import BOTH, LIMIT, WHOLE, day, january, point, price, span

# B17: 20 m³ from 1 November to 31 December, prices change on 12 December
FIRST, LAST = date(2025, 11, 1), date(2025, 12, 31)
USE = price("water", "5.36", key="w")


def fees(*rates, **rest):
    spans = [span("100", "120", "2025-10-31", "2025-12-31")]
    values = {
        "date_from": FIRST,
        "date_to": LAST,
        "billing_months": 2,
        "points": [engine.point_use("m", "main", spans, WHOLE, LIMIT)],
        "prices": (USE, *rates),
        "subscription_change": "pro_rata",
    }
    result = engine.settle(january(**{**values, **rest}))
    return [
        (ln.component, ln.quantity, ln.price, ln.date_from, ln.date_to)
        for ln in result.lines
        if ln.unit != "m3"
    ], result


OLD = {"date_from": "2024-12-12", "date_to": "2025-12-11"}
NEW = {"date_from": "2025-12-12"}


def fee(amount, per="month", dates=OLD, component="subscription_water", **rest):
    return price(component, amount, per, **dates, **rest)


def test_a_fee_shared_by_days():
    lines, result = fees(fee("6", key=1), fee("7", dates=NEW, key=2))
    # 2 months: 41 and 20 of 61 days
    assert [line[1:3] for line in lines] == [
        (Decimal("1.34"), 6),
        (Decimal("0.66"), 7),
    ]
    assert (lines[0][4], lines[1][3]) == (day("2025-12-11"), day("2025-12-12"))
    told = [step for step in result.derivation if step["step"] == "subscription"]
    assert [(step["days"], step["days_total"], step["price_day"]) for step in told] == [
        (41, 61, "2025-12-11"),
        (20, 61, "2025-12-31"),
    ]
    at_end, _result = fees(
        fee("6", key=1), fee("7", dates=NEW, key=2), subscription_change="period_end"
    )
    assert [line[1:3] for line in at_end] == [(2, 7)]
    period, _result = fees(fee("11.92", "period"), fee("12.96", "period", NEW, key=2))
    assert [line[1] for line in period] == [Decimal("0.67"), Decimal("0.33")]


def test_the_same_fee_carried_on_is_one_line():
    lines, result = fees(fee("6", key=1), fee("6", dates=NEW, key=1))
    assert [line[1:] for line in lines] == [(2, 6, FIRST, LAST)]
    (told,) = (step for step in result.derivation if step["step"] == "subscription")
    assert "days" not in told


@pytest.mark.parametrize(
    ("until", "quantity", "last"),
    [
        ("2025-12-11", "1.34", "2025-12-11"),
        ("2025-12-30", "1.97", "2025-12-30"),
        ("2025-12-31", 2, "2025-12-31"),
        ("2026-01-01", 2, "2025-12-31"),
    ],
)
def test_a_fee_that_ends_and_none_follows(until, quantity, last):
    dates = {"date_from": "2024-12-12", "date_to": until}
    ((_component, months, _price, _first, end),), _result = fees(fee("6", dates=dates))
    assert (months, end) == (Decimal(quantity), day(last))


def test_fees_that_come_go_or_change_their_kind():
    # none under the old tariff: only its days' part is owed
    assert [line[1:3] for line in fees(fee("7", dates=NEW))[0]] == [
        (Decimal("0.66"), 7)
    ]
    # per month before, per period of two months now
    lines, _result = fees(fee("6"), fee("13", "period", NEW))
    assert [line[1] for line in lines] == [Decimal("1.34"), Decimal("0.33")]
    # each service its own before, a common one now
    single = [fee("3"), fee("2", component="subscription_sewage")]
    common = fee("6", dates=NEW, component="subscription_both")
    lines, _result = fees(*single, common, price("sewage", "8"), services=BOTH)
    assert [(line[0], line[1]) for line in lines] == [
        ("subscription_both", Decimal("0.66")),
        ("subscription_water", Decimal("1.34")),
        ("subscription_sewage", Decimal("1.34")),
    ]


def test_a_fee_too_short_to_count_is_not_lost():
    points = [point("main", "0", "1")]
    rates = (
        fee("60", "period", {"date_from": "2026-01-01", "date_to": "2026-01-01"}),
        fee("72", "period", {"date_from": "2026-01-02"}),
    )
    result = engine.settle(
        january(
            points=points,
            prices=(price("water", "5"), *rates),
            date_to=day("2026-01-02"),
            billing_months=12,
            subscription_mode="pro_rata",
            subscription_change="pro_rata",
        )
    )
    found = [(ln.quantity, ln.price) for ln in result.lines[1:]]
    assert found == [(Decimal("0.01"), 60)]
    with pytest.raises(engine.InvalidInput):
        engine.settle(january(points=points, prices=(USE,), subscription_change="x"))


def test_a_fee_of_nothing_is_one_line_of_nothing():
    """Days that round to no period at all still tell that the fee was owed."""
    rest = {"billing_months": 12, "subscription_mode": "pro_rata"}
    on = {"date_from": "2025-01-01", "date_to": "2025-11-01"}
    lines, _result = fees(fee("60", "period", on), date_to=FIRST, **rest)
    assert [line[1:3] for line in lines] == [(0, 60)]
    later = {"date_from": "2025-11-05"}
    rates = fee("60", "period", on, key=1), fee("72", "period", later, key=2)
    lines, _result = fees(*rates, date_to=day("2025-11-05"), **rest)
    assert [line[1:3] for line in lines] == [(0, 72)]


def test_fees_by_month_and_period_stand_in_the_order_of_days():
    last = {"date_from": "2025-12-22"}
    between = {"date_from": "2025-12-12", "date_to": "2025-12-21"}
    lines, _result = fees(
        fee("6", key=1), fee("13", "period", between, key=2), fee("7", "month", last)
    )
    assert [line[1:3] for line in lines] == [
        (Decimal("1.34"), 6),
        (Decimal("0.16"), 13),
        (Decimal("0.33"), 7),
    ]


def test_a_fee_of_some_days_in_the_middle_only():
    middle = {"date_from": "2025-11-11", "date_to": "2025-11-20"}
    lines, _result = fees(fee("6", dates=middle))
    # 2 months, 10 of 61 days; before and after there is none
    assert lines == [
        (
            *("subscription_water", Decimal("0.33"), Decimal(6)),
            *(day("2025-11-11"), day("2025-11-20")),
        )
    ]


def test_a_fee_of_too_few_days_to_count_is_told_all_the_same():
    last = {"date_from": "2025-12-31"}
    lines, result = fees(
        fee("120", "period", last), date_from=date(2025, 1, 1), billing_months=12
    )
    assert [line[1] for line in lines] == [0]
    (told,) = [step for step in result.derivation if step["step"] == "subscription"]
    assert (told["days"], told["days_total"]) == (1, 365)
