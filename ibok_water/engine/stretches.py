# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Days of a bill on which registers count, and days of a norm in their place.

Where a contract goes over from a meter to a norm, or back, one bill may have both.
Every day is billed once: a register that tells of a norm's day is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import InvalidInput, NormOverlap
from .registers import PointUse

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NormUse:
    """Average norm where there is no main meter: m³ a month and person.

    ``date_from``/``date_to``: its own days, inclusive, when registers count on others;
    without them it is for all settled days.
    """

    m3_month: Decimal
    persons: int
    key: object = None
    label: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points that count together, or a norm; its days for what nothing measures."""

    points: tuple[PointUse, ...]
    norm: NormUse | None
    date_from: date
    date_to: date


def register_stretches(
    points: Iterable[PointUse], norms: Iterable[NormUse]
) -> list[tuple[PointUse, ...]]:
    """The points before, between and after the norms that have days of their own.

    :raise NormOverlap: a register, or another norm, is for a norm's days too
    """
    dated = sorted(
        (norm for norm in norms if norm.date_from), key=lambda norm: norm.date_from
    )
    for norm, following in zip(dated, dated[1:], strict=False):
        if following.date_from <= norm.date_to:
            raise NormOverlap(following.date_from)
    groups = [[] for _norm in (*dated, None)]
    for point in points:
        begun = [norm for norm in dated if norm.date_from <= point.date_to]
        if begun and point.date_from < begun[-1].date_to:
            raise NormOverlap(max(begun[-1].date_from, point.date_from + DAY))
        groups[len(begun)].append(point)
    return [tuple(group) for group in groups]


def stretches_of(
    points: tuple[PointUse, ...], norms: tuple[NormUse, ...], days: tuple[date, date]
) -> list[Stretch]:
    """The bill's stretches in the order of their days.

    :param days: first and last settled day
    :raise InvalidInput: several norms, and one without days of its own
    """
    undated = [norm for norm in norms if not norm.date_from]
    if undated and len(norms) > 1:
        raise InvalidInput("norms", len(norms))
    dated = sorted(
        (norm for norm in norms if norm.date_from), key=lambda norm: norm.date_from
    )
    if not dated:
        return [Stretch(points, *(undated or [None]), *days)]
    found = []
    groups = register_stretches(points, dated)
    for group, norm in zip(groups, [*dated, None], strict=True):
        if group:
            found.append(Stretch(group, None, *days))
        if norm:
            found.append(Stretch((), norm, norm.date_from, norm.date_to))
    return found
