# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Sharing a volume between prices, against a loop over single days."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import CENTI, WHOLE, day, every_day, price

FIRST = date(2023, 11, 20)


@st.composite
def split_cases(draw):
    """(volume, first, last, prices): prices tile more than the days, in any order."""
    first = FIRST + timedelta(days=draw(st.integers(0, 400)))
    last = first + timedelta(days=draw(st.integers(0, 400)))
    span = st.integers(-30, (last - first).days + 30)
    starts = draw(st.lists(span, unique=True, max_size=6))
    starts = sorted({-40, *starts})
    prices = []
    for place, start in enumerate(starts):
        following = starts[place + 1 :]
        end = first + timedelta(days=following[0] - 1) if following else None
        amount = draw(st.sampled_from(["5.36", "5.72", "4.95"]))
        prices.append(
            engine.Price(
                "water",
                Decimal(amount),
                "m3",
                first + timedelta(days=start),
                end,
                key=place,
            )
        )
    volume = draw(st.decimals(0, 5000, places=2))
    return volume, first, last, draw(st.permutations(prices))


def naive_days(first, last, prices):
    """{price key: its days}, asking every price about every day."""
    found = {}
    for each in every_day(first, last):
        (held,) = [
            p for p in prices if p.date_from <= each and each <= (p.date_to or date.max)
        ]
        found.setdefault(held.key, []).append(each)
    return found


@given(split_cases(), st.sampled_from([CENTI, WHOLE]))
def test_parts_agree_with_single_days(case, precision):
    volume, first, last, prices = case
    parts = engine.volume_parts(volume, first, last, prices, precision)
    naive = naive_days(first, last, prices)
    assert {part.price.key: part.days for part in parts} == {
        key: len(days) for key, days in naive.items()
    }
    for part in parts:
        days = every_day(part.date_from, part.date_to)
        assert days == naive[part.price.key]
    covered = [d for part in parts for d in every_day(part.date_from, part.date_to)]
    assert covered == every_day(first, last)


@given(split_cases(), st.sampled_from([CENTI, WHOLE]))
def test_volumes_sum_and_are_the_days_share(case, precision):
    volume, first, last, prices = case
    parts = engine.volume_parts(volume, first, last, prices, precision)
    assert sum(part.volume for part in parts) == volume
    left = volume
    for part in parts[:-1]:
        share = volume * part.days / Decimal((last - first).days + 1)
        rounded = share.quantize(precision, rounding=ROUND_HALF_UP)
        assert part.volume == min(rounded, left)
        left -= part.volume
    assert all(part.volume >= 0 for part in parts)


def test_many_parts_rounded_up_never_take_more_than_there_is():
    prices = [
        price("water", "5", "m3", f"2026-01-{n:02}", f"2026-01-{n:02}", key=n)
        for n in range(1, 11)
    ]
    parts = engine.volume_parts(
        Decimal("0.05"), day("2026-01-01"), day("2026-01-10"), prices
    )
    assert [part.volume for part in parts] == [CENTI] * 5 + [0] * 5


def test_one_price_leaves_the_volume_as_it_is():
    volume = Decimal("13.4267")
    (part,) = engine.volume_parts(
        volume, day("2024-02-01"), day("2024-02-29"), [price("water", "5")]
    )
    assert (part.volume, part.days) == (volume, 29)


def carried_on(make, keys, amounts):
    """Two rates that meet on 16 January, made of their keys and amounts."""
    halves = [(day("2026-01-01"), day("2026-01-15")), (day("2026-01-16"), None)]
    return [
        make(amount=amount, dates=dates, key=key)
        for dates, key, amount in zip(halves, keys, amounts, strict=True)
    ]


@pytest.mark.parametrize(
    ("keys", "amounts", "days"),
    [
        ("aa", "55", [(1, 31)]),
        ("ab", "55", [(1, 15), (16, 31)]),
        ("aa", "56", [(1, 15), (16, 31)]),
    ],
)
def test_the_same_terms_carried_on_do_not_cut(keys, amounts, days):
    def a_price(amount, dates, key):
        return engine.Price("water", Decimal(amount), "m3", *dates, key=key)

    def a_subsidy(amount, dates, key):
        return engine.Subsidy("water", Decimal(amount), *dates, key=key)

    def cut(prices, subsidies=()):
        first, last = day("2026-01-01"), day("2026-01-31")
        parts = engine.volume_parts(
            Decimal(31), first, last, prices, subsidies=subsidies
        )
        assert [part.volume for part in parts] == [part.days for part in parts]
        return [(part.date_from.day, part.date_to.day) for part in parts]

    prices = carried_on(a_price, keys, amounts)
    assert cut(prices) == days
    assert cut([price("water", "9")], carried_on(a_subsidy, keys, amounts)) == days
    same = carried_on(a_subsidy, "aa", "11")
    assert cut(prices, same) == days


def test_a_subsidy_cuts_as_a_price_does():
    granted = engine.Subsidy(
        "water", Decimal("0.43"), day("2026-01-11"), day("2026-01-20"), key=1
    )
    other = engine.Subsidy("sewage", Decimal("9"), day("2026-01-05"), None)
    parts = engine.volume_parts(
        Decimal(31),
        day("2026-01-01"),
        day("2026-01-31"),
        [price("water", "5")],
        subsidies=[granted, other],
    )
    assert [(part.days, part.subsidy) for part in parts] == [
        (10, None),
        (10, granted),
        (11, None),
    ]
    with pytest.raises(engine.SubsidyAmbiguous):
        engine.volume_parts(
            Decimal(31),
            day("2026-01-01"),
            day("2026-01-31"),
            [price("water", "5")],
            subsidies=[granted, granted],
        )


@pytest.mark.parametrize(
    ("prices", "error", "on"),
    [
        ([], "PriceMissing", "2026-01-01"),
        ([("2026-01-02", None)], "PriceMissing", "2026-01-01"),
        ([("2025-01-01", "2026-01-30")], "PriceMissing", "2026-01-31"),
        (
            [("2025-01-01", "2026-01-09"), ("2026-01-11", None)],
            "PriceMissing",
            "2026-01-10",
        ),
        (
            [("2025-01-01", "2026-01-10"), ("2026-01-10", None)],
            "PriceAmbiguous",
            "2026-01-10",
        ),
        ([("2025-01-01", None), ("2026-01-31", None)], "PriceAmbiguous", "2026-01-31"),
    ],
)
def test_every_day_needs_exactly_one_price(prices, error, on):
    rates = [price("water", "5", "m3", *dates) for dates in prices]
    with pytest.raises(getattr(engine, error)) as refusal:
        engine.volume_parts(
            Decimal(1),
            day("2026-01-01"),
            day("2026-01-31"),
            rates,
            component="water",
        )
    assert refusal.value.params == {"component": "water", "day": day(on)}


def test_without_prices_there_is_none():
    with pytest.raises(engine.PriceMissing):
        engine.volume_parts(Decimal(5), day("2026-01-01"), day("2026-01-31"), [])


def test_no_reading_decides_unless_told_how_near():
    prices = [
        price("water", "5", date_to="2026-01-15", key=1),
        price("water", "6", date_from="2026-01-16", key=2),
    ]
    states = [engine.KnownState("water", day("2026-01-15"), Decimal(9))]
    days = day("2026-01-01"), day("2026-01-30")
    found = engine.volume_parts(Decimal(10), *days, prices, known_states=states)
    assert [part.volume for part in found] == [5, 5]
