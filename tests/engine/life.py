# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Years of one contract: read, estimated, assessed, corrected, billed by the engine.

The clerk's part is played plainly: what the process does around the engine (which
state a bill begins with, which bills a late reading changes) is written here once more,
and every figure the engine gives on the way is held against the second engine.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import ibok_engine as engine
from ibok_engine_histories import DAY, LIMIT, percents, subsidies, tariff
from ibok_engine_oracle import Reckoning
from ibok_engine_oracle_readings import expected_use, true_states
from ibok_engine_oracle_registers import days_of


@dataclass
class Bill:
    """A settlement: main spans as mutable rows, its input and what was billed."""

    spans: list
    days: tuple
    use_days: tuple
    first: object = None
    live: object = None
    inp: object = None
    differences: list = field(default_factory=list)


class Life:
    """One contract with a main meter, maybe a garden's, maybe a shared point."""

    def __init__(self, rnd):
        self.rnd = rnd
        self.unit = rnd.choice([Decimal(1), Decimal("0.1"), Decimal("0.001")])
        self.months = rnd.choice([1, 1, 2, 3])
        self.start = date(2023, rnd.choice([1, 4, 7, 10]), 1)
        if rnd.random() < 0.3:
            self.start += DAY * rnd.randint(1, 20)
        self.cycles = self._cycles(rnd.randint(2, 9))
        self.end = self.cycles[-1][1] + DAY * 5
        self._draw_use()
        self.services = frozenset(
            rnd.choice([("water",), ("sewage",), ("water", "sewage")])
        )
        self.share = percents(rnd) if rnd.random() < 0.15 else None
        self.prices = self._tariff()
        self.subsidies = subsidies(rnd, self.start, self.end)
        self.terms = {
            "split_precision": rnd.choice([Decimal("0.01"), Decimal(1)]),
            "subscription_mode": rnd.choice(["every_started", "pro_rata"]),
            "subscription_change": rnd.choice(["period_end", "pro_rata"]),
            "change_days": rnd.choice([0, 3, 5]),
        }
        self.bills, self.reads, self.read_days = [], [], set()
        self.corrections = 0

    def _cycles(self, count):
        found, cycle = [], engine.cycle_of(self.start, self.months)
        for _n in range(count):
            found.append((max(cycle.date_from, self.start), cycle.date_to))
            cycle = engine.next_cycle(cycle, self.months)
        if self.rnd.random() < 0.3:
            first, last = found.pop()
            found.append((first, last - DAY * self.rnd.randint(1, 8)))
        return found

    def _tariff(self):
        ends = [end for _first, end in self.cycles]
        return tariff(self.rnd, self.start, self.end, ends)

    def _draw_use(self):
        """Litres of each day, and what the registers show at its end."""
        rnd = self.rnd
        self.digits = rnd.choice([4, 5])
        top = 10**self.digits * 1000
        value = rnd.choice([0, rnd.randint(0, top - 1)])
        if rnd.random() < 0.5:
            value = top - rnd.randint(1, 200_000)
        self.exchange = None
        days = list(days_of(self.start, self.end))
        if rnd.random() < 0.3:
            self.exchange = rnd.choice(days[:-9])
        opened = self.start - DAY
        self.main, self.garden = {opened: value}, {opened: 0}
        self.fresh = rnd.choice([0, rnd.randint(0, 3000)])
        litres = 0
        for day in days:
            if day.day == 1 or day == self.start:
                litres = rnd.choice([0, rnd.randint(0, 600), rnd.randint(0, 3000)])
            value = (value + litres) % top
            self.main[day] = value
            if day == self.exchange:
                self.removed, value = value, self.fresh
                self.main[day] = value
            watered = litres // 3 if 5 <= day.month <= 8 else 0
            self.garden[day] = self.garden[day - DAY] + watered
        self.has_garden = rnd.random() < 0.4

    # reading and billing

    def live_through(self):
        """Bill every cycle, by readings and estimates; the last one is read."""
        opened = self.start - DAY
        self.settled = self.actual = (opened, self.state(opened))
        self.estimates, self.paid_to = [], self.start
        self.read_days.add(opened)
        for number, (_first, end) in enumerate(self.cycles):
            read = number == len(self.cycles) - 1 or self.rnd.random() < 0.6
            day = (
                end + DAY * self.rnd.choice([0, 0, 0, -4, -2, 1, 3, 5]) if read else end
            )
            spans = self._late_reading() + self._until_exchange(day)
            if read:
                spans.append(self._read(day, self.state(day)))
            else:
                estimated = self._estimate(day)
                if estimated is None and not spans:
                    continue
                spans += [estimated] if estimated else []
            self._bill(spans, end)

    def state(self, day):
        return Decimal(self.main[day]).scaleb(-3)

    def _late_reading(self):
        """A reading some days after the estimate that took its place."""
        if not self.estimates or self.rnd.random() < 0.75:
            return []
        day = self.settled[0] + DAY * self.rnd.randint(0, 8)
        return [*self._until_exchange(day), self._read(day, self.state(day))]

    def _until_exchange(self, day):
        """The old meter's last span when it was taken out before this day."""
        out = self.exchange
        if out is None or not self.settled[0] < out <= day:
            return []
        span = self._read(out, Decimal(self.removed).scaleb(-3))
        self.settled = self.actual = (out, Decimal(self.fresh).scaleb(-3))
        return [span]

    def _read(self, day, value):
        """An actual reading: assess estimates, correct bills; its span."""
        self.read_days.add(day)
        judged = engine.assess(
            self.actual,
            self.rnd.sample(self.estimates, len(self.estimates)),
            (day, value),
            self.digits,
            LIMIT,
            self.unit,
        )
        states = true_states(
            self.actual, self.estimates, (day, value), self.digits, self.unit
        )
        assert judged.overestimated == (states is not None)
        assert sum(judged.parts) + judged.rest == judged.use
        assert all(part >= 0 for part in (*judged.parts, judged.rest))
        if states:
            found = {row.date: row.new_value for row in judged.replaced}
            before = {d: engine.floor_to(v, self.unit) for d, v in self.estimates}
            assert found == {d: v for d, v in states.items() if v != before[d]}
            self._correct(found)
        else:
            assert not judged.replaced
        span = [self.settled, (day, value)]
        assert judged.use == self._moved(self.actual[1], value)
        self.reads.append([self.actual, (day, value)])
        self.settled = self.actual = (day, value)
        self.estimates = []
        return span

    def _estimate(self, day):
        """An estimate on the day, as an ordinary link of the chain; its span."""
        first = self.settled[0] + DAY
        if not self.reads or first > day:
            return None
        uses = [
            (one[0] + DAY, two[0], self._moved(one[1], two[1]))
            for one, two in self.reads
        ]
        shuffled = self.rnd.sample(uses, len(uses))
        volume = engine.forecast_use(shuffled, first, day, self.unit).volume
        assert volume == expected_use(uses, first, day, self.unit)
        state = (self.settled[1] + volume) % 10**self.digits
        span = [self.settled, (day, state)]
        self.settled = (day, state)
        self.estimates.append(self.settled)
        return span

    def _bill(self, spans, cycle_end):
        # Between two readings of one day lies nothing to bill but its days.
        days = (self.paid_to, cycle_end)
        bill = Bill(spans, days, (spans[0][0][0] + DAY, spans[-1][1][0]))
        self.paid_to = cycle_end + DAY
        self.bills.append(bill)
        bill.first = bill.live = self._reckon(bill)

    def _correct(self, states):
        """Replace estimated states, and reckon again the bills that used them."""
        if not states:
            return
        for bill in self.bills:
            changed = False
            for span in bill.spans:
                for end in (0, 1):
                    day, _value = span[end]
                    if day in states and span[end] in self.estimates:
                        span[end] = (day, states[day])
                        changed = True
            if changed:
                before, bill.live = bill.live, self._reckon(bill)
                bill.differences.append(engine.difference(before, bill.live))
                self.corrections += 1
        if self.settled in self.estimates and self.settled[0] in states:
            self.settled = (self.settled[0], states[self.settled[0]])

    def _reckon(self, bill):
        """The engine's bill, after it was held against the second engine's."""
        spans = [
            engine.RegisterSpan(n, one[0], two[0], one[1], two[1], self.digits)
            for n, (one, two) in enumerate(bill.spans)
        ]
        point = engine.point_use("main", "main", spans, self.unit, LIMIT)
        shares = {}
        if self.share:
            mine, rows, turn = self.share
            point = engine.share_point(point, mine, rows, self.unit, turn)
            shares["main"] = self.share
        points = [point]
        if self.has_garden:
            first, last = spans[0].date_from, spans[-1].date_to
            span = engine.RegisterSpan(
                9,
                first,
                last,
                Decimal(self.garden[first]).scaleb(-3),
                Decimal(self.garden[last]).scaleb(-3),
                6,
            )
            points.append(engine.point_use("g", "garden", [span], self.unit, LIMIT))
        read = self.rnd.sample(sorted(self.read_days), len(self.read_days))
        inp = engine.SettlementInput(
            date_from=bill.days[0],
            date_to=bill.days[1],
            billing_months=self.months,
            services=self.services,
            points=tuple(points),
            prices=self.prices,
            vat_percent=Decimal(8),
            subsidies=self.subsidies,
            known_states=engine.known_states(points, self.services, read),
            **self.terms,
        )
        bill.inp = inp
        result = engine.settle(inp)
        naive = Reckoning(inp, self.unit, LIMIT, shares)
        assert (result.net, result.vat) == (naive.net, naive.vat)
        assert self._told(result) == sorted(naive.lines)
        return result

    @staticmethod
    def _told(result):
        return sorted(
            (ln.component, ln.price_key, ln.from_m3 or 0, ln.quantity, ln.price, ln.net)
            for ln in result.lines
        )

    # what must be true in the end

    def register_difference(self):
        """m³ that the registers moved on, floored as they are read."""
        first, last = self.state(self.start - DAY), self.state(self.settled[0])
        if self.exchange is None or self.exchange > self.settled[0]:
            return self._moved(first, last)
        old, fresh = (Decimal(v).scaleb(-3) for v in (self.removed, self.fresh))
        return self._moved(first, old) + self._moved(fresh, last)

    def _moved(self, one, two):
        used = engine.floor_to(two, self.unit) - engine.floor_to(one, self.unit)
        # A Decimal's remainder has the sign of what is divided.
        return used if used >= 0 else used + 10**self.digits

    def metered(self, bill):
        """m³ of the main meter on a bill, the whole point's."""
        main = next(p for p in bill.inp.points if p.kind == "main")
        return main.share.volume_total if main.share else main.volume


def shuffled(rnd, bill):
    """The bill with its lines in another order."""
    return replace(bill, lines=tuple(rnd.sample(bill.lines, len(bill.lines))))
