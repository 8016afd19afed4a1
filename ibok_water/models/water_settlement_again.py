from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo import models

from ..engine import Bill, EngineError, Line, difference, plain
from .water_contract_billing import MARGIN_DAYS
from .water_contract_point_chain import SettlementProblem, without_gaps
from .water_reading_flow import exact


class WaterSettlement(models.Model):
    """Days that were settled, reckoned again with what is true now."""

    _inherit = "water.settlement"

    def _reckon_corrections(self):
        """Reckon these settlements again; nothing is written.

        :return: ({settlement: values of the one to replace it}, those that differ
            only; {settlement: `SettlementProblem`})
        """
        self._load_for_reckoning()
        changed, problems, starts = {}, {}, {}
        for company, settlements in self.grouped("company_id").items():
            last = max(settlements.mapped("date_to")) + timedelta(days=MARGIN_DAYS)
            # From the beginning: use begins with a reading before a bill's first day.
            table = self.env["water.tariff"]._price_table(company, date.min, last)
            for settlement in settlements.sorted(lambda s: (s.date_from, s.id)):
                try:
                    vals = settlement._reckon_again(table, starts)
                except SettlementProblem as problem:
                    problems[settlement] = problem
                    continue
                if vals:
                    changed[settlement] = vals
        return changed, problems

    def _load_for_reckoning(self):
        """Load what reckoning asks of these settlements, for all of them at once."""
        readings = self.usage_ids.reading_from_id | self.usage_ids.reading_to_id
        while readings:
            readings.meter_id.mapped("digits")
            readings = readings.replaced_by_id
        self.line_ids.mapped("component")
        contracts = self.contract_id
        contracts.terms_ids.mapped("date_from")
        contracts.partner_id.mapped("lang")
        points = contracts.contract_point_ids.point_id
        points.installation_ids.meter_id.mapped("dn")

    def _reckon_again(self, table, starts=None):
        """Values of this settlement by what is true now, or None when nothing differs.

        :param PriceTable table: prices of the company
        :param dict starts: see `_vals_now`
        """
        self.ensure_one()
        result, vals, chains = self._vals_now(table, starts)
        found = difference(self._as_bill(), result)
        if not found.pairs and self._same_use(chains):
            return None
        return vals | {"corrected_id": self.id, "difference": found}

    def _vals_now(self, table, starts=None):
        """These days reckoned with what is true now.

        :param dict starts: {(contract, point): reading} up to which the days before
            are billed by corrections that are not stored yet; these days are added
        :return: (engine result, values of a settlement, register spans)
        """
        self.ensure_one()
        contract = self.contract_id
        days = self.date_from, self.date_to
        chains, norms = self._chains_again(table, starts if starts is not None else {})
        chains = self._removals_as_billed(chains)
        try:
            result, points = contract._reckon(
                days, chains, norms, table, self._vat_percent_again()
            )
        except EngineError as error:
            message = contract._engine_message(error)
            raise SettlementProblem(error.code, message) from error
        vals = contract._settlement_vals(days, chains, points, result)
        vals |= {
            "settlement_doc": self.settlement_doc,
            "partner_id": self.partner_id.id,
        }
        return result, vals, chains

    def _vat_percent_again(self):
        """Rate of VAT it is reckoned with again: what the document is decides."""
        if self.settlement_doc == "internal_note":
            return self._reckoned_vat_percent()
        return self.contract_id._vat_percent()

    def _chains_again(self, table, starts):
        """What was billed, with the readings and the terms that hold now.

        :return: (register spans of each point, days of a norm), as `_usage_chains`
        """
        self.ensure_one()
        contract = self.contract_id
        if self._norm_matters():
            return self._chains_anew(table, starts)
        rows = self.env["water.contract.point"]
        chains = []
        for point, uses in self.usage_ids.grouped("point_id").items():
            chain = [
                rows._span(use.reading_from_id._live(), use.reading_to_id._live())
                for use in uses.sorted(lambda use: (use.date_from, use.id))
            ]
            chains += [
                (point, piece)
                for part in without_gaps(chain)
                for piece in contract._by_share(point, part)
            ]
        return chains, []

    def _removals_as_billed(self, chains):
        """The chains, with the rests of removed meters settled as this bill did it.

        They were cut off once, and then rounded with what the meter had come with. A
        bill corrected for another reason does not change by that; one whose last state
        of the meter is corrected is reckoned as bills are now.
        """
        told = {
            (step["key"], step["date_to"], step["value_to"]): step
            for step in self.derivation or []
            if step["step"] == "register"
        }

        def as_billed(span):
            place = plain(span.key), plain(span.date_to), plain(span.value_to)
            before = told.get(place)
            if not span.removed or before is None:
                return span
            if not before.get("removed"):
                return replace(span, removed=False)
            if "begun_from" not in before:
                return replace(span, begun_from=None)
            return span

        return [
            (point, [(as_billed(span), *readings) for span, *readings in chain])
            for point, chain in chains
        ]

    def _norm_matters(self):
        """Whether a norm was billed here, or is to be, or was on the day before."""
        contract = self.contract_id
        return (
            not self.usage_ids
            or contract._follows_norm(self.date_from)
            or bool(contract._norm_spells(self.date_from, self.date_to))
            or any(step["step"] == "norm" for step in self.derivation or [])
        )

    def _chains_anew(self, table, starts):
        """What these days are billed for, where meters and norms took turns.

        The use begins where the bill before ends, and ends where it ended, so that the
        bill after it still begins there.
        """
        contract = self.contract_id
        days = self.date_from, self.date_to
        norms = contract._norm_spells(*days)
        if not contract._metered_days(days, norms):
            return [], norms
        ends = {}
        for point in contract.contract_point_ids.point_id:
            if (contract, point) not in starts:
                starts[contract, point] = self._paid_before(point)
            ends[point] = self._billed_end(point)
        chains, norms = contract._usage_chains(days, self.date_to, table, starts, ends)
        starts.update({(contract, point): chain[-1][2] for point, chain in chains})
        return chains, norms

    def _paid_before(self, point):
        """The reading up to which the bills before this one paid for a point."""
        usages = self.contract_id._usages_of(point).filtered(
            lambda use: use.settlement_id.date_to < self.date_from
        )
        last = usages.sorted(lambda use: (use.date_to, use.id))[-1:]
        rows = self.contract_id.contract_point_ids.filtered(
            lambda row: row.point_id == point
        )
        paid = last.reading_to_id or rows.sorted("date_from")[:1].initial_reading_id
        return paid._live() if paid else paid

    def _billed_end(self, point):
        """The reading that ends this bill's use of a point for the bill after it."""
        following = self.contract_id._usages_of(point).filtered(
            lambda use: (
                use.date_from == self.date_to
                and use.settlement_id.date_from == self.date_to + timedelta(days=1)
            )
        )
        found = following[:1].reading_from_id
        if not found:
            own = self.usage_ids.filtered(lambda use: use.point_id == point)
            found = own.sorted(lambda use: (use.date_to, use.id))[-1:].reading_to_id
        return found._live() if found else found

    def _same_use(self, chains):
        now = {
            (read_from.id, read_to.id)
            for _point, chain in chains
            for _span, read_from, read_to in chain
        }
        billed = {(u.reading_from_id.id, u.reading_to_id.id) for u in self.usage_ids}
        return now == billed

    def _as_bill(self):
        """The stored lines and totals as the engine compares them."""
        self.ensure_one()
        return Bill(
            lines=tuple(line._as_line() for line in self.line_ids),
            net=Decimal(f"{self.amount_net:.2f}"),
            vat=Decimal(f"{self.amount_tax:.2f}"),
        )


class WaterSettlementLine(models.Model):
    _inherit = "water.settlement.line"

    def _as_line(self):
        """The stored line as the engine's, without its derivation."""
        self.ensure_one()
        return Line(
            component=self.component,
            quantity=exact(self.quantity),
            unit=self.unit,
            price=Decimal(str(self.price_net)),
            net=Decimal(f"{self.amount_net:.2f}"),
            date_from=self.date_from,
            date_to=self.date_to,
            price_key=self.rate_id.id or None,
            group=self.group_code or "",
            subsidy=Decimal(str(self.subsidy_net)),
            from_m3=exact(self.from_m3) if self.in_block else None,
        )
