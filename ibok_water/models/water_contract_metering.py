from datetime import timedelta

from odoo import models
from odoo.tools import format_date

from ..engine import NormUse
from .water_contract_point_chain import SettlementProblem, without_gaps
from .water_reading_flow import exact

DAY = timedelta(days=1)


class WaterContract(models.Model):
    """Days of a meter and days of a norm: each is billed by one of them.

    Terms say which. Where they change, a reading of the last day of the meter, or of
    the norm, parts the days; what the register was billed for already is no norm's.
    """

    _inherit = "water.contract"

    def _norm_spells(self, first, last):
        """[(first day, last day, terms)] of these days on which a norm is billed.

        A spell takes the terms of its last day, as a bill does.
        """
        rows = self._terms_rows() or self
        if all(row.metering != "norm" for row in rows):
            return []
        starts = [first, *(row.date_from for row in rows if row.date_from > first)]
        starts = [day for day in starts if day <= last]
        spells = []
        for start, following in zip(starts, [*starts[1:], last + DAY], strict=True):
            terms = self._terms_on(start)
            if terms.metering != "norm":
                continue
            if spells and spells[-1][1] == start - DAY:
                start = spells.pop()[0]
            spells.append((start, following - DAY, terms))
        return spells

    def _metering_before(self, day):
        """How the day before this one was measured; None where it is the first."""
        if day <= self.date_from:
            return None
        return self._terms_on(day - DAY).metering

    def _meter_goes_on(self, day):
        """Whether its registers are billed after a day: what is left of a m³ waits.

        A fixed time that renews by itself is no end until the contract is closed.
        """
        self.ensure_one()
        renews = self.renewal == "auto" and self.state == "open"
        if self.date_to and self.date_to <= day and not renews:
            return False
        return self._terms_on(day + DAY).metering != "norm"

    def _follows_norm(self, day):
        """Whether the day before this one was one of a norm."""
        return self._metering_before(day) == "norm"

    def _follows_meter(self, day):
        """Whether the day before this one was one of a meter."""
        return self._metering_before(day) not in (None, "norm")

    def _usage_chains(self, days, cycle_end, table, starts=(), ends=()):
        """What is to be billed: register spans per point, and days of a norm.

        :param PriceTable table: its changes of price cut the use at readings near them
        :param starts: {(contract, point): reading} to begin at instead
        :param ends: {point: reading} that close the last days of the meter instead
        :return: (list of (point, [(RegisterSpan, reading from, reading to), …]), list
            of (first day, last day, terms) without a meter)
        :raise SettlementProblem: a point has no reading in the window, or of the day
            on which a norm begins or ends
        """
        self.ensure_one()
        first, last = days
        norms = self._norm_spells(first, last)
        # Not by filters and slices: those forget what is loaded together.
        rows = {}
        for row in self.contract_point_ids:
            rows.setdefault(row.point_id, []).append(row)
        left = self._metered_days(days, norms)
        if not left:
            return [], norms
        opened = {
            point: starts[self, point]
            if (self, point) in starts
            else min(own, key=_begins)._start_reading()
            for point, own in rows.items()
        }
        if norms and left[0][1] < first:
            norms, left = self._after_last_bill(norms, left, opened)
        chains = []
        for point, own in rows.items():
            start = opened[point]
            for stretch in left:
                chain = self._stretch_chain(
                    own, start, stretch, last, cycle_end, table, ends
                )
                if chain:
                    start = chain[-1][2]
                    chains += [
                        (point, piece)
                        for part in without_gaps(chain)
                        for piece in self._by_share(point, part)
                    ]
        return chains, norms

    def _metered_days(self, days, norms):
        """(first, last) of each run of days without a norm.

        The day before a norm that begins the bill stands for what the bill before
        may have left: its reading need not be of its last day.
        """
        first, last = days
        found, start = [], first
        for norm_from, norm_to, _terms in norms:
            if norm_from > start or (norm_from == first and self._follows_meter(first)):
                found.append((start, norm_from - DAY))
            start = norm_to + DAY
        if start <= last:
            found.append((start, last))
        return found

    def _after_last_bill(self, norms, left, opened):
        """The norm begins after the last day that a main meter was billed for.

        :param opened: {point: the reading paid up to}
        """
        paid = [
            reading.date
            for point, reading in opened.items()
            if point.kind == "main" and reading
        ]
        cut = max([left[0][1], *paid])
        norms = [(max(a, cut + DAY), b, terms) for a, b, terms in norms if b > cut]
        return norms, [(cut + DAY, cut), *left[1:]]

    def _stretch_chain(self, rows, start, stretch, last, cycle_end, table, ends):
        """Spans of one point on one run of metered days, or None.

        :param start: the reading paid up to, or the first one
        """
        begin, until = stretch
        current = [
            row
            for row in rows
            if row.date_from <= max(begin, until)
            and (not row.date_to or row.date_to >= min(begin, until))
        ]
        if not current:
            return None
        # Shares that change have a row each; the use goes on through them.
        closing = max(current, key=_begins)
        if begin <= until and self._follows_norm(begin):
            start = self._after_norm(closing.point_id, start, begin - DAY)
        if until == last and begin <= until:
            return closing._usage_chain(
                cycle_end, table, start, ends and ends.get(closing.point_id)
            )
        if not start or start.date >= until:
            return None
        end = self._before_norm(closing.point_id, start, until)
        return end and closing._usage_chain(cycle_end, table, start, end)

    def _after_norm(self, point, start, day):
        """Where the register begins to count after days that a norm was billed for.

        What the meter showed in those days is in the norm already.

        :param start: the reading paid up to, or the first one
        :param day: the last of those days
        :raise SettlementProblem: nobody read the meter on it
        """
        if start and start.date >= day:
            if start.date > day and start.kind == "initial" and point.kind == "main":
                raise self._no_meter_yet(point, start, day)
            return start
        reading = point._state_on(day, opening=True)
        if not reading:
            raise SettlementProblem(
                "after_norm",
                self.env._(
                    "Up to %(day)s a norm was billed, so the meter of point %(point)s "
                    "counts from then on. Enter its reading of that day.",
                    point=point.code,
                    day=format_date(self.env, day),
                ),
            )
        return reading

    def _no_meter_yet(self, point, start, day):
        """The problem of days after a norm on which no meter was there yet."""
        return SettlementProblem(
            "after_norm",
            self.env._(
                "Up to %(day)s a norm was billed, but the meter of point %(point)s was "
                "put in on %(start)s only. Let the norm hold up to that day (Change "
                "Terms), or these days are billed by nothing.",
                point=point.code,
                day=format_date(self.env, day),
                start=format_date(self.env, start.date),
            ),
        )

    def _before_norm(self, point, start, day):
        """The reading up to which the register counts before days of a norm.

        :raise SettlementProblem: nobody read the meter on its last day
        """
        reading = point._state_on(day)
        if reading:
            return reading
        if point.kind == "garden" and not point._installation_on(day):
            # Taken in for the winter: it took nothing off since.
            return None
        raise SettlementProblem(
            "before_norm",
            self.env._(
                "After %(day)s a norm is billed, so the use that the meter of point "
                "%(point)s counted since %(start)s is settled by its reading of that "
                "day. Enter it, or let the norm begin on the day after one on which "
                "the meter was read (Change Terms).",
                point=point.code,
                day=format_date(self.env, day),
                start=format_date(self.env, start.date),
            ),
        )

    def _norm_uses(self, days, norms, metered):
        """The norms as the engine takes them.

        :param bool metered: registers counted on other days of the bill
        """
        found = []
        for first, last, terms in norms:
            norm = terms.norm_id
            own = {}
            if metered or (first, last) != days:
                own = {"date_from": first, "date_to": last}
            found.append(
                NormUse(
                    m3_month=exact(norm.m3_month),
                    persons=terms.persons,
                    key=norm.id,
                    label=norm.display_name,
                    **own,
                )
            )
        return tuple(found)


class WaterPoint(models.Model):
    _inherit = "water.point"

    def _state_on(self, day, opening=False):
        """The accepted reading of a day that ends (or begins) a billed use, if any.

        On the day of an exchange the old meter's last state ends it, the new one's
        first state begins it.
        """
        self.ensure_one()
        readings = self.env["water.reading"].search(
            [
                ("point_id", "=", self.id),
                ("state", "=", "accepted"),
                ("date", "=", day),
            ]
        )
        installation = self._installation_on(day)
        if opening and installation:
            readings = readings.filtered(lambda r: r.installation_id == installation)
        elif not opening:
            readings = readings.filtered(lambda r: r.kind != "initial")
        return readings.sorted(
            lambda r: (not r._is_forecast(), r.installation_id.date_from, r.id)
        )[-1:]


def _begins(row):
    return row.date_from
