from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .water_contract_point_chain import SettlementProblem


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
        help="Settlements that are reckoned again with what is true now.",
    )

    def _settle_together(self, run):
        """Override to correct, where the run is one of corrections."""
        if run.kind != "correction":
            return super()._settle_together(run)
        for line in self:
            line._correct_settlements(run)

    def _correct_settlements(self, run):
        """Correct what is not corrected yet; the line shows the newest correction.

        :raise UserError: it cannot be reckoned with what is there now
        """
        self.ensure_one()
        todo = self.correct_ids.filtered(lambda s: s.state == "done")
        try:
            made = todo.with_context(water_invoice_date=run.invoice_date)._correct(
                run.correction_reason
            )
        except SettlementProblem as problem:
            raise UserError(str(problem)) from problem
        made.sudo().run_id = run
        newest = made.sorted("date_to")[-1:]
        self.write({"state": "done", "reason": False, "settlement_id": newest.id})

    def _preview_figures(self, run):
        """Override: of a correction the difference is shown."""
        if run.kind != "correction":
            return super()._preview_figures(run)
        figures = {}
        for line in self:
            todo = line.correct_ids.filtered(lambda s: s.state == "done")
            found = todo._preview_corrections()
            problems = [str(x) for x in found.values() if isinstance(x, Exception)]
            changes = {s: x for s, x in found.items() if not isinstance(x, Exception)}
            figures[line] = {
                "preview_state": "problem" if problems else "ready",
                "preview_reason": "\n".join(problems) or False,
                "preview_volume": sum(
                    volume - settlement.volume_water
                    for settlement, (_difference, volume) in changes.items()
                ),
                "preview_total": sum(
                    float(difference.gross) for difference, _volume in changes.values()
                ),
            }
        return figures
