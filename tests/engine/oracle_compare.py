# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Why two bills differ, reckoned once more and plainly (see ``oracle.py``)."""

from fractions import Fraction

from ibok_engine_oracle_registers import days_of


def usage(lines, component, floor):
    """(m³, days of the component, price, subsidy) of a block; None if not there."""
    all_of_it = [ln for ln in lines if (ln.component, ln.unit) == (component, "m3")]
    own = [ln for ln in all_of_it if (ln.from_m3 or 0) == floor]
    if not own:
        return None
    first = min(ln.date_from for ln in all_of_it)
    days = len(list(days_of(first, max(ln.date_to for ln in all_of_it))))
    rows = [(ln, Fraction(ln.quantity)) for ln in own]
    if not sum(weight for _ln, weight in rows):
        rows = [(ln, len(list(days_of(ln.date_from, ln.date_to)))) for ln in own]
    whole = sum(weight for _ln, weight in rows)
    price = sum(weight * Fraction(ln.price + ln.subsidy) for ln, weight in rows) / whole
    granted = sum(weight * Fraction(ln.subsidy) for ln, weight in rows) / whole
    return sum(Fraction(ln.quantity) for ln in own), days, price, granted


def effects(before, after):
    """{kind: zł net} without the grosze of rounded lines."""
    found = dict.fromkeys(("days", "volume", "price", "subsidy"), Fraction(0))
    lines = [*before.lines, *after.lines]
    for key in {(ln.component, ln.from_m3 or 0) for ln in lines if ln.unit == "m3"}:
        was, now = usage(before.lines, *key), usage(after.lines, *key)
        came, went = was is None, now is None
        if came:
            was = (0, 0, now[2], now[3])
        if went:
            now = (0, 0, was[2], was[3])
        paid = was[2] - was[3]
        more = 0 if came or went else was[0] / was[1] * (now[1] - was[1])
        found["days"] += more * paid
        found["volume"] += (now[0] - was[0] - more) * paid
        found["price"] += (now[2] - was[2]) * now[0]
        found["subsidy"] -= (now[3] - was[3]) * now[0]
    fees = [
        sum(Fraction(ln.net) for ln in each.lines if ln.unit != "m3")
        for each in (before, after)
    ]
    return {**found, "subscription": fees[1] - fees[0]}
