# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The lines of a bill: use by m³, and the subscription fee.

The fee is for readiness, reading and settling; it is owed without any use too, per
customer and billing period. It takes the rate in force on the last settled day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .cycle import PRO_RATA, cycles_touched, subscription_months
from .errors import InvalidInput
from .explain import step
from .money import net_amount, round_to
from .pricing import PER_MONTH, PER_PERIOD, fits_meter, pick_price, volume_parts

#: Quantities of months and periods on a bill.
CENTI = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: quantity [unit] × price = net [zł].

    ``unit``: "m3", "month" or "period". ``price`` is after the subsidy;
    ``subsidy`` [zł per m³] is what the municipality pays on top of it.
    ``price_key`` is the caller's id of the :class:`.Price`.
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


def volume_lines(
    inp, service: str, volume: Decimal, date_from: date, date_to: date
) -> list[Line]:
    """Lines of one service's m³, one for each price; one of 0 m³ without use."""
    parts = volume_parts(
        volume,
        date_from,
        date_to,
        [price for price in inp.prices if fits_meter(price, inp.dn)],
        inp.split_precision,
        component=service,
        subsidies=inp.subsidies,
    )
    billed = [part for part in parts if part.volume] or [parts[-1]]
    days_total = (date_to - date_from).days + 1
    splits = [(part, _split_step(part, days_total, volume)) for part in parts]
    # Days whose share rounds to nothing get no line; the first line tells of them.
    idle = tuple(entry for part, entry in splits if part not in billed)
    lines = []
    for part, entry in splits:
        if part not in billed:
            continue
        span = (part.date_from, part.date_to) if volume else (date_from, date_to)
        own = (entry,) if len(parts) > 1 else ()
        steps = own if lines else (*idle, *own)
        lines.append(_line(part.price, part.volume, *span, part.subsidy, steps))
    return lines


def _split_step(part, days_total, volume):
    return step(
        "split",
        component=part.price.component,
        date_from=part.date_from,
        date_to=part.date_to,
        days=part.days,
        days_total=days_total,
        volume=part.volume,
        volume_total=volume,
        price=part.price.price,
        price_key=part.price.key,
        subsidy=part.subsidy.amount if part.subsidy else None,
    )


def _line(price, quantity, date_from, date_to, granted=None, steps=()):
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
    )


def subscription_lines(inp) -> Iterator[Line]:
    """The fee of each service, or the common one; a tariff may have none."""
    services = [service for service in ("water", "sewage") if service in inp.services]
    common = None
    if len(services) == 2:
        common = _fee("subscription_both", inp)
    separate = (_fee(f"subscription_{service}", inp) for service in services)
    for price in (common,) if common else separate:
        if price is None:
            continue
        quantity = subscription_quantity(price.per, inp)
        entry = step(
            "subscription",
            component=price.component,
            mode=inp.subscription_mode,
            per=price.per,
            billing_months=inp.billing_months,
            date_from=inp.date_from,
            date_to=inp.date_to,
            quantity=quantity,
            price_day=inp.date_to,
        )
        yield _line(price, quantity, inp.date_from, inp.date_to, steps=(entry,))


def _fee(component, inp):
    return pick_price(component, inp.date_to, inp.prices, inp.dn)


def subscription_quantity(per: str, inp) -> Decimal:
    """How many months or billing periods the fee is owed for.

    Periods: where every started month counts, each billing cycle touched counts 1, so
    that settling two cycles at once or one by one comes to the same; else months ÷
    the period's months, to 0.01.
    """
    span = inp.date_from, inp.date_to, inp.subscription_mode
    if per == PER_MONTH:
        # An invoice's quantity has two decimals; the parts of a month still add up.
        return subscription_months(*span, precision=CENTI)
    if per != PER_PERIOD:
        raise InvalidInput("subscription_per", per)
    if inp.subscription_mode == PRO_RATA:
        months = subscription_months(*span)
        return round_to(Fraction(months) / inp.billing_months, CENTI)
    return Decimal(
        cycles_touched(inp.date_from, inp.date_to, inp.billing_months, inp.cycle_offset)
    )
