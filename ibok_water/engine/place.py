# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Places on the ground, told by latitude and longitude (WGS 84, degrees).

Flat reckoning about one of the places: over the few kilometres of a municipality it
errs by less than a telephone's own position does.
"""

from dataclasses import dataclass
from math import cos, hypot, radians
from numbers import Real

from .errors import InvalidInput

#: Mean radius of the earth, metres.
RADIUS = 6_371_009


@dataclass(frozen=True)
class Spot:
    """A place by its latitude and longitude."""

    latitude: Real
    longitude: Real

    def __post_init__(self):
        # "Not a number" is inside no range either.
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise InvalidInput("spot", (self.latitude, self.longitude))


def offset(origin: Spot, spot: Spot) -> tuple[Real, Real]:
    """How many metres to the east and to the north of the origin a place lies."""
    north = radians(spot.latitude - origin.latitude) * RADIUS
    east = radians(spot.longitude - origin.longitude) * RADIUS
    return east * cos(radians(origin.latitude)), north


def metres_between(one: Spot, other: Spot) -> Real:
    """The distance as the crow flies."""
    return hypot(*offset(one, other))


def square_around(spot: Spot, metres: Real) -> tuple[Spot, Spot]:
    """South-western and north-eastern corner of a square about a place.

    :param metres: from the place to each side
    """
    high = metres / radians(1) / RADIUS
    # Towards the poles a degree of longitude becomes nothing.
    wide = min(high / cos(radians(spot.latitude)), 180)
    return (
        Spot(max(spot.latitude - high, -90), max(spot.longitude - wide, -180)),
        Spot(min(spot.latitude + high, 90), min(spot.longitude + wide, 180)),
    )
