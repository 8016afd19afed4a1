# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The account a bill gives of itself."""

import json
from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
from ibok_engine.explain import vat_percent_of
from ibok_engine_cases import (
    BOTH,
    CENTI,
    LIMIT,
    day,
    january,
    point,
    price,
    span,
)

M3_PRICES = (price("water", "5.72"), price("sewage", "8.73"))


def test_days_whose_share_is_nothing_get_no_line_but_are_told():
    prices = (
        price("water", "5.36", "m3", "2025-01-01", "2026-01-01", key=1),
        price("water", "5.72", "m3", "2026-01-02", key=2),
    )
    points = [
        engine.point_use(
            1,
            "main",
            [span("0", "0.01", "2025-12-31", "2026-01-31")],
            Decimal("0.01"),
            LIMIT,
        )
    ]
    (line,) = engine.settle(january(points=points, prices=prices)).lines
    assert (line.price_key, line.quantity) == (2, Decimal("0.01"))
    assert [entry["step"] for entry in line.derivation] == ["split", "split", "line"]


def test_idle_days_are_told_on_the_first_line_only():
    cuts = ["2025-01-01", "2026-01-02", "2026-01-16", "2026-02-01"]
    prices = tuple(
        price("water", "5", "m3", first, str(day(end) - timedelta(days=1)), key=number)
        for number, (first, end) in enumerate(zip(cuts, cuts[1:], strict=False))
    )
    points = [point("main", "0", "10")]
    result = engine.settle(
        january(points=points, prices=prices, split_precision=Decimal(1))
    )
    assert [(ln.price_key, ln.quantity) for ln in result.lines] == [(1, 5), (2, 5)]
    told = [[step["step"] for step in ln.derivation] for ln in result.lines]
    assert told == [["split", "split", "line"], ["split", "line"]]


def test_a_norm_counts_by_days_whatever_the_fee_does():
    result = engine.settle(
        january(
            date_from=date(2026, 1, 17),
            prices=M3_PRICES,
            norms=(engine.NormUse(Decimal("3.0"), 2, key=4, label="WC, bath"),),
        )
    )
    assert result.volumes.water == Decimal("2.90")
    assert result.derivation[0] == {
        "step": "norm",
        "key": 4,
        "label": "WC, bath",
        "m3_month": "3.0",
        "persons": 2,
        "months": "0.4839",
        "volume": "2.90",
    }


def test_the_derivation_tells_the_whole_way_in_json():
    points = [point("garden", "20", "29"), point("main", "410.5", "435.9")]
    result = engine.settle(
        january(
            services=BOTH,
            points=points,
            prices=(
                price("water", "5.36", "m3", "2025-01-01", "2026-01-10", key=1),
                price("water", "5.72", "m3", "2026-01-11", key=2),
                price("sewage", "8.73", key=3, group="S1"),
                price("subscription_both", "6.31", "month", key=4),
            ),
        )
    )
    told = json.loads(json.dumps(result.derivation))
    assert [entry["step"] for entry in told] == [
        *("register", "point", "register", "point", "volume", "volume"),
        *("split", "line", "split", "line", "line", "subscription", "line", "total"),
    ]
    assert told[2]["value_from"] == "410.5"
    assert (told[2]["date_to"], told[2]["volume"]) == ("2026-01-31", "25")
    assert told[5] == {
        "step": "volume",
        "service": "sewage",
        "source": "water_less_garden",
        "main": "25",
        "garden": "9",
        "volume": "16",
    }
    assert (told[6]["days"], told[6]["days_total"], told[6]["volume"]) == (
        *(10, 31),
        "8.06",
    )
    assert told[-1]["gross"] == str(result.gross)
    # What is told can be reckoned again: quantity × price = net, nets = net.
    lines = [entry for entry in told if entry["step"] == "line"]
    nets = [Decimal(entry["net"]) for entry in lines]
    for entry, net in zip(lines, nets, strict=True):
        exact = Decimal(entry["quantity"]) * Decimal(entry["price"])
        assert abs(exact - net) <= Decimal("0.005")
    assert sum(nets) == Decimal(told[-1]["net"])


def test_where_a_volume_comes_from_is_told():
    meters = [point("main", "0", "10"), point("garden", "0", "3")]
    own = [*meters, point("sewage", "0", "6")]

    def sources(points, norm=None):
        found = engine.service_volumes(points, BOTH, norm)
        return [
            (step["service"], step["source"], step["volume"])
            for step in found.derivation
            if step["step"] == "volume"
        ]

    assert sources(meters) == [
        ("water", "main", "10"),
        ("sewage", "water_less_garden", "7"),
    ]
    assert sources(own) == [("water", "main", "10"), ("sewage", "sewage_meter", "6")]
    assert sources([], Decimal(4)) == [
        ("water", "norm", "4"),
        ("sewage", "water_less_garden", "4"),
    ]
    assert sources([]) == [("water", "none", "0"), ("sewage", "none", "0")]
    assert engine.norm_volume(Decimal("2.4"), 1, Decimal("0.4839"), CENTI) == Decimal(
        "1.16"
    )


def test_figures_are_told_as_people_write_them():
    figures = Decimal("1E+1"), Decimal("13.40"), Decimal("1E-7"), True, 7, None
    told = [engine.plain(figure) for figure in figures]
    assert told == ["10", "13.40", "0.0000001", True, 7, None]
    assert engine.plain(date(2026, 1, 31)) == "2026-01-31"
    assert engine.plain(("a", 1)) == "('a', 1)"


def test_the_rate_of_vat_is_read_back_from_a_derivation():
    points = [point("main", "0", "5")]
    derivation = engine.settle(january(points=points, prices=M3_PRICES)).derivation
    assert derivation[0]["step"] != "total"
    assert vat_percent_of(derivation) == 8
    assert vat_percent_of(derivation[:1]) == 0
    assert vat_percent_of(()) == 0
