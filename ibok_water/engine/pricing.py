# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Which price is in force on a day, and how a volume is shared between prices.

Prices are net złoty, per m³ (water, sewage) or per month or billing period (the
subscription fee). The law gives no formula for a tariff that changes between two
readings; practice shares the volume by days, each part but the last rounded half-up,
the last taking what is left, so that the parts sum to the volume exactly. A reading
near the change goes before the days (:mod:`.changes`); a tariff may have blocks
(:mod:`.blocks`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .blocks import Block, block_floor, fill_blocks
from .changes import KnownState, states_at_changes
from .errors import (
    DatesReversed,
    InvalidInput,
    PriceAmbiguous,
    PriceMissing,
    SubsidyAmbiguous,
)
from .money import round_to

PER_M3, PER_MONTH, PER_PERIOD = "m3", "month", "period"
CENTI_M3 = Decimal("0.01")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Price:
    """One rate of a tariff; ``date_to`` None: in force until further notice.

    ``component``: water, sewage, subscription_water, subscription_sewage or
    subscription_both. ``dn_from``/``dn_to`` [mm] limit it to meter sizes.
    ``from_m3`` [m³ a month]: the price is for the use above it, up to the next such.
    """

    component: str
    price: Decimal
    per: str
    date_from: date
    date_to: date | None
    key: object = None
    group: str = ""
    dn_from: int | None = None
    dn_to: int | None = None
    from_m3: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What the municipality pays of a m³, net zł (art. 24 ust. 6 of the act)."""

    component: str
    amount: Decimal
    date_from: date
    date_to: date | None
    key: object = None


@dataclass(frozen=True, slots=True)
class Part:
    """The use of some days (both inclusive) under one price and subsidy.

    It is a share of the ``volume_total`` [m³] of ``days_total`` days, which lie between
    the readings that decide; ``state``: the one in which these days end.
    """

    date_from: date
    date_to: date
    days: int
    volume: Decimal
    price: Price
    subsidy: Subsidy | None
    days_total: int
    volume_total: Decimal
    state: KnownState | None = None
    block: Block | None = None


def holds(rate: Price | Subsidy, day: date) -> bool:
    """Whether a price or subsidy is in force on the day."""
    return rate.date_from <= day and (rate.date_to is None or day <= rate.date_to)


def fits_meter(price: Price, dn: int | None) -> bool:
    """Whether the price is for meters of this size; unknown size fits no limit."""
    if dn is None:
        return price.dn_from is None and price.dn_to is None
    return (price.dn_from is None or price.dn_from <= dn) and (
        price.dn_to is None or dn <= price.dn_to
    )


def pick_price(
    component: str, day: date, prices: Iterable[Price], dn: int | None
) -> Price | None:
    """The component's price on the day; None where the tariff has none."""
    found = [
        price
        for price in prices
        if price.component == component and holds(price, day) and fits_meter(price, dn)
    ]
    if len(found) > 1:
        raise PriceAmbiguous(component, day)
    return found[0] if found else None


def volume_parts(
    volume: Decimal,
    date_from: date,
    date_to: date,
    prices: Sequence[Price],
    precision: Decimal = CENTI_M3,
    component: str | None = None,
    subsidies: Sequence[Subsidy] = (),
    known_states: Iterable[KnownState] = (),
    change_days: int = 0,
) -> tuple[Part, ...]:
    """Share the volume of the days ``date_from`` … ``date_to`` between prices.

    :param prices: prices per m³ of one component, or of many when ``component``
        says which to take; each day must have exactly one, or one of each block
    :param subsidies: cut the days as prices do; a day may have none
    :param known_states: of the component; one at most ``change_days`` from a change
        of price or subsidy decides what was used before it
    """
    if date_to < date_from:
        raise DatesReversed(date_from, date_to)
    if volume < 0:
        raise InvalidInput("negative_volume", volume)
    if component is None:
        component = prices[0].component if prices else ""
    rates = [p for p in prices if p.component == component and p.per == PER_M3]
    granted = [s for s in subsidies if s.component == component]
    pieces = _pieces(component, date_from, date_to, rates, granted)
    states = states_at_changes(
        [piece[0] for piece in pieces[1:]],
        [state for state in known_states if state.component == component],
        change_days,
        volume,
        (date_from, date_to),
    )
    parts = []
    begun = Decimal(0)
    run = []
    for piece, state in zip(pieces, [*states, None], strict=True):
        run.append(piece)
        if state is None and piece is not pieces[-1]:
            continue
        until = volume if state is None else state.volume
        parts += _by_days(run, until - begun, state, precision)
        begun, run = until, []
    return tuple(parts)


def _by_days(pieces, volume, state, precision):
    """Parts of the pieces between two deciding readings, the last takes the rest."""
    days_total = sum((last - first).days + 1 for first, last, _terms, _sub in pieces)
    left = volume
    parts = []
    for first, last, terms, subsidy in pieces:
        days = (last - first).days + 1
        share, ends = left, state
        if last != pieces[-1][1]:
            share = round_to(Fraction(volume) * days / days_total, precision)
            # Many short parts all rounded up could take more than there is.
            share, ends = min(share, left), None
        left -= share
        told = days_total, volume, ends
        for price, block, taken in fill_blocks(share, first, last, terms, precision):
            parts.append(Part(first, last, days, taken, price, subsidy, *told, block))
    return parts


def _pieces(component, date_from, date_to, rates, subsidies):
    """Longest runs of days under one price and one subsidy, in order."""
    starts = {date_from}
    for rate in (*rates, *subsidies):
        starts.add(rate.date_from)
        if rate.date_to is not None and rate.date_to < date_to:
            starts.add(rate.date_to + DAY)
    cuts = sorted(day for day in starts if date_from <= day <= date_to)
    pieces = []
    for first, following in zip(cuts, [*cuts[1:], date_to + DAY], strict=True):
        terms = _blocks(rates, first, component)
        subsidy = _only(subsidies, first, component, SubsidyAmbiguous)
        last = following - DAY
        if pieces and _same_terms(pieces[-1], terms, subsidy):
            first = pieces.pop()[0]
        pieces.append((first, last, terms, subsidy))
    return pieces


def _blocks(rates, day, component):
    """The day's prices, one for each block, from the lowest up; mostly just one."""
    found = sorted((rate for rate in rates if holds(rate, day)), key=block_floor)
    floors = [block_floor(rate) for rate in found]
    if not found or floors[0] != 0:
        raise PriceMissing(component, day)
    if len(set(floors)) < len(floors):
        raise PriceAmbiguous(component, day)
    return tuple(found)


def _only(rates, day, component, ambiguous):
    found = [rate for rate in rates if holds(rate, day)]
    if len(found) > 1:
        raise ambiguous(component, day)
    return found[0] if found else None


def _same_terms(piece, terms, subsidy):
    """A rate carried on under the same key and value does not cut the use."""
    _first, _last, before, granted = piece
    same_price = _facts(before) == _facts(terms)
    if granted is None or subsidy is None:
        return same_price and granted is subsidy
    return same_price and (granted.key, granted.amount) == (subsidy.key, subsidy.amount)


def _facts(terms):
    return [(price.key, price.price, block_floor(price)) for price in terms]
