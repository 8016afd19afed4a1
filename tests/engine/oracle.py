# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A second engine, slow and plain on purpose: it asks every day for its price.

It reads the same frozen inputs and shares no code with the engine: registers are
floored, shared, split and rounded here once more, in whole numbers and fractions.
Where both agree to the grosz on bills nobody thought of, a fault would have to be in
both, made in two ways.
"""

from fractions import Fraction

from ibok_engine_oracle_registers import (
    CENTI,
    DAY,
    days_of,
    half_up,
    hand_out,
    point_volume,
    pro_rata_months,
)


class Reckoning:
    """One bill. ``lines``: (component, price key, block, m³ or months, price, net)."""

    def __init__(self, inp, unit, limit, shares=None):
        self.inp, self.unit, self.limit = inp, Fraction(unit), limit
        self.shares = shares or {}
        self.lines = []
        self.volumes = {"water": 0, "sewage": 0}
        for spell in self._spells():
            self.spell, self.measured = spell, self._volumes(spell)
            for service in ("water", "sewage"):
                self.volumes[service] += self.measured[service]
                if service in inp.services:
                    self._use(service)
        self._fees()
        self.net = sum(line[-1] for line in self.lines)
        self.vat = half_up(self.net * Fraction(inp.vat_percent) / 100, CENTI)
        self.gross = self.net + self.vat

    # volumes

    def _spells(self):
        """[(points, norm)] in the order of their days."""
        dated = sorted(
            (norm for norm in self.inp.norms if norm.date_from),
            key=lambda norm: norm.date_from,
        )
        if not dated:
            norm = self.inp.norms[0] if self.inp.norms else None
            return [(list(self.inp.points), norm)]
        spells, left = [], list(self.inp.points)
        for norm in dated:
            before = [p for p in left if self._last(p) < norm.date_from]
            left = [p for p in left if p not in before]
            spells += [(before, None)] if before else []
            spells.append(([], norm))
        return spells + ([(left, None)] if left else [])

    def _last(self, point):
        return max(use.span.date_to for use in point.spans)

    def _of(self, kind, points):
        found = [
            point_volume(point, self.unit, self.limit, self.shares)
            for point in points
            if point.kind == kind
        ]
        return sum(found) if found else None

    def _norm(self, norm):
        if norm is None:
            return None
        first = norm.date_from or self.inp.date_from
        last = norm.date_to or self.inp.date_to
        months = pro_rata_months(first, last, Fraction(1, 10000))
        return half_up(Fraction(norm.m3_month) * norm.persons * months, CENTI)

    def _volumes(self, spell):
        points, norm = spell
        main, garden = self._of("main", points), self._of("garden", points) or 0
        intake, sewer = self._of("intake", points), self._of("sewage", points)
        water = main if main is not None else self._norm(norm) or 0
        if sewer is None:
            sewer = max(0, water + (intake or 0) - garden)
        return {"water": water, "sewage": sewer}

    # use by m³

    def _use_days(self, service):
        points, norm = self.spell
        first, last = self.inp.date_from, self.inp.date_to
        if norm is not None and norm.date_from:
            first, last = norm.date_from, norm.date_to
        for kind in ("main",) if service == "water" else ("sewage", "main", "intake"):
            own = [point for point in points if point.kind == kind]
            if own:
                spans = [use.span for point in own for use in point.spans]
                last = max(span.date_to for span in spans)
                first = min(min(span.date_from for span in spans) + DAY, last)
                break
        return first, last

    def _fits(self, price):
        low = price.dn_from is None or (self.inp.dn or -1) >= price.dn_from
        return low and (
            price.dn_to is None
            or (self.inp.dn is not None and self.inp.dn <= price.dn_to)
        )

    def _on(self, rates, component, day):
        return [
            rate
            for rate in rates
            if rate.component == component
            and rate.date_from <= day
            and (rate.date_to is None or rate.date_to >= day)
        ]

    def _terms(self, service, day):
        """What makes a day's m³ cost what they cost; alike on days not to be cut."""
        prices = [p for p in self._on(self.inp.prices, service, day) if self._fits(p)]
        blocks = sorted((p.from_m3 or 0, p.price, repr(p.key)) for p in prices)
        granted = self._on(self.inp.subsidies, service, day)
        return blocks, [(s.amount, s.key) for s in granted]

    def _use(self, service):
        first, last = self._use_days(service)
        days = list(days_of(first, last))
        runs = [[days[0]]]
        for day in days[1:]:
            if self._terms(service, day) == self._terms(service, runs[-1][-1]):
                runs[-1].append(day)
            else:
                runs.append([day])
        shares = self._shared(service, runs)
        for run, volume in zip(runs, shares, strict=True):
            if volume:
                self._blocks(service, run, volume)
        if not any(shares):
            self._blocks(service, runs[-1], Fraction(0))

    def _decided(self, service, change):
        """m³ used before a change as a reading near it says, or None."""
        if not self.spell[0]:
            return None
        states = {
            s.date: Fraction(s.volume)
            for s in self.inp.known_states
            if s.component == service
        }
        first, last = self._use_days(service)
        for away in range(self.inp.change_days + 1 if self.inp.change_days else 0):
            for day in (change - DAY - DAY * away, change - DAY + DAY * away):
                if day in states and first - DAY <= day <= last:
                    return states[day]
        return None

    def _shared(self, service, runs):
        unit = Fraction(self.inp.split_precision)
        total = Fraction(self.measured[service])
        decided = [self._decided(service, run[0]) for run in runs[1:]] + [total]
        shares, begun, group = [], Fraction(0), []
        for run, until in zip(runs, decided, strict=True):
            group.append(run)
            if until is None:
                continue
            use, left = until - begun, until - begun
            a_day = use / sum(len(each) for each in group)
            for each in group[:-1]:
                share = min(half_up(sum(a_day for _day in each), unit), left)
                shares.append(share)
                left -= share
            shares.append(left)
            begun, group = until, []
        return shares

    def _blocks(self, service, run, volume):
        day, left, reached = run[0], volume, Fraction(0)
        prices = [p for p in self._on(self.inp.prices, service, day) if self._fits(p)]
        prices.sort(key=lambda p: p.from_m3 or 0)
        months = pro_rata_months(run[0], run[-1], Fraction(1, 10000))
        unit = Fraction(self.inp.split_precision)
        granted = self._on(self.inp.subsidies, service, day)
        for number, price in enumerate(prices):
            room = left
            if number + 1 < len(prices):
                top = half_up(Fraction(prices[number + 1].from_m3) * months, unit)
                room = min(left, top - reached)
            if room or (number == 0 and not volume):
                paid = Fraction(price.price)
                if granted:
                    paid = max(paid - Fraction(granted[0].amount), Fraction(0))
                self._line(price, room, paid)
            left -= room
            reached += room

    def _line(self, price, quantity, paid):
        net = half_up(quantity * paid, CENTI)
        floor = price.from_m3 or 0
        self.lines.append((price.component, price.key, floor, quantity, paid, net))

    # fees

    def _owed(self, day):
        inp = self.inp
        wanted = [f"subscription_{s}" for s in ("water", "sewage") if s in inp.services]
        if len(wanted) == 2 and self._fee_on("subscription_both", day):
            wanted = ["subscription_both"]
        return {name: self._fee_on(name, day) for name in wanted}

    def _fee_on(self, name, day):
        found = [p for p in self._on(self.inp.prices, name, day) if self._fits(p)]
        assert len(found) < 2
        return found[0] if found else None

    def _quantity(self, per):
        inp = self.inp
        started = list(days_of(inp.date_from, inp.date_to))
        if inp.subscription_mode == "pro_rata":
            if per == "month":
                return pro_rata_months(inp.date_from, inp.date_to, CENTI)
            months = pro_rata_months(inp.date_from, inp.date_to, Fraction(1, 10000))
            return half_up(months / inp.billing_months, CENTI)
        size = 1 if per == "month" else inp.billing_months
        offset = 0 if per == "month" else inp.cycle_offset
        return len({(d.year * 12 + d.month - 1 - offset) // size for d in started})

    def _fees(self):
        days = list(days_of(self.inp.date_from, self.inp.date_to))
        by_days = self.inp.subscription_change == "pro_rata"
        counted = days if by_days else days[-1:]
        for name in ("subscription_both", "subscription_water", "subscription_sewage"):
            runs = []
            for day in counted:
                price = self._owed(day).get(name)
                same = price and (price.key, price.price, price.per)
                if not runs or runs[-1][0] != same:
                    runs.append([same, price, 0])
                runs[-1][2] += 1
            self._fee_lines(runs, len(counted))

    def _fee_lines(self, runs, days_total):
        lines = []
        for per in {price.per for _same, price, _n in runs if price}:
            own = [(p, n) for _same, p, n in runs if p and p.per == per]
            whole = Fraction(self._quantity(per))
            days = sum(n for _price, n in own)
            part = half_up(whole * days / days_total, CENTI)
            parts = hand_out(part, [n for _price, n in own], CENTI)
            lines += [(p, q) for (p, _n), q in zip(own, parts, strict=True)]
        for price, quantity in [row for row in lines if row[1]] or lines[-1:]:
            self._line(price, quantity, Fraction(price.price))
