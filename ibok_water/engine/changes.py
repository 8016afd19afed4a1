# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A reading near the day on which the price changes.

The law gives no formula for a tariff that changes between two readings. A reading
taken within some days of the change decides: it stands for the last day of the old
price, and the few days between it and the change count to the side it says. Without
one the use is shared by days (:func:`.volume_parts`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .consumption import FLAG_NO_SOURCE, SERVICES, service_volumes
from .errors import InvalidInput
from .money import round_to
from .registers import GARDEN, INTAKE, MAIN, SEWAGE, PointUse
from .stretches import NormUse, register_stretches

DAY = timedelta(days=1)
CENTI_M3 = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class KnownState:
    """m³ of a service used from the first day of use to the end of ``date``.

    The reading with which the use begins is a state too (0 m³, the day before), and
    so is the one with which it ends: pass them where they are actual readings.
    """

    component: str
    date: date
    volume: Decimal


def states_at_changes(
    changes: Sequence[date],
    states: Iterable[KnownState],
    change_days: int,
    volume: Decimal,
    days: tuple[date, date],
) -> list[KnownState | None]:
    """For each first day of a new price the state that decides, or None.

    It is the one nearest to the day before the change, at most ``change_days`` away;
    of two equally near the earlier. States of other days than those of the use are
    left out.
    """
    if change_days < 0:
        raise InvalidInput("change_days", change_days)
    first, last = days
    known = sorted(
        (state for state in states if first - DAY <= state.date <= last),
        key=lambda state: (state.date, state.volume),
    )
    before = Decimal(0)
    for state in known:
        if not before <= state.volume <= volume:
            raise InvalidInput("known_state", state.date)
        before = state.volume
    if change_days == 0:
        return [None] * len(changes)
    return [_nearest(known, change - DAY, change_days) for change in changes]


def _nearest(known, day, change_days):
    near = [state for state in known if abs((state.date - day).days) <= change_days]
    return min(near, key=lambda s: (abs((s.date - day).days), s.date), default=None)


def known_states(
    points: Sequence[PointUse],
    services: frozenset[str],
    days: Iterable[date],
    norms: Sequence[NormUse] = (),
) -> tuple[KnownState, ...]:
    """States of the services on those of ``days`` on which every register has one.

    :param points: each with a span that ends at every reading in between
    :param days: dates of **actual** readings (an estimate decides nothing)
    :param norms: with days of their own they part the registers' use; each stretch
        of it begins at 0 m³ and has its own states
    """
    wanted = sorted(set(days))
    parted = any(norm.date_from for norm in norms)
    found = []
    for stretch in register_stretches(points, norms):
        own = wanted
        if parted and stretch:
            first = min(point.date_from for point in stretch)
            last = max(point.date_to for point in stretch)
            own = [day for day in wanted if first <= day <= last]
        for service in SERVICES:
            if service in services:
                found += _states_of(service, _measuring(stretch, service), own)
    return tuple(found)


def _measuring(points, service):
    kinds = (MAIN,)
    if service != "water":
        own = any(point.kind == SEWAGE for point in points)
        kinds = (SEWAGE,) if own else (MAIN, INTAKE, GARDEN)
    return [point for point in points if point.kind in kinds]


def _states_of(service, points, days):
    total = service_volumes(points, frozenset({service}))
    if FLAG_NO_SOURCE in total.flags:
        return []
    found = []
    ceiling = getattr(total, service)
    # From the end: what a garden's meter takes off later was never billable, so a
    # state is at most what follows it.
    for day in reversed(days):
        cut = [_until(point, day) for point in points]
        if None in cut:
            continue
        volume = getattr(service_volumes(cut, frozenset({service})), service)
        ceiling = min(ceiling, volume)
        found.append(KnownState(service, day, ceiling))
    return reversed(found)


def _until(point, day):
    """The point's use up to the end of a day; None where no register tells it."""
    if day >= point.date_to:
        return point
    spans = tuple(use for use in point.spans if use.span.date_to <= day)
    if day > point.date_from and not any(use.span.date_to == day for use in spans):
        return None
    volume = sum((use.volume for use in spans), Decimal(0))
    if day <= point.date_from:
        spans, volume = (), Decimal(0)
    if point.share is not None:
        part = round_to(volume * point.share.percent / 100, CENTI_M3)
        volume = min(part, point.volume)
    return replace(point, date_to=day, spans=spans, volume=volume)
