from datetime import timedelta

from odoo import models
from odoo.tools import SQL, format_date

from ..engine import share_point
from .water_contract_point_chain import SettlementProblem
from .water_reading_flow import exact

DAY = timedelta(days=1)


class WaterPoint(models.Model):
    """Who pays which part of a point, by days."""

    _inherit = "water.point"

    def _lock_shares(self):
        """Make two who give out shares of a point wait for each other.

        An update and not only a lock: the one that waited then gets a serialization
        failure, is tried again by Odoo and finds the other's share.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE water_point SET write_date = write_date
                        WHERE id IN (SELECT id FROM water_point WHERE id IN %s
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    tuple(self.ids),
                ),
                log_exceptions=False,
            )

    def _paying_rows(self):
        """Rows of all contracts that were in force on these points."""
        return (
            self.env["water.contract.point"]
            .sudo()
            .search(
                [("point_id", "in", self.ids), ("contract_id.state", "!=", "draft")]
            )
        )

    def _percents_on(self, day):
        """[(contract id, percent)] of those who pay for the point on a day."""
        rows = self._paying_rows().filtered(
            lambda r: r.date_from <= day and (not r.date_to or r.date_to >= day)
        )
        return sorted((row.contract_id.id, exact(row.share)) for row in rows)

    def _share_ends(self, start, end):
        """Last days of shares that change after one day and before another."""
        self.ensure_one()
        days = set()
        for row in self._paying_rows():
            days.add(row.date_from - DAY)
            if row.date_to:
                days.add(row.date_to)
        return [
            day
            for day in sorted(days)
            if start < day < end
            and self._percents_on(day) != self._percents_on(day + DAY)
        ]


class WaterContract(models.Model):
    """Points that several contracts pay for, by percent."""

    _inherit = "water.contract"

    def _shares_point(self, point):
        """Whether this contract pays, or once paid, a part of the point only."""
        rows = self.contract_point_ids.filtered(lambda r: r.point_id == point)
        return any(row.share != 100 for row in rows)

    def _by_share(self, point, chain):
        """The chain, cut where the shares of its point change.

        :param chain: [(RegisterSpan, reading from, reading to), …] of the point
        :return: chains that sum to it, one for each share
        :raise SettlementProblem: nobody read the meter when the shares changed, or
            another contract was billed from other readings
        """
        self.ensure_one()
        if not self._shares_point(point):
            return [chain]
        start, end = chain[0][1], chain[-1][2]
        ends = point._share_ends(start.date, end.date)
        readings = self.env["water.reading"].search(
            [
                ("point_id", "=", point.id),
                ("state", "=", "accepted"),
                ("date", "in", ends),
            ],
            order="date, id",
        )
        chain = self.contract_point_ids._cut_at(chain, readings)
        pieces = [[]]
        for link in chain:
            pieces[-1].append(link)
            if link[2].date in ends:
                ends.remove(link[2].date)
                pieces.append([])
        if ends:
            raise SettlementProblem(
                "share_change",
                self.env._(
                    "The shares of point %(point)s change after %(day)s. Enter a "
                    "reading of that day, so that everyone pays for his own days.",
                    point=point.code,
                    day=format_date(self.env, ends[0]),
                ),
            )
        self._check_sharing(point, pieces)
        return pieces

    def _share(self, point_use, point, precision):
        """What this contract pays of the use of a point whose shares do not change."""
        if not self._shares_point(point):
            return point_use
        last = point_use.date_to
        percents = point._percents_on(last)
        # Who gets the odd unit goes round by months, the same for all who share.
        turn = last.year * 12 + last.month
        return share_point(point_use, self.id, percents, precision, turn)

    def _check_sharing(self, point, pieces):
        """Refuse use that others pay for from other readings or by another cycle."""
        for piece in pieces:
            first, last = piece[0][1].date, piece[-1][2].date
            others = {key for key, _percent in point._percents_on(last)} - {self.id}
            for other in self.browse(sorted(others)).sudo():
                if self._rhythm(last) != other._rhythm(last):
                    raise self._shared_cycle(other, point, last)
                other._check_same_readings(point, first, last)

    def _rhythm(self, day):
        terms = self._terms_on(day)
        return (
            terms.billing_months,
            terms.cycle_offset,
            self.window_before,
            self.window_after,
        )

    def _shared_cycle(self, other, point, day):
        """The problem of two payers of one meter that are billed at other times."""
        return SettlementProblem(
            "shared_cycle",
            self.env._(
                "Point %(point)s is shared with contract %(number)s, and all who share "
                "a meter are billed from the same readings. Here: %(own)s. There: "
                "%(others)s. Make them alike: the cycle with Change Terms from the "
                "next period, the window on the contract.",
                point=point.code,
                number=other.number,
                own=self._rhythm_text(day),
                others=other._rhythm_text(day),
            ),
        )

    def _rhythm_text(self, day):
        """Cycle and reading window on a day, in words."""
        terms = self._terms_on(day)
        cycles = dict(terms._fields["billing_months"]._description_selection(self.env))
        return self.env._(
            "%(cycle)s, shift %(shift)s, window %(before)s days before and %(after)s "
            "after the end",
            cycle=cycles[terms.billing_months],
            shift=terms.cycle_offset,
            before=self.window_before,
            after=self.window_after,
        )

    def _check_same_readings(self, point, first, last):
        """Refuse readings from which this contract, already billed, was not."""
        usages = self._usages_of(point).filtered(
            lambda u: u.date_from < last and u.date_to > first
        )
        for billed in usages.grouped("settlement_id").values():
            begin, end = min(billed.mapped("date_from")), max(billed.mapped("date_to"))
            bounds = {begin, end, *point._share_ends(begin, end)}
            if not {first, last} <= bounds:
                raise SettlementProblem(
                    "shared_readings",
                    self.env._(
                        "Point %(point)s is shared with contract %(number)s, which was "
                        "billed from %(first)s to %(last)s. Bill this one from the "
                        "same readings.",
                        point=point.code,
                        number=self.number,
                        first=format_date(self.env, begin),
                        last=format_date(self.env, end),
                    ),
                )

    def _usages_of(self, point):
        """Use of a point that these contracts were billed for."""
        return (
            self.env["water.settlement.usage"]
            .sudo()
            .search(
                [
                    ("contract_id", "in", self.ids),
                    ("point_id", "=", point.id),
                    ("active", "=", True),
                ]
            )
        )


class WaterContractPoint(models.Model):
    _inherit = "water.contract.point"

    def _shared_end_readings(self, found):
        """Of readings that may close a cycle those that closed it for others."""
        self.ensure_one()
        if not found or not self.contract_id._shares_point(self.point_id):
            return found
        ends = (
            self.env["water.settlement.usage"]
            .sudo()
            .search(
                [
                    ("point_id", "=", self.point_id.id),
                    ("contract_id", "!=", self.contract_id.id),
                    ("active", "=", True),
                    ("reading_to_id", "in", found.ids),
                ]
            )
        )
        last = {
            max(usages, key=lambda u: u.date_to).reading_to_id.id
            for usages in ends.grouped("settlement_id").values()
        }
        return found.filtered(lambda r: r.id in last) or found


class WaterSettlement(models.Model):
    """Settlements of contracts that share a point belong together."""

    _inherit = "water.settlement"

    def _sharing(self):
        """Settled ones of other contracts that rest on the same use of a point."""
        found = self.browse()
        for settlement in self:
            for usage in settlement.usage_ids:
                if not settlement.contract_id._shares_point(usage.point_id):
                    continue
                others = self.env["water.settlement.usage"].search(
                    [
                        ("point_id", "=", usage.point_id.id),
                        ("settlement_id.state", "=", "done"),
                        ("active", "=", True),
                        ("date_from", "<", usage.date_to),
                        ("date_to", ">", usage.date_from),
                    ]
                )
                found |= others.settlement_id
        return found - self

    def _shared_points(self):
        """What was paid of points with other payers, as the engine reckoned it.

        :return: list of dicts ``code``, ``percent``, ``total``, ``volume``
        """
        self.ensure_one()
        steps = [
            step
            for step in self.derivation or []
            if step.get("step") == "point"
            and "share" in step
            # Days before others came, who pay the rest of it since.
            and float(step["share"]) < 100
        ]
        # A resident may not read the point; its code is on his bill.
        points_sudo = self.env["water.point"].sudo()
        return [
            {
                "code": points_sudo.browse(int(step["key"])).code,
                "percent": float(step["share"]),
                "total": float(step["volume_total"]),
                "volume": float(step["volume"]),
            }
            for step in steps
        ]
