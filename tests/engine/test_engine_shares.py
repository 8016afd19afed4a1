# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A point that several contracts pay for."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import CENTI, WATER, WHOLE, january, point, price

THIRDS = [(n, Decimal("33.33")) for n in (1, 2, 3)]


def volumes(volume, percents, precision=WHOLE, turn=0):
    shares = engine.share_volume(Decimal(volume), percents, precision, turn)
    return [share.volume for share in shares]


@pytest.mark.parametrize(
    ("volume", "precision", "expected"),
    [
        ("100", WHOLE, [34, 33, 33]),
        ("10", WHOLE, [4, 3, 3]),
        ("1", WHOLE, [1, 0, 0]),
        ("0", WHOLE, [0, 0, 0]),
        ("20000", WHOLE, [6666, 6666, 6666]),
        ("100", CENTI, ["33.33", "33.33", "33.33"]),
        # read finer than it is billed: shared as fine as it was read
        ("0.005", CENTI, ["0.002", "0.002", "0.001"]),
    ],
)
def test_three_thirds_that_are_not_quite_the_whole(volume, precision, expected):
    found = volumes(volume, THIRDS, precision)
    assert found == [Decimal(part) for part in expected]


def test_who_gets_the_odd_m3_changes_with_the_turn():
    halves = [("a", Decimal(50)), ("b", Decimal(50))]
    assert volumes("3", halves) == [2, 1]
    assert volumes("3", halves, turn=1) == [1, 2]
    assert volumes("3", halves, turn=2) == [2, 1]
    # a larger remainder goes first whoever's turn it is
    uneven = [("a", Decimal(40)), ("b", Decimal(60))]
    assert volumes("3", uneven, turn=0) == volumes("3", uneven, turn=1) == [1, 2]


@pytest.mark.parametrize(
    "percents",
    [
        [],
        [(1, Decimal(0)), (2, Decimal(100))],
        [(1, Decimal(-1))],
        [(1, Decimal("50.01")), (2, Decimal(50))],
        [(1, Decimal(50)), (1, Decimal(50))],
    ],
)
def test_shares_that_cannot_be(percents):
    with pytest.raises(engine.InvalidInput):
        volumes("10", percents)


def test_no_negative_volume_is_shared():
    with pytest.raises(engine.InvalidInput):
        volumes("-1", THIRDS)


@given(
    st.decimals(0, 100_000, places=2),
    st.lists(st.integers(1, 5000), min_size=1, max_size=9),
    st.sampled_from([WHOLE, Decimal("0.1"), CENTI]),
    st.integers(0, 20),
    st.randoms(use_true_random=False),
)
def test_shares_of_the_whole_sum_to_it_in_any_order(volume, cuts, precision, turn, rnd):
    whole = sum(cuts)
    percents = [(n, Decimal(cut) * 100 / whole) for n, cut in enumerate(cuts[:-1])]
    rest = 100 - sum((percent for _n, percent in percents), Decimal(0))
    percents.append((len(cuts), rest))
    found = volumes(volume, percents, precision, turn)
    assert sum(found) == volume
    for (_key, percent), part in zip(percents, found, strict=True):
        assert abs(part - volume * percent / 100) < precision
    rnd.shuffle(percents)
    assert volumes(volume, percents, precision, turn) == found


def test_a_shared_point_on_a_bill():
    whole = point("main", "100", "110")
    mine = engine.share_point(whole, 2, THIRDS, WHOLE)
    assert (mine.volume, mine.spans) == (3, whole.spans)
    result = engine.settle(january(points=[mine], prices=[price("water", "5.72")]))
    assert result.volumes.water == 3
    told = next(step for step in result.derivation if step["step"] == "point")
    assert (told["share"], told["volume_total"], told["volume"]) == ("33.33", "10", "3")
    with pytest.raises(engine.InvalidInput):
        engine.share_point(whole, 7, THIRDS, WHOLE)
    together = [engine.share_point(whole, key, THIRDS, WHOLE) for key in (1, 2, 3)]
    assert engine.service_volumes(together, WATER).water == 10


def test_the_odd_unit_is_the_firsts_unless_it_is_anothers_turn():
    halves = [(2, Decimal(50)), (1, Decimal(50))]
    shares = engine.share_volume(Decimal(11), halves, WHOLE)
    assert [(share.key, share.volume) for share in shares] == [(1, 6), (2, 5)]
    whole = point("main", "0", "11")
    assert engine.share_point(whole, 1, halves, WHOLE).volume == 6
    assert engine.share_point(whole, 1, halves, WHOLE, turn=1).volume == 5
