# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A metering point paid for by several contracts, by percent.

The point's use is reckoned once, then cut by the largest remainder, so that shares
of 100 % sum to it exactly. Who is asked first does not matter: every contract that
reckons the same point comes to the same shares.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .apportion import apportion
from .errors import InvalidInput
from .money import round_to
from .registers import PointShare, PointUse

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """What one contract pays of a point: its part [%], and the m³ it comes to."""

    key: object
    percent: Decimal
    volume: Decimal


def share_volume(
    volume: Decimal,
    percents: Iterable[tuple[object, Decimal]],
    precision: Decimal,
    turn: int = 0,
) -> tuple[Share, ...]:
    """Share ``volume`` [m³] by (key, percent), in the order of the keys.

    Percents below 100 together leave the rest with nobody: three times 33.33 % of
    100 m³ are 99.99 m³, which at whole m³ is all 100; of 20,000 m³ it is 19,998.

    :param precision: of volumes; a volume finer than it is shared in its own
    :param turn: who of those with like remainders comes first moves on by so many,
        for instance with every cycle; the same for all contracts of the point
    """
    if volume < 0:
        raise InvalidInput("negative_volume", volume)
    rows = sorted(percents, key=lambda row: row[0])
    keys = [key for key, _percent in rows]
    if len(set(keys)) < len(keys):
        raise InvalidInput("share_twice", next(k for k in keys if keys.count(k) > 1))
    together = sum((percent for _key, percent in rows), Decimal(0))
    if not rows or any(percent <= 0 for _key, percent in rows) or together > HUNDRED:
        raise InvalidInput("shares", together)
    if Fraction(volume) % Fraction(precision):
        precision = Decimal(1).scaleb(volume.as_tuple().exponent)
    shared = round_to(Fraction(volume) * Fraction(together) / 100, precision)
    first = turn % len(rows)
    turned = [*rows[first:], *rows[:first]]
    parts = apportion(shared, [percent for _key, percent in turned], precision)
    taken = {row[0]: part for row, part in zip(turned, parts, strict=True)}
    return tuple(Share(key, percent, taken[key]) for key, percent in rows)


def share_point(
    point: PointUse,
    key: object,
    percents: Iterable[tuple[object, Decimal]],
    precision: Decimal,
    turn: int = 0,
) -> PointUse:
    """The point as the contract ``key`` pays it, for :func:`.service_volumes`."""
    shares = share_volume(point.volume, percents, precision, turn)
    mine = next((share for share in shares if share.key == key), None)
    if mine is None:
        raise InvalidInput("share_missing", key)
    share = PointShare(mine.percent, point.volume)
    return replace(point, volume=mine.volume, share=share)
