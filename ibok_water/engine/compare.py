# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Why a bill differs from another, usually the one before: parts that sum to it.

Of each service and block of a tariff (m³ Q, tariff price P, subsidy S, days D; a mean
over the lines where a price changed inside the bill; 0 before, 1 now):

============ ====================================================================
days         Q0 ÷ D0 × (D1 − D0) × (P0 − S0): more days at the old use a day
volume       the rest of (Q1 − Q0) × (P0 − S0): more m³, at the old price
price        (P1 − P0) × Q1: the new price for the new m³
subsidy      −(S1 − S0) × Q1
subscription the fees after − before
correction   what was passed in, after − before
vat          old net × (new rate − old rate); 0 while the rate stays
============ ====================================================================

So what volume and price do together is told as the price's, and a bill on which only
one thing changed has one part. A service without use before has no old price: its new
one stands for it, and all of it is volume. The grosze that rounding of lines adds go
to the largest part of the use (the price, if lines were cut and nothing else), those
of VAT to the largest of all. Net of the parts is the difference of net, gross that of
gross, exactly. The order of lines does not matter.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .apportion import round_parts
from .explain import step
from .money import GROSZ

DAYS, VOLUME, PRICE, SUBSIDY = "days", "volume", "price", "subsidy"
SUBSCRIPTION, CORRECTION, VAT = "subscription", "correction", "vat"
USE_KINDS = (VOLUME, DAYS, PRICE, SUBSIDY)
KINDS = (*USE_KINDS, SUBSCRIPTION, VAT)
PER_M3 = "m3"
NOTHING = (Decimal("0.00"), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Effect:
    """One reason and what it comes to [zł]; VAT of it is ``gross − net``."""

    kind: str
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Effects in fixed order, all kinds, also those of 0 zł; totals after − before."""

    effects: tuple[Effect, ...]
    net: Decimal
    gross: Decimal
    derivation: tuple[dict, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """One service's block on a bill: m³, days, mean price and subsidy [zł per m³]."""

    quantity: Fraction = Fraction(0)
    days: int = 0
    price: Fraction | None = None
    subsidy: Fraction | None = None


def compare(
    before,
    after,
    vat_before: Decimal,
    vat_after: Decimal,
    correction_before: tuple[Decimal, Decimal] = NOTHING,
    correction_after: tuple[Decimal, Decimal] = NOTHING,
) -> Comparison:
    """Tell why ``after`` is not ``before``, each a ``Bill`` or a ``SettlementResult``.

    :param vat_before: VAT rate of each bill, in percent
    :param correction_before: (net, gross) in zł that came onto each bill from
        outside, such as a correction of an earlier one; not in its totals
    """
    uses, told = _use_effects(before.lines, after.lines)
    fees = _fees(after.lines) - _fees(before.lines)
    rates = Fraction(vat_before) / 100, Fraction(vat_after) / 100
    net_total = after.net - before.net
    net = dict(zip(KINDS, (*uses, fees, Fraction(0)), strict=True))
    net = _settled(net, net_total, (PRICE, VOLUME, DAYS, SUBSIDY))
    gross = {kind: amount * (1 + rates[1]) for kind, amount in net.items()}
    gross[VAT] = Fraction(before.net) * (rates[1] - rates[0])
    gross_total = net_total + after.vat - before.vat
    nets = dict(zip(KINDS, round_parts([*net.values()], GROSZ), strict=True))
    grosses = _settled(gross, gross_total, KINDS)
    grosses = dict(zip(KINDS, round_parts([*grosses.values()], GROSZ), strict=True))
    corrected = [
        now - was for was, now in zip(correction_before, correction_after, strict=True)
    ]
    effects = [Effect(kind, nets[kind], grosses[kind]) for kind in KINDS[:-1]]
    effects.append(Effect(CORRECTION, *corrected))
    effects.append(Effect(VAT, nets[VAT], grosses[VAT]))
    steps = (step("effect", kind=e.kind, net=e.net, gross=e.gross) for e in effects)
    return Comparison(
        effects=tuple(effects),
        net=net_total + corrected[0],
        gross=gross_total + corrected[1],
        derivation=(*told, *steps),
    )


def _settled(parts, total, kinds):
    """The parts with what rounding left of the total, put to the largest of kinds."""
    rest = Fraction(total) - sum(parts.values(), Fraction(0))
    largest = max(kinds, key=lambda kind: (abs(parts[kind]), -kinds.index(kind)))
    return {**parts, largest: parts[largest] + rest}


def _fees(lines):
    return sum((Fraction(ln.net) for ln in lines if ln.unit != PER_M3), Fraction(0))


def _use_effects(before, after):
    """Exact effects in the order of ``USE_KINDS``, and a step of each service."""
    old, new = _uses(before), _uses(after)
    sums = dict.fromkeys(USE_KINDS, Fraction(0))
    told = []
    for key in sorted({*old, *new}):
        was, now = old.get(key, _Use()), new.get(key, _Use())
        for kind, amount in _effects(was, now).items():
            sums[kind] += amount
        told.append(
            step(
                "compare",
                component=key[0],
                from_m3=key[1],
                volume_before=_plain(was.quantity),
                volume_after=_plain(now.quantity),
                days_before=was.days,
                days_after=now.days,
            )
        )
    return [sums[kind] for kind in USE_KINDS], told


def _plain(quantity):
    """Quantities are sums of Decimals, so they are Decimals again without loss."""
    return Decimal(quantity.numerator) / Decimal(quantity.denominator)


def _uses(lines):
    """{(component, block): use}; days are those of all the component's lines."""
    rows = {}
    for line in lines:
        if line.unit == PER_M3:
            key = line.component, line.from_m3 or Decimal(0)
            rows.setdefault(key, []).append(line)
    days = {}
    for (component, _block), own in rows.items():
        days.setdefault(component, []).extend(own)
    return {key: _use(own, _days(days[key[0]])) for key, own in rows.items()}


def _days(lines):
    first = min(line.date_from for line in lines)
    return (max(line.date_to for line in lines) - first).days + 1


def _use(lines, days):
    quantity = sum((Fraction(line.quantity) for line in lines), Fraction(0))
    # Without use the mean price is one by days.
    weights = [
        Fraction(line.quantity)
        if quantity
        else Fraction((line.date_to - line.date_from).days + 1)
        for line in lines
    ]
    whole = sum(weights, Fraction(0))
    paid = sum((w * Fraction(ln.price) for w, ln in zip(weights, lines, strict=True)))
    granted = sum(
        (w * Fraction(ln.subsidy) for w, ln in zip(weights, lines, strict=True))
    )
    return _Use(quantity, days, (paid + granted) / whole, granted / whole)


def _effects(was, now):
    price0 = was.price if was.price is not None else now.price
    price1 = now.price if now.price is not None else price0
    subsidy0 = was.subsidy if was.subsidy is not None else now.subsidy
    subsidy1 = now.subsidy if now.subsidy is not None else subsidy0
    longer = Fraction(0)
    if was.days and now.days:
        longer = was.quantity * (now.days - was.days) / was.days
    paid = price0 - subsidy0
    return {
        VOLUME: (now.quantity - was.quantity - longer) * paid,
        DAYS: longer * paid,
        PRICE: (price1 - price0) * now.quantity,
        SUBSIDY: (subsidy0 - subsidy1) * now.quantity,
    }
