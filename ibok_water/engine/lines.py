# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The lines of a bill, and those of its use by m³ (fees: see :mod:`.fees`)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .explain import step
from .money import net_amount
from .pricing import fits_meter, volume_parts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: quantity [unit] × price = net [zł].

    ``unit``: "m3", "month" or "period". ``price`` is after the subsidy;
    ``subsidy`` [zł per m³] is what the municipality pays on top of it.
    ``price_key`` and ``subsidy_key`` are the caller's ids of the :class:`.Price` and
    the :class:`.Subsidy`, ``from_m3`` is the block of the price.
    """

    component: str
    quantity: Decimal
    unit: str
    price: Decimal
    net: Decimal
    date_from: date
    date_to: date
    price_key: object
    group: str
    subsidy: Decimal = Decimal(0)
    derivation: tuple[dict, ...] = ()
    from_m3: Decimal | None = None
    subsidy_key: object = None


def volume_lines(
    inp, service: str, volume: Decimal, date_from: date, date_to: date
) -> list[Line]:
    """Lines of one service's m³: one for each price and block; of 0 m³ without use."""
    parts = volume_parts(
        volume,
        date_from,
        date_to,
        [price for price in inp.prices if fits_meter(price, inp.dn)],
        inp.split_precision,
        component=service,
        subsidies=inp.subsidies,
        known_states=inp.known_states,
        change_days=inp.change_days,
    )
    billed = [part for part in parts if part.volume] or [parts[-1]]
    told = _part_steps(parts)
    # Days whose share rounds to nothing get no line; the first line tells of them.
    idle = [
        entry
        for part, own in zip(parts, told, strict=True)
        if part not in billed
        for entry in own
    ]
    lines = []
    for part, own in zip(parts, told, strict=True):
        if part not in billed:
            continue
        span = (part.date_from, part.date_to) if volume else (date_from, date_to)
        steps = own if lines else (*idle, *own)
        lines.append(priced_line(part.price, part.volume, *span, part.subsidy, steps))
    return lines


def _part_steps(parts):
    """Of each part: how the days were shared (once a piece), and the block filled."""
    cut = len({part.date_from for part in parts}) > 1
    begun, told = None, []
    for part in parts:
        own = []
        if cut and part.date_from != begun:
            own.append(_split_step(part))
        if part.block:
            own.append(_block_step(part))
        begun = part.date_from
        told.append(tuple(own))
    return told


def _split_step(part):
    reading = {}
    if part.state:
        reading = {"state_date": part.state.date, "state": part.state.volume}
    return step(
        "split",
        component=part.price.component,
        date_from=part.date_from,
        date_to=part.date_to,
        days=part.days,
        days_total=part.days_total,
        volume=part.block.volume_total if part.block else part.volume,
        volume_total=part.volume_total,
        price=part.price.price,
        price_key=part.price.key,
        subsidy=part.subsidy.amount if part.subsidy else None,
        **reading,
    )


def _block_step(part):
    block = part.block
    return step(
        "block",
        component=part.price.component,
        date_from=part.date_from,
        date_to=part.date_to,
        from_m3=part.price.from_m3 or Decimal(0),
        months=block.months,
        limit_from=block.limit_from,
        limit_to=block.limit_to,
        volume=part.volume,
        volume_total=block.volume_total,
        price=part.price.price,
        price_key=part.price.key,
    )


def priced_line(price, quantity, date_from, date_to, granted=None, steps=()) -> Line:
    """A line at a price, after what the municipality grants of it."""
    # The municipality pays at most the price: a bill never owes the customer.
    subsidy = min(granted.amount, price.price) if granted else Decimal(0)
    paid = price.price - subsidy
    net = net_amount(quantity, paid)
    entry = step(
        "line",
        component=price.component,
        quantity=quantity,
        unit=price.per,
        tariff_price=price.price,
        subsidy=subsidy,
        subsidy_key=granted.key if granted else None,
        price=paid,
        net=net,
        date_from=date_from,
        date_to=date_to,
        price_key=price.key,
        group=price.group,
    )
    if price.from_m3 is not None:
        entry |= step("line", from_m3=price.from_m3)
    return Line(
        component=price.component,
        quantity=quantity,
        unit=price.per,
        price=paid,
        net=net,
        date_from=date_from,
        date_to=date_to,
        price_key=price.key,
        group=price.group,
        subsidy=subsidy,
        derivation=(*steps, entry),
        from_m3=price.from_m3,
        subsidy_key=granted.key if granted else None,
    )
