# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Bills and years of a contract that nobody thought of, made from a random source."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine

DAY = timedelta(days=1)
LIMIT = Decimal(2000)
SERVICES = (("water",), ("sewage",), ("water", "sewage"))


def amount(rnd, low, high, places=2):
    return Decimal(rnd.randint(low, high)).scaleb(-places)


def tariff(rnd, first, last, near=(), sized=False):
    """Prices of all components over more than the days, cut at random.

    :param near: days of readings, near which a price may well change
    :param sized: prices may depend on the meter's size, too
    """
    prices = []
    for component in ("water", "sewage"):
        for number, (start, end) in enumerate(periods(rnd, first, last, near)):
            for low, high in sizes(rnd) if sized else [(None, None)]:
                for place, floor in enumerate(floors(rnd)):
                    key = f"{component}{number}/{place}/{low}"
                    values = (component, amount(rnd, 1, 1500), "m3", start, end, key)
                    limits = {"dn_from": low, "dn_to": high, "from_m3": floor}
                    prices.append(engine.Price(*values, **limits))
    for component in ("water", "sewage", "both"):
        if rnd.random() < 0.35:
            continue
        for number, (start, end) in enumerate(periods(rnd, first, last, near)):
            name, per = f"subscription_{component}", rnd.choice(["month", "period"])
            if rnd.random() < 0.15:
                continue
            for low, high in sizes(rnd) if sized else [(None, None)]:
                values = (name, amount(rnd, 1, 2500), per, start, end)
                limits = {"dn_from": low, "dn_to": high}
                key = f"{component}{number}/{low}"
                prices.append(engine.Price(*values, key, **limits))
    rnd.shuffle(prices)
    return tuple(prices)


def sizes(rnd):
    """Sizes of meters [mm], from and to, that tile all; mostly one range."""
    if rnd.random() < 0.75:
        return [(None, None)]
    return rnd.choice([[(None, 20), (21, None)], [(None, 19), (20, 25), (26, None)]])


def floors(rnd):
    """Where the blocks of a price begin [m³ a month]; mostly it has none."""
    if rnd.random() < 0.7:
        return [None]
    found = [rnd.choice([None, Decimal(0)]), Decimal(rnd.randint(1, 9))]
    return found + [found[-1] + amount(rnd, 1, 800)] * rnd.randint(0, 1)


def periods(rnd, first, last, near=()):
    """(first day, last day or None) that tile the days, and more."""
    start, found = first - DAY * 40, []
    length = (last - first).days
    for _n in range(rnd.choice([0, 0, 1, 1, 2, 3])):
        end = start + DAY * rnd.randint(0, length + 50)
        if near and rnd.random() < 0.5:
            end = max(start, rnd.choice(near) + DAY * rnd.randint(-4, 4))
        found.append((start, end))
        start = end + DAY
    return [*found, (start, rnd.choice([None, max(start, last + DAY * 400)]))]


def subsidies(rnd, first, last):
    found = []
    for component in ("water", "sewage"):
        if rnd.random() < 0.3:
            start = first + DAY * rnd.randint(-9, (last - first).days)
            end = rnd.choice([None, start + DAY * rnd.randint(0, 40)])
            values = (component, amount(rnd, 1, 900), start, end)
            found.append(engine.Subsidy(*values, key=component))
    return tuple(found)


def chain(rnd, first, last, unit, readings=0):
    """Spans from a day to another: readings in between, exchanges, rollovers."""
    length = (last - first).days
    cuts = {first + DAY * rnd.randint(0, length) for _n in range(readings)}
    days = sorted({first, *cuts, last})
    if len(days) == 1 or rnd.random() < 0.1:
        days = sorted([*days, rnd.choice(days)])  # two readings of one day
    digits = rnd.choice([4, 5, 6])
    top = 10**digits * 1000
    value = rnd.choice([0, rnd.randint(0, top - 1), top - rnd.randint(1, 30000)])
    spans = []
    for number, (start, end) in enumerate(zip(days, days[1:], strict=False)):
        if number and rnd.random() < 0.3:
            value = rnd.randint(0, 5000)
            if rnd.random() < 0.7:
                begun = Decimal(value).scaleb(-3)
                spans[-1] = replace(spans[-1], removed=True, next_from=begun)
                if rnd.random() < 0.5:
                    # The first on its point; where it began was billed long ago.
                    came = Decimal(rnd.randint(0, 9999)).scaleb(-3)
                    spans[-1] = replace(spans[-1], begun_from=came)
        used = rnd.choice([0, rnd.randint(0, 3000), rnd.randint(0, 400_000)])
        after = (value + used) % top
        states = Decimal(value).scaleb(-3), Decimal(after).scaleb(-3)
        spans.append(engine.RegisterSpan(number, start, end, *states, digits))
        value = after
    if rnd.random() < 0.1:
        spans[-1] = replace(spans[-1], removed=True)
    rnd.shuffle(spans)
    return spans


def bill(rnd):
    """(input of a bill, precision of use, {point: share}) with every feature."""
    first = date(2023, 1, 1) + DAY * rnd.randint(0, 800)
    last = first + DAY * rnd.choice([0, 10, 30, 58, 91, 200])
    unit = rnd.choice([Decimal(1), Decimal("0.1"), Decimal("0.001")])
    points, shares, days = [], {}, set()
    shift = rnd.randint(-3, 3)
    for key in range(rnd.randint(0, 4)):
        kind = rnd.choice(["main", "main", "garden", "sewage", "intake"])
        opened = first - DAY * (1 if rnd.random() < 0.7 else rnd.randint(0, 9))
        closed = last + DAY * (shift if rnd.random() < 0.7 else rnd.randint(-2, 5))
        spans = chain(rnd, opened, max(opened, closed), unit, rnd.randint(0, 3))
        days |= {span.date_to for span in spans} | {opened}
        point = engine.point_use(key, kind, spans, unit, LIMIT)
        if rnd.random() < 0.25:
            shares[key] = share = percents(rnd)
            mine, rows, turn = share
            point = engine.share_point(point, mine, rows, unit, turn)
        points.append(point)
    rnd.shuffle(points)
    services = frozenset(rnd.choice(SERVICES))
    actual = [day for day in sorted(days) if rnd.random() < 0.8]
    months = rnd.choice([1, 2, 3, 6, 12])
    norms = ()
    if rnd.random() < 0.3:
        norms = (engine.NormUse(amount(rnd, 1, 600), rnd.randint(0, 6)),)
    dn = rnd.choice([None, 15, 20, 21, 40])
    inp = engine.SettlementInput(
        date_from=first,
        date_to=last,
        billing_months=months,
        services=services,
        points=tuple(points),
        prices=tariff(rnd, first, last, sorted(days), sized=dn is not None),
        vat_percent=rnd.choice([Decimal(8), Decimal(8), Decimal(23), Decimal(0)]),
        subsidies=subsidies(rnd, first, last),
        norms=norms,
        dn=dn,
        split_precision=rnd.choice([Decimal("0.01"), Decimal(1)]),
        subscription_mode=rnd.choice(["every_started", "pro_rata"]),
        cycle_offset=rnd.randrange(months),
        subscription_change=rnd.choice(["period_end", "pro_rata"]),
        known_states=engine.known_states(points, services, actual),
        change_days=rnd.choice([0, 1, 3, 7]),
    )
    return inp, unit, shares


def mixed_bill(rnd):
    """(input, precision of use) of days that registers and norms take turns on."""
    inp, unit, _shares = bill(rnd)
    keys = [("main", 1)] + [("garden", 2)] * rnd.randint(0, 1)
    if rnd.random() < 0.3:
        keys.append((rnd.choice(["main", "sewage", "intake"]), 3))
    start = inp.date_from - DAY * rnd.randint(0, 9)
    points, norms, read = [], [], {start}
    by_norm = rnd.random() < 0.5
    for _turn in range(rnd.randint(2, 5)):
        end = start + DAY * rnd.randint(1, 40)
        if by_norm:
            days = {"date_from": start + DAY, "date_to": end}
            norm = engine.NormUse(amount(rnd, 1, 600), rnd.randint(1, 6), **days)
            norms.append(norm)
        else:
            own = [
                engine.point_use(
                    key,
                    kind,
                    chain(rnd, start, end, unit, rnd.randint(0, 2)),
                    unit,
                    LIMIT,
                )
                for kind, key in keys
            ]
            points += own
            read |= {use.span.date_to for point in own for use in point.spans}
        read.add(end)
        start, by_norm = end, not by_norm
    rnd.shuffle(points)
    rnd.shuffle(norms)
    days = min(inp.date_from, start), max(inp.date_to, start)
    simple = [
        engine.Price(service, Decimal(5), "m3", date(2000, 1, 1), None, key=service)
        for service in ("water", "sewage")
    ]
    plain = rnd.random() < 0.5
    prices = simple if plain else tariff(rnd, *days, [], sized=inp.dn is not None)
    return replace(
        inp,
        points=tuple(points),
        norms=tuple(norms),
        known_states=engine.known_states(points, inp.services, read, norms),
        prices=tuple(prices),
        subsidies=() if plain else inp.subsidies,
    ), unit


def percents(rnd):
    """(my key, all (key, percent), turn) of a shared point."""
    rows = rnd.choice(
        [
            [(1, Decimal(50)), (2, Decimal(50))],
            [(n, Decimal("33.33")) for n in range(3)],
            [(1, Decimal("12.5")), (2, Decimal(80)), (3, Decimal("7.5"))],
            [(4, Decimal(rnd.randint(1, 100)))],
        ]
    )
    rnd.shuffle(rows)
    return rnd.choice(rows)[0], rows, rnd.randint(0, 3)
