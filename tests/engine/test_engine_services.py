# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""From points to the volume of each service."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import (
    BOTH,
    CENTI,
    SEWAGE,
    WATER,
    point,
)

KINDS = ("main", "garden", "sewage", "intake")


point_lists = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 500)), max_size=6
)


def points_of(pairs):
    return [point(kind, "0", str(volume)) for kind, volume in pairs]


def total(pairs, kind):
    return sum(volume for each, volume in pairs if each == kind)


@given(point_lists, st.integers(0, 600))
def test_garden_never_reduces_water_and_sewage_is_never_negative(pairs, garden):
    without = [pair for pair in pairs if pair[0] != "garden"]
    dry = engine.service_volumes(points_of(without), BOTH)
    watered = engine.service_volumes(points_of([*without, ("garden", garden)]), BOTH)
    assert watered.water == dry.water == total(pairs, "main")
    assert 0 <= watered.sewage <= dry.sewage
    assert watered.garden == garden
    own_meter = any(kind == "sewage" for kind, _volume in pairs)
    if own_meter:
        assert watered.sewage == total(pairs, "sewage")
    else:
        base = total(pairs, "main") + total(pairs, "intake")
        assert watered.sewage == (base - garden if garden < base else 0)
        assert ("submeter_above_main" in watered.flags) == (garden > base)


@given(
    point_lists.flatmap(lambda pairs: st.tuples(st.just(pairs), st.permutations(pairs)))
)
def test_the_order_of_points_does_not_matter(lists):
    pairs, shuffled = lists
    one = engine.service_volumes(points_of(pairs), BOTH, Decimal("3"))
    other = engine.service_volumes(points_of(shuffled), BOTH, Decimal("3"))
    assert (one.water, one.sewage, one.garden, one.flags) == (
        other.water,
        other.sewage,
        other.garden,
        other.flags,
    )


@pytest.mark.parametrize(
    ("pairs", "services", "norm", "water", "sewage", "flags"),
    [
        ([("main", 25), ("garden", 9)], WATER, None, 25, 0, ()),
        ([("main", 25), ("garden", 9)], SEWAGE, None, 0, 16, ()),
        ([("main", 5), ("intake", 7)], BOTH, None, 5, 12, ()),
        ([("intake", 7)], SEWAGE, None, 0, 7, ()),
        ([("intake", 7)], WATER, None, 0, 0, ("no_source",)),
        ([], BOTH, 6, 6, 6, ()),
        ([], SEWAGE, 6, 0, 6, ()),
        ([("garden", 2)], BOTH, 6, 6, 4, ()),
        ([("main", 5)], BOTH, 6, 5, 5, ()),
        ([("main", 0)], BOTH, 6, 0, 0, ("zero_use",)),
        ([("main", 9), ("garden", 9)], BOTH, None, 9, 0, ()),
        ([("main", 9), ("garden", 10)], BOTH, None, 9, 0, ("submeter_above_main",)),
        ([("main", 9), ("garden", 10), ("sewage", 8)], BOTH, None, 9, 8, ()),
        ([("sewage", 8)], BOTH, None, 0, 8, ("no_source",)),
        ([], BOTH, None, 0, 0, ("no_source",)),
    ],
)
def test_volumes_of_services(pairs, services, norm, water, sewage, flags):
    found = engine.service_volumes(
        points_of(pairs), services, None if norm is None else Decimal(norm)
    )
    assert (found.water, found.sewage, found.flags) == (water, sewage, flags)


def test_a_rollover_is_flagged_and_an_unknown_service_refused():
    rolled = engine.service_volumes([point("main", "99990", "5")], WATER)
    assert (rolled.water, rolled.flags) == (15, ("rollover",))
    with pytest.raises(engine.InvalidInput):
        engine.service_volumes([], frozenset({"gas"}))


def test_norm_volume():
    assert engine.norm_volume(Decimal("2.40"), 3, 2, CENTI) == Decimal("14.40")
    half = engine.norm_volume(Decimal("2.40"), 1, Decimal("0.5484"), CENTI)
    assert half == Decimal("1.32")
