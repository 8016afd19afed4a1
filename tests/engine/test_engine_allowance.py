# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""m³ that are not charged, as after a hidden leak."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import BOTH, january, point, price

PRICES = (price("water", "5.72"), price("sewage", "8.73"))
m3 = st.integers(0, 80).map(Decimal)


def bill(main, *allowances, **rest):
    return engine.settle(
        january(
            **{
                "services": BOTH,
                "points": [point("main", "0", str(main))],
                "prices": PRICES,
                "allowances": tuple(allowances),
                **rest,
            }
        )
    )


def allowance(water="0", sewage="0", key=1):
    return engine.Allowance(key, "a leak", Decimal(water), Decimal(sewage))


def quantities(result):
    told = {"water": Decimal(0), "sewage": Decimal(0)}
    for line in result.lines:
        told[line.component] += line.quantity
    return told


def test_sewage_alone_is_let_off_and_water_is_charged_whole():
    """50 m³ by the meter, 30 of them into the ground: 50 × 5.72 + 20 × 8.73."""
    result = bill(50, allowance(sewage="30"))
    assert result.net == Decimal("460.60")
    assert result.volumes.water == 50
    assert result.volumes.sewage == 20
    (entry,) = [one for one in result.derivation if one["step"] == "allowance"]
    assert entry == {
        "step": "allowance",
        "service": "sewage",
        "key": 1,
        "label": "a leak",
        "taken": "30",
        "volume": "20",
    }


@given(m3, m3, m3)
def test_charged_and_let_off_are_what_the_meter_counted(main, water, sewage):
    result = bill(main, allowance(water, sewage))
    taken = {"water": Decimal(0), "sewage": Decimal(0)}
    for entry in result.derivation:
        if entry["step"] == "allowance":
            taken[entry["service"]] += Decimal(entry["taken"])
    assert quantities(result) == {name: main - taken[name] for name in taken}
    assert taken == {"water": min(main, water), "sewage": min(main, sewage)}


@given(st.lists(st.tuples(m3, m3), max_size=4), st.randoms())
def test_the_order_of_allowances_changes_no_amount(given_m3, rnd):
    rows = [allowance(*one, key=key) for key, one in enumerate(given_m3)]
    mixed = list(rows)
    rnd.shuffle(mixed)
    assert bill(60, *rows).gross == bill(60, *mixed).gross


@given(m3, m3)
def test_a_bill_without_allowances_is_as_ever(main, water):
    assert bill(main) == bill(main, allowance())
    if water:
        assert bill(main + water, allowance(water, water)).net == bill(main).net


def test_no_state_near_a_change_of_price_decides_of_what_is_let_off():
    """By days: of 31, 10 under the old price. 21 m³ of the 31 are charged."""
    prices = (
        price("water", "5.00", "m3", "2025-01-01", "2026-01-10", key=1),
        price("water", "6.00", "m3", "2026-01-11", key=2),
    )
    points = [
        engine.point_use(
            1,
            "main",
            [
                engine.RegisterSpan(
                    key=1,
                    date_from=date(2025, 12, 31),
                    date_to=date(2026, 1, 31),
                    value_from=Decimal(0),
                    value_to=Decimal(31),
                    digits=5,
                    meter="A",
                )
            ],
            Decimal(1),
            Decimal(1000),
        )
    ]
    result = engine.settle(
        january(
            points=points,
            prices=prices,
            known_states=(engine.KnownState("water", date(2026, 1, 10), Decimal(29)),),
            change_days=5,
            allowances=(allowance("10"),),
        )
    )
    assert sum(line.quantity for line in result.lines) == 21
    assert [line.quantity for line in result.lines] == [
        Decimal("6.77"),
        Decimal("14.23"),
    ]


def test_of_two_ways_of_measuring_the_later_is_relieved_first():
    """A norm to 15 January, then a meter that counted 5: of 8 m³ 3 are the norm's."""
    norm = engine.NormUse(
        key=7,
        label="norm",
        m3_month=Decimal(6),
        persons=2,
        date_from=date(2026, 1, 1),
        date_to=date(2026, 1, 15),
    )
    metered = [point("main", "0", "5", "2026-01-15", "2026-01-31")]
    whole = bill(0, points=metered, norms=(norm,))
    less = bill(0, allowance("8"), points=metered, norms=(norm,))
    assert whole.volumes.water - less.volumes.water == 8
    taken = [
        Decimal(one["taken"]) for one in less.derivation if one["step"] == "allowance"
    ]
    assert sorted(taken) == [3, 5]


def test_less_than_nothing_is_not_let_off():
    with pytest.raises(engine.InvalidInput):
        bill(5, allowance("-1"))
