# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""One contract's bill for one range of days, with its derivation.

Lines are net, each to the grosz; VAT is of their sum (see :mod:`.money`). What the
steps of a derivation hold stands in :mod:`.explain`. Nothing is looked up: points,
prices and subsidies that may matter are passed in, more than needed does no harm
as long as no day has two of a kind.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .changes import KnownState
from .consumption import SERVICES, Volumes, norm_volume, service_volumes
from .cycle import CYCLE_MONTHS, EVERY_STARTED, PRO_RATA, subscription_months
from .errors import DatesReversed, InvalidInput
from .explain import step
from .fees import PERIOD_END, subscription_lines
from .lines import Line, volume_lines
from .money import vat_of
from .pricing import CENTI_M3, Price, Subsidy
from .registers import INTAKE, MAIN, SEWAGE, PointUse


@dataclass(frozen=True, slots=True)
class NormUse:
    """Average norm of a contract without a main meter: m³ a month and person."""

    m3_month: Decimal
    persons: int
    key: object = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class SettlementInput:
    """Everything a bill is made of.

    ``date_from``/``date_to``: the settled days, for the subscription fee (a cycle,
    or the part of it in which the contract ran). ``use_from``/``use_to``: the days
    the use belongs to; by default the days between the readings of the meter that
    measures the service, and the settled days where nothing measures.
    ``services``: any of "water", "sewage". ``dn`` [mm] selects prices by meter size.
    ``subscription_mode``: "every_started" or "pro_rata" months. ``cycle_offset``:
    months by which the billing cycles are moved on from January.
    ``subscription_change``: a fee whose rate changes takes the one of the last day
    ("period_end") or is shared by days ("pro_rata"). ``known_states``: a state at most
    ``change_days`` from a change of price decides what was used before it.
    ``split_precision`` [m³]: of the use's parts, 0.01 or 1. ``month_charged``,
    ``period_charged``: the month and the billing period in which the days begin were
    charged by the bill before, where each started one counts.
    """

    date_from: date
    date_to: date
    billing_months: int
    services: frozenset[str]
    points: tuple[PointUse, ...]
    prices: tuple[Price, ...]
    vat_percent: Decimal
    subsidies: tuple[Subsidy, ...] = ()
    norm: NormUse | None = None
    dn: int | None = None
    split_precision: Decimal = CENTI_M3
    subscription_mode: str = EVERY_STARTED
    cycle_offset: int = 0
    use_from: date | None = None
    use_to: date | None = None
    subscription_change: str = PERIOD_END
    known_states: tuple[KnownState, ...] = ()
    change_days: int = 0
    month_charged: bool = False
    period_charged: bool = False


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
    norm, norm_steps = _norm(inp)
    volumes = service_volumes(inp.points, inp.services, norm)
    lines = []
    for service in SERVICES:
        if service in inp.services:
            first, last = use_days(inp, service)
            volume = getattr(volumes, service)
            lines += volume_lines(inp, service, volume, first, last)
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
        derivation=(*norm_steps, *volumes.derivation, *line_steps, total),
        flags=volumes.flags,
    )


def use_days(inp: SettlementInput, service: str) -> tuple[date, date]:
    """First and last day the use of a service belongs to."""
    first, last = inp.date_from, inp.date_to
    points = _measuring(inp.points, service)
    if points:
        first = min(point.date_from for point in points) + timedelta(days=1)
        last = max(point.date_to for point in points)
        # Two readings of one day: what lies between them is that day's.
        first = min(first, last)
    first, last = inp.use_from or first, inp.use_to or last
    if last < first:
        raise DatesReversed(first, last)
    return first, last


def _measuring(points, service):
    """The points whose readings bound a service's use; none with a norm."""
    kinds = (MAIN,) if service == "water" else (SEWAGE, MAIN, INTAKE)
    for kind in kinds:
        found = [point for point in points if point.kind == kind]
        if found:
            return found
    return []


def _norm(inp):
    if inp.norm is None or any(point.kind == MAIN for point in inp.points):
        return None, ()
    # A norm is use, not a fee: a started month counts by its days in either mode.
    first, last = inp.use_from or inp.date_from, inp.use_to or inp.date_to
    months = subscription_months(first, last, PRO_RATA)
    norm = inp.norm
    # Whole m³ would cut a norm of 2.4 m³: they are for what a register shows.
    precision = min(inp.split_precision, CENTI_M3)
    volume = norm_volume(norm.m3_month, norm.persons, months, precision)
    entry = step(
        "norm",
        key=norm.key,
        label=norm.label,
        m3_month=norm.m3_month,
        persons=norm.persons,
        months=months,
        volume=volume,
    )
    return volume, (entry,)
