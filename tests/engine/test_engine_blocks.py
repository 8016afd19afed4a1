# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Tariffs whose price depends on how much is used."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import CENTI, WHOLE, day, january, point, price


def block(from_m3, amount, **rest):
    floor = None if from_m3 is None else Decimal(from_m3)
    return price("water", amount, from_m3=floor, **rest)


BLOCKS = (block("10", "9.00"), block(None, "5.00"), block("4", "7.00"))


def quantities(used, prices=BLOCKS, **rest):
    result = engine.settle(
        january(points=[point("main", "0", used)], prices=prices, **rest)
    )
    return [(ln.quantity, ln.price) for ln in result.lines], result


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ("0", [(0, 5)]),
        ("3", [(3, 5)]),
        ("4", [(4, 5)]),
        ("5", [(4, 5), (1, 7)]),
        ("10", [(4, 5), (6, 7)]),
        ("12", [(4, 5), (6, 7), (2, 9)]),
    ],
)
def test_use_fills_the_blocks_from_the_lowest(used, expected):
    assert quantities(used)[0] == expected
    assert quantities(used, BLOCKS[::-1])[0] == expected
    zero = (block("0", "5.00"), BLOCKS[0], BLOCKS[2])
    assert quantities(used, zero)[0] == expected


def test_a_line_tells_its_block():
    lines, result = quantities("12")
    (first, middle, last) = result.lines
    assert [ln.from_m3 for ln in result.lines] == [None, 4, 10]
    assert middle.derivation[0] == {
        "step": "block",
        "component": "water",
        "date_from": "2026-01-01",
        "date_to": "2026-01-31",
        "from_m3": "4",
        "months": "1.0000",
        "limit_from": "4.00",
        "limit_to": "10.00",
        "volume": "6.00",
        "volume_total": "12",
        "price": "7.00",
        "price_key": None,
    }
    assert last.derivation[0]["limit_to"] is None
    assert "from_m3" not in first.derivation[-1]
    assert middle.derivation[-1]["from_m3"] == "4"


def test_limits_grow_with_the_months_and_shrink_with_their_parts():
    # Three months: 12 and 30 m³; half a month: 2 and 5 m³
    values = {"date_to": day("2026-03-31"), "billing_months": 3}
    result = engine.settle(
        january(
            points=[point("main", "0", "40", "2025-12-31", "2026-03-31")],
            prices=BLOCKS,
            **values,
        )
    )
    assert [ln.quantity for ln in result.lines] == [12, 18, 10]
    parts = engine.volume_parts(
        Decimal(9), day("2026-02-01"), day("2026-02-14"), BLOCKS, CENTI, "water"
    )
    assert [part.volume for part in parts] == [2, 3, 4]
    assert parts[0].block.months == Decimal("0.5")


def test_blocks_and_a_price_that_changes():
    ends = {"date_from": "2025-01-01", "date_to": "2026-01-15"}
    old = [block(None, "5", key=1, **ends), block("4", "7", key=2, **ends)]
    new = block(None, "6", key=3, date_from="2026-01-16")
    lines, result = quantities("31", (*old, new))
    # 15 days have 15 m³ and a limit of 4 × 15/31
    assert lines == [(Decimal("1.94"), 5), (Decimal("13.06"), 7), (16, 6)]
    steps = [step["step"] for step in result.derivation]
    assert steps[3:] == [
        *("split", "block", "line", "block", "line", "split", "line", "total"),
    ]
    split = result.lines[0].derivation[0]
    assert (split["volume"], split["volume_total"], split["days"]) == (
        "15.00",
        "31",
        15,
    )


def test_a_subsidy_lowers_every_block():
    granted = engine.Subsidy("water", Decimal("6"), day("2026-01-01"), None)
    lines, _result = quantities("5", subsidies=(granted,))
    assert lines == [(4, 0), (1, 1)]


@pytest.mark.parametrize(
    ("prices", "error"),
    [
        ([block("4", "7")], "PriceMissing"),
        ([*BLOCKS, block("4", "8")], "PriceAmbiguous"),
        ([*BLOCKS, block("0", "8")], "PriceAmbiguous"),
    ],
)
def test_blocks_that_do_not_begin_at_nothing_or_twice(prices, error):
    with pytest.raises(getattr(engine, error)):
        quantities("5", tuple(prices))


@given(
    st.decimals(0, 300, places=3),
    st.lists(st.decimals("0.01", 30, places=2), unique=True, max_size=4),
    st.integers(1, 400),
    st.sampled_from([CENTI, WHOLE]),
)
def test_blocks_sum_to_the_use_and_fill_in_order(volume, floors, length, precision):
    prices = [block(None, "5"), *(block(floor, "6") for floor in floors)]
    first = day("2026-01-09")
    last = day("2026-01-08").fromordinal(first.toordinal() + length - 1)
    parts = engine.volume_parts(volume, first, last, prices, precision)
    assert sum(part.volume for part in parts) == volume
    if floors:
        ordered = [part.price.from_m3 or 0 for part in parts]
        assert ordered == sorted(ordered)
        for part in parts[:-1]:
            assert part.volume <= part.block.limit_to - part.block.limit_from
