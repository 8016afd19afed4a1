# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""From metering points to the billed volume of each service [m³].

Art. 27 of the act of 7.06.2001 (Dz.U. 2024 poz. 757): water by the main meter
(ust. 1), without one by the average norms; sewage by its own measuring device
(ust. 4), without one as much as the water (ust. 5), less the water that an
additional meter shows to be used up (ust. 6). That meter takes nothing off the
water.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .errors import InvalidInput
from .explain import step
from .money import round_to
from .registers import (
    GARDEN,
    INTAKE,
    MAIN,
    SEWAGE,
    PointUse,
    RegisterSpan,
    SpanUse,
    floor_to,
    point_use,
    span_use,
)

__all__ = [
    "PointUse",
    "RegisterSpan",
    "SpanUse",
    "Volumes",
    "floor_to",
    "norm_volume",
    "point_use",
    "service_volumes",
    "span_use",
]

SERVICE_WATER, SERVICE_SEWAGE = "water", "sewage"
SERVICES = (SERVICE_WATER, SERVICE_SEWAGE)

FLAG_SUBMETER_ABOVE_MAIN = "submeter_above_main"
FLAG_ROLLOVER = "rollover"
FLAG_ZERO_USE = "zero_use"
FLAG_NO_SOURCE = "no_source"


@dataclass(frozen=True, slots=True)
class Volumes:
    """Billed m³ of each service (0 for one not provided), and the garden's m³.

    ``flags``: what a person should look at before the bill goes out. ``garden`` is
    what the garden submeters measured, deducted or not.
    """

    water: Decimal
    sewage: Decimal
    garden: Decimal
    derivation: tuple[dict, ...]
    flags: tuple[str, ...] = ()


def norm_volume(
    m3_month: Decimal,
    persons: int,
    months: int | Decimal,
    precision: Decimal,
) -> Decimal:
    """m³ by the average norm: m³ a month and person × persons × months.

    Norms: Dz.U. 2002 nr 8 poz. 70, table 1. Rounded half-up, for parts of months.
    """
    return round_to(m3_month * persons * months, precision)


def service_volumes(
    points: Sequence[PointUse],
    services: frozenset[str],
    norm_volume: Decimal | None = None,
) -> Volumes:
    """The volumes of a contract's services from its points, in any order.

    ``norm_volume`` counts only where there is no main meter. An own intake is not
    delivered water, but what it draws goes into the sewer.
    """
    unknown = set(services) - set(SERVICES)
    if unknown:
        raise InvalidInput("service", sorted(unknown)[0])
    by_kind = {kind: _of_kind(points, kind) for kind in (MAIN, GARDEN, SEWAGE, INTAKE)}
    norm = None if by_kind[MAIN] is not None else norm_volume
    steps = [entry for point in points for entry in _point_steps(point)]
    flags = set()
    if any(use.rollover for point in points for use in point.spans):
        flags.add(FLAG_ROLLOVER)

    water = sewage = Decimal(0)
    if SERVICE_WATER in services:
        water = _water(by_kind[MAIN], norm, steps, flags)
    if SERVICE_SEWAGE in services:
        sewage = _sewage(by_kind, norm, steps, flags)
    if not water and not sewage and FLAG_NO_SOURCE not in flags:
        flags.add(FLAG_ZERO_USE)
    garden = by_kind[GARDEN] or Decimal(0)
    return Volumes(water, sewage, garden, tuple(steps), tuple(sorted(flags)))


def add_volumes(parts: Sequence[Volumes]) -> Volumes:
    """The volumes of a bill whose days were measured in several ways."""
    water, sewage, garden = (
        sum((getattr(part, name) for part in parts), Decimal(0))
        for name in ("water", "sewage", "garden")
    )
    flags = {flag for part in parts for flag in part.flags}
    if water or sewage:
        flags.discard(FLAG_ZERO_USE)
    derivation = tuple(entry for part in parts for entry in part.derivation)
    return Volumes(water, sewage, garden, derivation, tuple(sorted(flags)))


def _of_kind(points: Iterable[PointUse], kind: str) -> Decimal | None:
    """Sum of the points of a kind; None, not 0, when there is none."""
    found = [point.volume for point in points if point.kind == kind]
    return sum(found, Decimal(0)) if found else None


def _water(main, norm, steps, flags) -> Decimal:
    source = "main" if main is not None else "norm" if norm is not None else "none"
    if source == "none":
        flags.add(FLAG_NO_SOURCE)
    volume = main if main is not None else norm or Decimal(0)
    steps.append(_volume_step(SERVICE_WATER, source, volume, main=main, norm=norm))
    return volume


def _sewage(by_kind, norm, steps, flags) -> Decimal:
    measured = by_kind[SEWAGE]
    if measured is not None:
        steps.append(
            _volume_step(
                SERVICE_SEWAGE, "sewage_meter", measured, sewage_meter=measured
            )
        )
        return measured
    parts = {"main": by_kind[MAIN], "intake": by_kind[INTAKE], "norm": norm}
    known = [part for part in parts.values() if part is not None]
    garden = by_kind[GARDEN] or Decimal(0)
    difference = sum(known, Decimal(0)) - garden
    if not known:
        flags.add(FLAG_NO_SOURCE)
    if difference < 0:
        flags.add(FLAG_SUBMETER_ABOVE_MAIN)
    volume = max(difference, Decimal(0))
    source = "water_less_garden" if known else "none"
    steps.append(_volume_step(SERVICE_SEWAGE, source, volume, **parts, garden=garden))
    return volume


def _volume_step(service, source, volume, **parts):
    present = {name: part for name, part in parts.items() if part is not None}
    return step("volume", service=service, source=source, **present, volume=volume)


def _point_steps(point: PointUse):
    for use in point.spans:
        removed = {}
        if use.span.removed:
            removed = {"removed": True, "next_from": use.span.next_from}
            if use.span.begun_from is not None:
                removed["begun_from"] = use.span.begun_from
        yield step(
            "register",
            key=use.span.key,
            point=point.key,
            kind=point.kind,
            meter=use.span.meter,
            digits=use.span.digits,
            date_from=use.span.date_from,
            value_from=use.span.value_from,
            date_to=use.span.date_to,
            value_to=use.span.value_to,
            rollover=use.rollover,
            volume=use.volume,
            **removed,
        )
    shared = {}
    if point.share is not None:
        shared["share"] = point.share.percent
        shared["volume_total"] = point.share.volume_total
    yield step(
        "point",
        key=point.key,
        kind=point.kind,
        date_from=point.date_from,
        date_to=point.date_to,
        volume=point.volume,
        **shared,
    )
