# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The subscription fee of a bill.

The fee is for readiness, reading and settling; it is owed without any use too, per
customer and billing period. Where its rate changes inside the settled days it takes
the rate of the last one (``period_end``), or is shared by days (``pro_rata``): the law
says nothing, the municipality decides.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from .apportion import apportion
from .cycle import PRO_RATA, cycles_touched, subscription_months
from .errors import InvalidInput, PriceMissing
from .explain import step
from .lines import Line, priced_line
from .money import round_to
from .pricing import PER_MONTH, PER_PERIOD, holds, pick_price

PERIOD_END = "period_end"
SUBSCRIPTION_CHANGES = (PERIOD_END, PRO_RATA)
BOTH = "subscription_both"
SINGLE = {"water": "subscription_water", "sewage": "subscription_sewage"}
#: Quantities of months and periods on a bill.
CENTI = Decimal("0.01")
DAY = timedelta(days=1)


def subscription_lines(inp) -> Iterator[Line]:
    """The fee of each service, or the common one; a tariff may have none."""
    if inp.subscription_change == PRO_RATA:
        runs = _runs(inp)
    elif inp.subscription_change == PERIOD_END:
        runs = [(inp.date_from, inp.date_to, _fees(inp, inp.date_to))]
    else:
        raise InvalidInput("subscription_change", inp.subscription_change)
    for component in (BOTH, *SINGLE.values()):
        yield from _component_lines(inp, _slots(runs, component))


def _fees(inp, day):
    """{component: price} owed on a day: the common fee stands for both services.

    :raise PriceMissing: the fee is by the size of the meter, and none is for this one
    """
    if len(inp.services) == 2:
        common = pick_price(BOTH, day, inp.prices, inp.dn)
        if common is not None:
            return {BOTH: common}
    wanted = [SINGLE[service] for service in SINGLE if service in inp.services]
    found = {name: pick_price(name, day, inp.prices, inp.dn) for name in wanted}
    if None in found.values():
        _refuse_unfit(inp, day, [name for name in found if found[name] is None])
    return {name: price for name, price in found.items() if price is not None}


def _refuse_unfit(inp, day, names):
    """A tariff may have no fee; one that has it for other meters only lacks a price."""
    if len(inp.services) == 2:
        names = [BOTH, *names]
    for price in inp.prices:
        if price.component in names and holds(price, day):
            raise PriceMissing(price.component, day)


def _runs(inp):
    """(first day, last day, fees) of the settled days, cut where a fee changes."""
    fees = {BOTH, *SINGLE.values()}
    starts = {inp.date_from}
    for price in inp.prices:
        if price.component in fees:
            starts.add(price.date_from)
            if price.date_to is not None and price.date_to < inp.date_to:
                starts.add(price.date_to + DAY)
    cuts = sorted(day for day in starts if inp.date_from <= day <= inp.date_to)
    lasts = [*(day - DAY for day in cuts[1:]), inp.date_to]
    return [
        (first, last, _fees(inp, first))
        for first, last in zip(cuts, lasts, strict=True)
    ]


def _slots(runs, component):
    """(first day, last day, price or None) of one fee; the same rate is not cut."""
    slots = []
    for first, last, fees in runs:
        price = fees.get(component)
        if slots and _same(slots[-1][2], price):
            first = slots.pop()[0]
        slots.append((first, last, price))
    return slots


def _same(one, other):
    if one is None or other is None:
        return one is other
    return (one.key, one.price, one.per) == (other.key, other.price, other.per)


def _component_lines(inp, slots):
    found = []
    for per in dict.fromkeys(price.per for _first, _last, price in slots if price):
        found += _shared(inp, slots, per)
    owed = [row for row in found if row[0]]
    charged = inp.subscription_mode != PRO_RATA and found and not found[-1][2]
    if not owed and not charged:
        # A few days of a rate may round to nothing; the fee itself is never lost.
        owed = found[-1:]
    for quantity, slot, total in sorted(owed, key=lambda row: row[1][0]):
        first, last, price = slot
        shared = {}
        if len(slots) > 1:
            shared = {
                "days": _days(slot),
                "days_total": (inp.date_to - inp.date_from).days + 1,
                "quantity_total": total,
            }
        entry = step(
            "subscription",
            component=price.component,
            mode=inp.subscription_mode,
            per=price.per,
            billing_months=inp.billing_months,
            date_from=first,
            date_to=last,
            quantity=quantity,
            price_day=last,
            **shared,
        )
        yield priced_line(price, quantity, first, last, steps=(entry,))


def _shared(inp, slots, per):
    """(quantity, slot, quantity of all days) of the slots priced per month or period.

    A fee that changes from months to periods is so much of either as it has days.
    """
    total = subscription_quantity(per, inp)
    if len(slots) == 1:
        return [(total, slots[0], total)]
    own = [slot for slot in slots if slot[2] and slot[2].per == per]
    weights = [_days(slot) for slot in own]
    days_total = sum(_days(slot) for slot in slots)
    part = round_to(Fraction(total) * sum(weights) / days_total, CENTI)
    quantities = apportion(part, weights, CENTI)
    return [(found, slot, total) for found, slot in zip(quantities, own, strict=True)]


def _days(slot):
    return (slot[1] - slot[0]).days + 1


def subscription_quantity(per: str, inp) -> Decimal:
    """How many months or billing periods the fee is owed for.

    Periods: where every started month counts, each billing cycle touched counts 1, so
    that settling two cycles at once or one by one comes to the same; else months ÷
    the period's months, to 0.01. A started month or cycle that the bill before charged
    is not charged again. Where the first of the days had cycles of another length,
    they count by their months, so that nobody pays for more months than there are.
    """
    span = inp.date_from, inp.date_to, inp.subscription_mode
    started = inp.subscription_mode != PRO_RATA
    if per == PER_MONTH:
        # An invoice's quantity has two decimals; the parts of a month still add up.
        months = subscription_months(*span, precision=CENTI)
        return months - (started and inp.month_charged)
    if per != PER_PERIOD:
        raise InvalidInput("subscription_per", per)
    if inp.subscription_mode == PRO_RATA:
        months = subscription_months(*span)
        return round_to(Fraction(months) / inp.billing_months, CENTI)
    first, charged, earlier = inp.date_from, inp.period_charged, 0
    for own in inp.cycles_before:
        cycles = cycles_touched(own.date_from, own.date_to, own.months, own.offset)
        earlier += (cycles - charged) * own.months
        first, charged = own.date_to + DAY, False
    cycles = cycles_touched(first, inp.date_to, inp.billing_months, inp.cycle_offset)
    last = Decimal(cycles - charged)
    if not earlier:
        return last
    return last + round_to(Fraction(earlier, inp.billing_months), CENTI)
