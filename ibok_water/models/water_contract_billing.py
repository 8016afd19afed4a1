from datetime import date, timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..engine import EngineError
from .water_contract_point_chain import SettlementProblem

#: A reading may be taken so many days after the cycle; a window is not longer.
MARGIN_DAYS = 90


class WaterContract(models.Model):
    """From accepted readings to settlements."""

    _inherit = "water.contract"

    def _settle_on(self, day):
        """Settle the cycle whose window holds the day, if every meter is read.

        Called when a reading was accepted; says nothing when it is not time yet.

        :return: the settlements made (invoiced), possibly none
        """
        made = self.env["water.settlement"]
        for contract in self:
            cycle = contract._settling_cycle(day)
            if cycle and contract._days_to_settle(cycle):
                made |= contract._settle(cycle.date_to, strict=False)
        return made

    def _settle(self, cycle_end, strict=True, run=None):
        """Settle these contracts up to the end of the cycle and make the documents.

        :param date cycle_end: last day of the cycle; a contract that ended earlier is
            settled to its own last day
        :param bool strict: raise `SettlementProblem` when something is missing; else a
            contract that is not ready is passed over
        :return: the settlements made
        """
        # As a reading does: of two at once the second is tried again on fresh data.
        self.env["water.reading"]._lock_contracts(self.ids)
        ready, problems = self._reckon_ready(cycle_end)
        for problem in problems.values():
            if strict or problem.code not in ("no_reading", "already_settled"):
                raise problem
        return self._make_settlements(ready, run)

    def _reckon_all(self, cycle_end):
        """Reckon each contract; prices are loaded once for all of a company.

        :return: (values of settlements, {contract: `SettlementProblem`})
        """
        ready, problems = [], {}
        for company, contracts in self.grouped("company_id").items():
            table = (
                self.env["water.tariff"]
                .sudo()
                ._price_table(
                    company, date.min, cycle_end + timedelta(days=MARGIN_DAYS)
                )
            )
            reckoned = []
            for contract in contracts.sudo()._with_history(cycle_end, table):
                try:
                    reckoned.append(contract._prepare_settlement_vals(cycle_end, table))
                except SettlementProblem as problem:
                    problems[contract.with_env(self.env)] = problem
            contracts.sudo()._hold(reckoned)
            ready += reckoned
        return ready, problems

    def _make_settlements(self, vals_list, run=None):
        """Create settlements with their documents, in one batch.

        One that a rule holds takes its days and its use, and waits for a clerk.
        """
        for vals in vals_list:
            vals["run_id"] = run.id if run else False
        # Its story is told by the run and the invoice; nobody follows each settlement.
        settlements_sudo = (
            self.env["water.settlement"]
            .sudo()
            .with_context(tracking_disable=True)
            ._create_reckoned(vals_list)
        )
        settlements_sudo.filtered(lambda s: s.state != "held")._finish()
        self.env["water.billing.run.line"]._release_settled(settlements_sudo)
        return settlements_sudo.with_env(self.env)

    def _prepare_settlement_vals(self, cycle_end, table):
        """Reckon one contract and return the values of its settlement.

        :param PriceTable table: prices of the contract's company
        :raise SettlementProblem: it cannot be settled now
        """
        self.ensure_one()
        days = self._days_to_settle(self._cycle_of(cycle_end))
        if not days:
            raise SettlementProblem(
                "already_settled",
                self.env._(
                    "Contract %(number)s is already settled up to %(day)s.",
                    number=self.number,
                    day=format_date(self.env, self._last_settled_day()),
                ),
            )
        try:
            chains, norms = self._usage_chains(days, cycle_end, table)
            result, points = self._reckon(days, chains, norms, table)
        except EngineError as error:
            raise SettlementProblem(error.code, self._engine_message(error)) from error
        return self._settlement_vals(days, chains, points, result)

    def _usage_vals(self, chains, points):
        """Values of the billed register spans, with both readings as printed."""
        reading = self.env["water.reading"].with_context(
            lang=self.partner_id.lang or self.env.lang
        )
        labels = dict(reading._fields["source"]._description_selection(reading.env))
        for (point, chain), use in zip(chains, points, strict=True):
            for (span, read_from, read_to), used in zip(chain, use.spans, strict=True):
                yield {
                    "point_id": point.id,
                    "installation_id": read_to.installation_id.id,
                    "meter_number": span.meter,
                    "reading_from_id": read_from.id,
                    "reading_to_id": read_to.id,
                    "date_from": span.date_from,
                    "date_to": span.date_to,
                    "value_from": float(span.value_from),
                    "value_to": float(span.value_to),
                    "source_from": labels[read_from.source],
                    "source_to": labels[read_to.source],
                    "volume": float(used.volume),
                    "rollover": used.rollover,
                }

    def _settlement_vals(self, days, chains, points, result):
        first, last = days
        norms = [step["key"] for step in result.derivation if step["step"] == "norm"]
        return {
            "contract_id": self.id,
            "partner_id": self.partner_id.id,
            "settlement_doc": self.settlement_doc,
            "date_from": first,
            "date_to": last,
            "group_codes": ", ".join(
                dict.fromkeys(line.group for line in result.lines if line.group)
            ),
            "volume_water": float(result.volumes.water),
            "volume_sewage": float(result.volumes.sewage),
            "volume_garden": float(result.volumes.garden),
            "amount_net": float(result.net),
            "amount_tax": float(result.vat),
            "amount_total": float(result.gross),
            "derivation": list(result.derivation),
            "flags": ",".join(result.flags),
            "norm_ids": [fields.Command.link(norm) for norm in dict.fromkeys(norms)],
            "usage_ids": [
                fields.Command.create(vals) for vals in self._usage_vals(chains, points)
            ],
            "line_ids": [
                fields.Command.create(
                    {
                        "sequence": place * 10,
                        "component": line.component,
                        "rate_id": line.price_key,
                        "group_code": line.group,
                        "date_from": line.date_from,
                        "date_to": line.date_to,
                        "quantity": float(line.quantity),
                        "unit": line.unit,
                        "price_net": float(line.price),
                        "subsidy_net": float(line.subsidy),
                        "subsidy_id": line.subsidy_key,
                        "in_block": line.from_m3 is not None,
                        "from_m3": float(line.from_m3 or 0),
                        "amount_net": float(line.net),
                        "derivation": list(line.derivation),
                    }
                )
                for place, line in enumerate(result.lines, start=1)
            ],
        }
