# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""One contract's bill for one range of days, with its derivation.

Lines are net, each to the grosz; VAT is of their sum (see :mod:`.money`). What the
steps of a derivation hold stands in :mod:`.explain`. Nothing is looked up: points,
prices and subsidies that may matter are passed in, more than needed does no harm
as long as no day has two of a kind.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .allowance import Allowance, let_off
from .changes import KnownState
from .consumption import (
    SERVICES,
    Volumes,
    add_volumes,
    norm_volume,
    service_volumes,
)
from .cycle import (
    CYCLE_MONTHS,
    EVERY_STARTED,
    PRO_RATA,
    EarlierCycles,
    subscription_months,
)
from .errors import DatesReversed, InvalidInput
from .explain import step
from .fees import PERIOD_END, subscription_lines
from .lines import Line, volume_lines
from .money import vat_of
from .pricing import CENTI_M3, Price, Subsidy
from .registers import INTAKE, MAIN, SEWAGE, PointUse
from .stretches import NormUse, Stretch, stretches_of


@dataclass(frozen=True, slots=True)
class SettlementInput:
    """Everything a bill is made of.

    ``date_from``/``date_to``: the settled days, for the subscription fee (a cycle,
    or the part of it in which the contract ran). The use belongs to the days between
    the readings of the meter that measures the service, to those of a norm, and to
    the settled days where nothing measures. ``norms``: of all settled days where there
    is no main meter, or each of its own days, beside registers on the other days.
    ``services``: any of "water", "sewage". ``dn`` [mm] selects prices by meter size.
    ``subscription_mode``: "every_started" or "pro_rata" months. ``cycle_offset``:
    months by which the billing cycles are moved on from January.
    ``subscription_change``: a fee whose rate changes takes the one of the last day
    ("period_end") or is shared by days ("pro_rata"). ``known_states``: a state at most
    ``change_days`` from a change of price decides what was used before it.
    ``split_precision`` [m³]: of the use's parts, 0.01 or 1. ``month_charged``,
    ``period_charged``: the month and the billing period in which the days begin were
    charged by the bill before, where each started one counts. ``cycles_before``: the
    first of the days, in order, where their cycles had another length.
    ``allowances``: m³ that are not charged.
    """

    date_from: date
    date_to: date
    billing_months: int
    services: frozenset[str]
    points: tuple[PointUse, ...]
    prices: tuple[Price, ...]
    vat_percent: Decimal
    subsidies: tuple[Subsidy, ...] = ()
    norms: tuple[NormUse, ...] = ()
    dn: int | None = None
    split_precision: Decimal = CENTI_M3
    subscription_mode: str = EVERY_STARTED
    cycle_offset: int = 0
    subscription_change: str = PERIOD_END
    known_states: tuple[KnownState, ...] = ()
    change_days: int = 0
    month_charged: bool = False
    period_charged: bool = False
    cycles_before: tuple[EarlierCycles, ...] = ()
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementResult:
    """Lines in order water, sewage, subscription; totals in zł; m³ per service.

    ``flags``: submeter_above_main, zero_use, rollover, no_source (a service with
    neither a meter nor a norm) — whether they hold the bill is the caller's choice.
    """

    lines: tuple[Line, ...]
    volumes: Volumes
    net: Decimal
    vat: Decimal
    gross: Decimal
    derivation: tuple[dict, ...]
    flags: tuple[str, ...]


def settle(inp: SettlementInput) -> SettlementResult:
    """The bill. Raises an :class:`.EngineError` rather than guess."""
    if inp.date_to < inp.date_from:
        raise DatesReversed(inp.date_from, inp.date_to)
    if inp.billing_months not in CYCLE_MONTHS:
        raise InvalidInput("cycle_months", inp.billing_months)
    stretches = stretches_of(inp.points, inp.norms, (inp.date_from, inp.date_to))
    measured = [_volumes(inp, stretch) for stretch in stretches]
    charged, let = let_off([own for own, _steps in measured], inp.allowances)
    found = list(zip(charged, (steps for _own, steps in measured), strict=True))
    lines = []
    for service in SERVICES:
        if service in inp.services:
            for stretch, (volumes, _steps) in zip(stretches, found, strict=True):
                volume = getattr(volumes, service)
                # What the registers showed on a day says nothing of a norm's days,
                # nor of when the m³ that are charged of a leak were used.
                known = stretch.points and service not in let
                told = inp if known else replace(inp, known_states=())
                lines += volume_lines(
                    told, service, volume, *use_days(stretch, service)
                )
    volumes = add_volumes([own for own, _steps in found])
    use_steps = [entry for own, steps in found for entry in (*steps, *own.derivation)]
    lines += subscription_lines(inp)
    net = sum((line.net for line in lines), Decimal("0.00"))
    vat = vat_of(net, inp.vat_percent)
    total = step(
        "total", net=net, vat_percent=inp.vat_percent, vat=vat, gross=net + vat
    )
    line_steps = [entry for line in lines for entry in line.derivation]
    return SettlementResult(
        lines=tuple(lines),
        volumes=volumes,
        net=net,
        vat=vat,
        gross=net + vat,
        derivation=(*use_steps, *line_steps, total),
        flags=volumes.flags,
    )


def use_days(stretch: Stretch, service: str) -> tuple[date, date]:
    """First and last day the use of a service in a stretch belongs to."""
    first, last = stretch.date_from, stretch.date_to
    points = _measuring(stretch.points, service)
    if points:
        first = min(point.date_from for point in points) + timedelta(days=1)
        last = max(point.date_to for point in points)
        # Two readings of one day: what lies between them is that day's.
        first = min(first, last)
    return first, last


def _measuring(points, service):
    """The points whose readings bound a service's use; none with a norm."""
    kinds = (MAIN,) if service == "water" else (SEWAGE, MAIN, INTAKE)
    for kind in kinds:
        found = [point for point in points if point.kind == kind]
        if found:
            return found
    return []


def _volumes(inp, stretch):
    """The volumes of a stretch, and the steps that led to its norm."""
    norm, steps = _norm(inp, stretch)
    return service_volumes(stretch.points, inp.services, norm), steps


def _norm(inp, stretch):
    norm = stretch.norm
    if norm is None or any(point.kind == MAIN for point in stretch.points):
        return None, ()
    # A norm is use, not a fee: a started month counts by its days in either mode.
    months = subscription_months(stretch.date_from, stretch.date_to, PRO_RATA)
    # Whole m³ would cut a norm of 2.4 m³: they are for what a register shows.
    precision = min(inp.split_precision, CENTI_M3)
    volume = norm_volume(norm.m3_month, norm.persons, months, precision)
    own = {}
    if norm.date_from:
        own = {"date_from": norm.date_from, "date_to": norm.date_to}
    entry = step(
        "norm",
        key=norm.key,
        label=norm.label,
        m3_month=norm.m3_month,
        persons=norm.persons,
        months=months,
        volume=volume,
        **own,
    )
    return volume, (entry,)
