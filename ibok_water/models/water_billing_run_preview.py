from collections import defaultdict

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .water_tariff_rate import COMPONENTS


class WaterBillingRun(models.Model):
    """What a run would bill, shown before anything is made."""

    _inherit = "water.billing.run"

    state = fields.Selection(
        selection_add=[
            ("draft",),
            ("previewing", "Reckoning the preview"),
            ("previewed", "Previewed"),
            ("running",),
        ],
        ondelete={"previewing": "set default", "previewed": "set default"},
    )
    total_ids = fields.One2many("water.billing.run.total", "run_id", readonly=True)
    preview_ready_ids = fields.One2many(
        "water.billing.run.line", "run_id", domain=[("preview_state", "=", "ready")]
    )
    preview_held_ids = fields.One2many(
        "water.billing.run.line", "run_id", domain=[("preview_state", "=", "held")]
    )
    preview_missing_ids = fields.One2many(
        "water.billing.run.line", "run_id", domain=[("preview_state", "=", "missing")]
    )
    preview_problem_ids = fields.One2many(
        "water.billing.run.line", "run_id", domain=[("preview_state", "=", "problem")]
    )
    preview_ready_count = fields.Integer(compute="_compute_preview")
    preview_held_count = fields.Integer(compute="_compute_preview")
    preview_missing_count = fields.Integer(compute="_compute_preview")
    preview_problem_count = fields.Integer(compute="_compute_preview")
    preview_amount = fields.Monetary(
        string="Expected (gross)", compute="_compute_preview"
    )

    @api.depends("line_ids.preview_state", "line_ids.preview_total")
    def _compute_preview(self):
        groups = self.env["water.billing.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "preview_state"],
            ["__count", "preview_total:sum"],
        )
        found = {(run, state): (n, total) for run, state, n, total in groups}
        for run in self:
            amount = 0.0
            for state in ("ready", "held", "missing", "problem"):
                count, total = found.get((run, state), (0, 0.0))
                run[f"preview_{state}_count"] = count
                amount += total or 0.0
            run.preview_amount = amount

    def action_preview(self):
        """Reckon in the background what the run would bill; nothing is made.

        :raise UserError: the run was started already
        """
        for run in self:
            if run.state not in ("draft", "previewed"):
                raise UserError(
                    self.env._("Only a run that has not been started is previewed.")
                )
            run._forget_preview()
            run._make_lines()
        self._begin("previewing")

    def action_draft(self):
        """Give up the preview, so that day and routes can be changed."""
        for run in self:
            if run.state != "previewed":
                raise UserError(self.env._("Only a previewed run goes back to draft."))
            run._forget_preview()
        self.state = "draft"

    def _forget_preview(self):
        """Drop the lines and totals of a run that was not started."""
        self.line_ids.unlink()
        self.compared_run_id = False
        # Nobody writes totals but the preview.
        self.sudo().total_ids.unlink()

    def _finish_preview(self):
        """All lines are reckoned: sum them up, beside the last like run."""
        self.ensure_one()
        self.env["water.billing.run.line"].flush_model(["preview_components"])
        # Of tens of thousands of lines only the sums are loaded.
        rows = self.env.execute_query(
            SQL(
                """SELECT key, SUM((value->>0)::numeric), SUM((value->>1)::numeric)
                     FROM water_billing_run_line, jsonb_each(preview_components)
                    WHERE run_id = %s AND jsonb_typeof(preview_components) = 'object'
                 GROUP BY key""",
                self.id,
            )
        )
        totals = {
            component: (float(quantity), float(net))
            for component, quantity, net in rows
        }
        compared = self._run_to_compare()
        before = {
            component: (quantity, net)
            for component, quantity, net in self.env[
                "water.settlement.line"
            ]._read_group(
                [
                    ("settlement_id.run_id", "in", compared.ids),
                    ("settlement_id.state", "in", ("held", "done", "corrected")),
                    ("settlement_id.corrected_id", "=", False),
                    *self._on_my_routes(compared, "settlement_id.contract_id.route_id"),
                ],
                ["component"],
                ["quantity:sum", "amount_net:sum"],
            )
        }
        totals_sudo = self.env["water.billing.run.total"].sudo()
        totals_sudo.create(
            [
                {
                    "run_id": self.id,
                    "component": component,
                    "quantity": totals.get(component, (0, 0))[0],
                    "amount_net": totals.get(component, (0, 0))[1],
                    "previous_quantity": before.get(component, (0, 0))[0],
                    "previous_net": before.get(component, (0, 0))[1],
                }
                for component, _label in COMPONENTS
                if component in totals or component in before
            ]
        )
        self.write({"compared_run_id": compared.id, "state": "previewed"})


class WaterBillingRunLine(models.Model):
    """What a line would become, as the preview reckoned it."""

    _inherit = "water.billing.run.line"

    preview_state = fields.Selection(
        [
            ("ready", "Will be billed"),
            ("held", "Will be held"),
            ("missing", "No reading"),
            ("problem", "Cannot be settled"),
        ],
        string="Preview",
        readonly=True,
    )
    preview_reason = fields.Text(string="Why", readonly=True)
    preview_volume = fields.Float(string="Water (m³)", digits=(12, 3), readonly=True)
    preview_sewage = fields.Float(string="Sewage (m³)", digits=(12, 3), readonly=True)
    preview_total = fields.Monetary(string="Expected (gross)", readonly=True)
    preview_components = fields.Json(
        readonly=True, help="Component: quantity and net amount."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _unpreviewed_index = models.Index("(run_id, id) WHERE preview_state IS NULL")

    def _preview(self):
        """Reckon these lines as the run will, and keep only the figures."""
        for run, lines in self.grouped("run_id").items():
            try:
                figures = lines._preview_figures(run)
            except OperationalError:
                raise
            except Exception:
                figures = {}
                for line in lines:
                    figures |= line._preview_alone(run)
            for line, vals in figures.items():
                line.write(vals)

    def _preview_alone(self, run):
        """Figures of one line; what refuses it is its reason."""
        try:
            return self._preview_figures(run)
        except OperationalError:
            raise
        except Exception as problem:
            reason = str(problem) if isinstance(problem, UserError) else repr(problem)
            return {self: {"preview_state": "problem", "preview_reason": reason}}

    def _preview_figures(self, run):
        """{line: values of its preview}; whatever was written is rolled back.

        Estimates are made and assessed as the run will, or its totals would lack them.
        """
        savepoint = self.env.cr.savepoint()
        try:
            contracts = self.contract_id.with_context(
                water_invoice_date=run.invoice_date, tracking_disable=True
            )
            ready, problems = contracts._reckon_ready(run.cycle_end, forecast=True)
            contracts._share_previewed_vat(ready)
            estimated = self._on_estimates(ready)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
        found = {vals["contract_id"]: self._preview_of(vals) for vals in ready}
        for contract_id in estimated:
            told = found[contract_id]
            why = filter(None, (self._estimate_text(), told["preview_reason"]))
            told["preview_reason"] = "\n".join(why)
        for contract, problem in problems.items():
            missing = problem.code in ("no_reading", "no_start")
            found[contract.id] = {
                "preview_state": "missing" if missing else "problem",
                "preview_reason": str(problem),
            }
        return {line: found[line.contract_id.id] for line in self}

    @api.model
    def _on_estimates(self, vals_list):
        """Ids of contracts whose use ends in an estimate, of values of settlements."""
        ends = {
            command[2]["reading_to_id"]: vals["contract_id"]
            for vals in vals_list
            for command in vals["usage_ids"]
        }
        readings = self.env["water.reading"].browse(ends)
        return {ends[r.id] for r in readings if r.source == "estimate"}

    @api.model
    def _estimate_text(self):
        return self.env._("No reading: billed on an estimate.")

    @api.model
    def _preview_of(self, vals):
        """Values of a line's preview out of those of its settlement."""
        components = defaultdict(lambda: [0.0, 0.0])
        for _command, _id, line in vals["line_ids"]:
            components[line["component"]][0] += line["quantity"]
            components[line["component"]][1] += line["amount_net"]
        rules = self.env["water.hold.rule"]
        held = vals.get("hold_params")
        told = [*(held or ()), *vals.get("remark_params", ())]
        return {
            "preview_state": "held" if held else "ready",
            "preview_reason": rules._sentences(told) or False,
            "preview_volume": vals["volume_water"],
            "preview_sewage": vals["volume_sewage"],
            "preview_total": vals["amount_total"],
            "preview_components": dict(components),
        }
