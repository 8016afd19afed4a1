# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Places on the ground: distances that agree with the sphere, and squares that hold."""

from math import acos, cos, degrees, isclose, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine import (
    InvalidInput,
    Spot,
    metres_between,
    offset,
    square_around,
)
from ibok_engine.place import RADIUS

#: Poland, and a bit around.
SPOTS = st.builds(Spot, st.floats(49, 55), st.floats(14, 24.2))
STEPS = st.floats(-0.02, 0.02)


def on_the_sphere(one, other):
    """The great circle's length: the plain formula, by law of cosines."""
    a, b = radians(one.latitude), radians(other.latitude)
    turn = radians(one.longitude - other.longitude)
    cosine = sin(a) * sin(b) + cos(a) * cos(b) * cos(turn)
    return acos(min(1, cosine)) * RADIUS


@given(SPOTS, STEPS, STEPS)
def test_distance_agrees_with_the_sphere(spot, north, east):
    other = Spot(spot.latitude + north, spot.longitude + east)
    # 3 km away it errs by less than two metres.
    assert isclose(
        metres_between(spot, other),
        on_the_sphere(spot, other),
        rel_tol=1e-3,
        abs_tol=0.5,
    )


@given(SPOTS, st.floats(1, 5000))
def test_a_square_reaches_as_far_as_it_says(spot, metres):
    low, high = square_around(spot, metres)
    for corner, sign in ((low, -1), (high, 1)):
        east, north = offset(spot, corner)
        assert isclose(east, sign * metres, rel_tol=1e-6)
        assert isclose(north, sign * metres, rel_tol=1e-6)


def test_known_distance():
    # A second of latitude is about 31 m anywhere.
    one, other = Spot(51.5, 19.25), Spot(51.5 + 1 / 3600, 19.25)
    assert 30.8 < metres_between(one, other) < 31.0
    assert offset(one, other)[0] == 0
    assert metres_between(one, one) == 0


def test_at_the_pole_a_square_stays_on_the_earth():
    low, high = square_around(Spot(90, 0), 1000)
    assert (high.latitude, high.longitude) == (90, 180)
    assert degrees(1000 / RADIUS) == pytest.approx(90 - low.latitude)


@pytest.mark.parametrize(
    "place",
    [(91, 0), (-91, 0), (0, 181), (0, -181), (float("nan"), 0), (0, float("inf"))],
)
def test_no_place_on_the_earth(place):
    with pytest.raises(InvalidInput):
        Spot(*place)
