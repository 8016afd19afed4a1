from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class WaterBillingRun(models.Model):
    """A run that corrects settlements: as many as there are, a chunk a transaction."""

    _inherit = "water.billing.run"

    kind = fields.Selection(
        [("billing", "Billing"), ("correction", "Correction")],
        required=True,
        default="billing",
        readonly=True,
    )
    correction_reason = fields.Char(
        readonly=True,
        copy=False,
        tracking=True,
        help="Printed on every correcting invoice; the customers read it.",
    )
    difference_total = fields.Monetary(
        string="Difference (gross)", compute="_compute_difference_total"
    )

    @api.depends("kind", "correction_reason")
    def _compute_name(self):
        """Override to name a correction by its reason."""
        result = super()._compute_name()
        for run in self.filtered(lambda run: run.kind == "correction"):
            run.name = self.env._(
                "Correction: %(reason)s", reason=run.correction_reason or "–"
            )
        return result

    @api.depends("line_ids.state")
    def _compute_difference_total(self):
        sums = dict(
            self.env["water.settlement"]._read_group(
                [("run_id", "in", self.ids), ("corrected_id", "!=", False)],
                ["run_id"],
                ["difference_total:sum"],
            )
        )
        for run in self:
            run.difference_total = sums.get(run, 0.0)

    @api.model
    def _make_correction_run(self, settlements, reason):
        """A draft run with a line for each contract and its settlements to correct.

        :raise UserError: they belong to several companies
        """
        if len(settlements.company_id) > 1:
            raise UserError(
                self.env._("Correct the settlements of each company by themselves.")
            )
        run = self.create(
            {
                "kind": "correction",
                "correction_reason": reason,
                "company_id": settlements.company_id.id,
                "cycle_end": max(settlements.mapped("date_to")),
            }
        )
        self.env["water.billing.run.line"].create(
            [
                {
                    "run_id": run.id,
                    "contract_id": contract.id,
                    "correct_ids": [Command.set(rows.ids)],
                }
                for contract, rows in settlements.grouped("contract_id").items()
            ]
        )
        return run

    def _make_lines(self):
        """Override: what a correction concerns is known from its beginning."""
        return None if self.kind == "correction" else super()._make_lines()

    def _forget_preview(self):
        """Override to keep the lines of a correction."""
        corrections = self.filtered(lambda run: run.kind == "correction")
        corrections.line_ids.write({"preview_state": False, "preview_reason": False})
        return super(WaterBillingRun, self - corrections)._forget_preview()


class WaterBillingRunLine(models.Model):
    """A line that corrects: the settlements of one contract, together or not at all."""

    _inherit = "water.billing.run.line"

    correct_ids = fields.Many2many(
        "water.settlement",
        string="To Correct",
        readonly=True,
        check_company=True,
        help="Settlements that are reckoned again with what is true now.",
    )

    def _settle_together(self, run):
        """Override to correct, where the run is one of corrections."""
        if run.kind != "correction":
            return super()._settle_together(run)
        todo = self.correct_ids.filtered(lambda s: s.state == "done")
        made, problems = todo.with_context(
            water_invoice_date=run.invoice_date
        )._try_correct(run.correction_reason)
        if problems:
            refused = self._set_refused(problems)
            others = self - refused
            return others._settle_together(run) if others else None
        made.sudo().run_id = run
        newest = {s.contract_id: s for s in made.sorted(lambda s: (s.date_to, s.id))}
        for line in self:
            settlement = newest.get(line.contract_id, made.browse())
            line.write(
                {"state": "done", "reason": False, "settlement_id": settlement.id}
            )

    def _set_refused(self, problems):
        """Set aside the lines whose settlements cannot be reckoned now.

        :param dict problems: {settlement: `SettlementProblem`}, one of another
            contract that shares a point too
        :return: the lines set aside
        """
        refused = self.browse()
        for line in self:
            own = line.correct_ids.sudo()
            own |= own._sharing()
            reasons = {str(problems[s]) for s in own if s in problems}
            if reasons:
                line.write({"state": "held", "reason": "\n".join(sorted(reasons))})
                refused |= line
        if not refused:
            raise UserError("\n".join(str(problem) for problem in problems.values()))
        return refused

    def _preview_figures(self, run):
        """Override: of a correction the difference is shown."""
        if run.kind != "correction":
            return super()._preview_figures(run)
        todo = self.correct_ids.filtered(lambda s: s.state == "done")
        found = {line: {} for line in self}
        lines = {line.contract_id: line for line in self}
        for settlement, outcome in todo._preview_corrections().items():
            # Of a contract without a line, with whom a point is shared.
            line = lines.get(settlement.contract_id) or self._sharing_with(settlement)
            found[line][settlement] = outcome
        return {line: line._figures_of(outcomes) for line, outcomes in found.items()}

    def _sharing_with(self, settlement):
        shared = settlement._sharing()
        return self.filtered(lambda line: line.correct_ids.sudo() & shared)[:1]

    @api.model
    def _figures_of(self, outcomes):
        """Values of the preview of one line.

        :param dict outcomes: of `_preview_corrections`
        """
        problems = [str(x) for x in outcomes.values() if isinstance(x, Exception)]
        changes = {s: x for s, x in outcomes.items() if not isinstance(x, Exception)}
        return {
            "preview_state": "problem" if problems else "ready",
            "preview_reason": "\n".join(problems) or False,
            "preview_volume": sum(
                volumes["volume_water"] - settlement.volume_water
                for settlement, (_difference, volumes) in changes.items()
            ),
            "preview_sewage": sum(
                volumes["volume_sewage"] - settlement.volume_sewage
                for settlement, (_difference, volumes) in changes.items()
            ),
            "preview_total": sum(
                float(difference.gross) for difference, _volumes in changes.values()
            ),
        }
