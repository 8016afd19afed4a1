# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The derivation: a result's own account of how it came about.

A derivation is a tuple of flat dicts ready for JSON (Decimals as plain digits,
dates in ISO form), in the order of reckoning. No texts: a page or a printout
makes sentences of them. Volumes in m³, prices and amounts in zł net.

============ ====================================================================
step         other keys
============ ====================================================================
register     key, point, kind, meter, digits, date_from, value_from, date_to,
             value_to, rollover, volume — one meter between two readings; the
             values as read, the volume of the values floored to the precision;
             removed, next_from, begun_from: of a meter taken out, whose last state
             is rounded instead, less the fractions with which the next one began
             and, where it was the first, it itself
point        key, kind, date_from, date_to, volume — sum of a point's registers;
             share, volume_total: of a shared point, percent and m³ of all
norm         key, label, m3_month, persons, months, volume (no meter: art. 27
             ust. 1 of the water act); date_from, date_to: its days, where
             registers count on the others
volume       service, source, main, intake, norm, sewage_meter, garden, volume;
             source is "main", "norm", "sewage_meter", "water_less_garden"
             (garden may be 0) or "none"; parts that play no role are absent
allowance    service, key, label, taken, volume — m³ that are not charged, and what
             is left of the part
split        component, date_from, date_to, days, days_total, volume,
             volume_total, price, price_key, subsidy — the use of some days
             under one price; state_date, state: the reading near the change,
             and m³ used by then, that decided (days_total, volume_total are then
             those between such readings)
block        component, date_from, date_to, from_m3, months, limit_from, limit_to,
             volume, volume_total, price, price_key — m³ of some days in one
             block of a tariff; limits are m³ a month × months
subscription component, mode, per, billing_months, date_from, date_to, quantity,
             price_day — how the number of months or periods was found; days,
             days_total, quantity_total: its share where the rate changed
line         component, quantity, unit, tariff_price, subsidy, subsidy_key, price,
             net, date_from, date_to, price_key, group; from_m3 in a block
total        net, vat_percent, vat, gross
vat_share    net, vat: of the whole collective bill; vat_own, vat_shared: of this
             contract by itself, and its part of that of the whole
============ ====================================================================

Of an estimate, an assessment of estimates and a comparison of two bills:

=================== =============================================================
step                other keys
=================== =============================================================
estimate_impossible method, date_from, date_to, missing — these days would have
                    told, but the day ``missing`` is not known
month_use           date_from, date_to, volume — m³ of a month that was averaged
estimate            method, date_from, date_to, months (or days, of a forecast),
                    base_from, base_to, base_volume, volume — m³ of the base, and
                    what follows for the days estimated; base_months: how many
                    whole months were averaged; days, base_days: of a mean by days
agreed              date_from, date_to, volume, reason — days without a meter,
                    and what the office agreed with the customer for them
assess              date_from, value_from, date_to, value_to, use, estimated,
                    rest — between two actual readings: true use, what estimates
                    took of it, what the next bill takes
replaced            date, value, new_value — an estimate and the state that
                    takes its place
compare             component, from_m3, volume_before, volume_after, days_before,
                    days_after — use of a service (block) on both bills
effect              kind, net, gross — one reason why they differ
=================== =============================================================
"""

from datetime import date
from decimal import Decimal


def plain(value):
    """The value as JSON takes it, nothing lost: 13.40 stays "13.40"."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def step(name: str, **facts) -> dict:
    """One step of a derivation."""
    return {"step": name, **{key: plain(value) for key, value in facts.items()}}


def vat_percent_of(derivation) -> Decimal:
    """The rate of VAT that a derivation's sum was reckoned with; 0 without a sum."""
    total = next((entry for entry in derivation if entry["step"] == "total"), None)
    return Decimal(total["vat_percent"]) if total else Decimal(0)
