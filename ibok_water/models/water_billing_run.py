from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from .law_day import law_today
from .water_settlement import SETTLED

#: Contracts settled and committed together by the scheduled job.
CHUNK = 50
#: Lines of a run that are made together.
BATCH = 1000


class WaterBillingRun(models.Model):
    """Billing run: settle many contracts of one cycle, a chunk a transaction."""

    _name = "water.billing.run"
    _description = "Billing Run"
    _inherit = ["mail.thread", "mail.activity.mixin", "water.run.mixin"]
    _order = "cycle_end desc, id desc"
    _line_model = "water.billing.run.line"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cycle_end = fields.Date(
        string="Cycle Ends on",
        required=True,
        help="Contracts whose billing cycle ends on this day are settled.",
        tracking=True,
    )
    invoice_date = fields.Date(
        required=True,
        default=law_today,
        tracking=True,
        help="A day that is over when the work begins becomes the day of the work: "
        "from it the term of payment runs, and that is at least 14 days from sending.",
    )
    route_ids = fields.Many2many(
        "water.route", string="Routes", help="Empty: all routes."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("water.billing.run.line", "run_id", string="Contracts")
    settlement_ids = fields.One2many("water.settlement", "run_id")
    line_count = fields.Integer(compute="_compute_progress")
    settled_count = fields.Integer(compute="_compute_progress")
    held_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    amount_total = fields.Monetary(compute="_compute_progress")

    @api.depends("cycle_end", "route_ids.code")
    def _compute_name(self):
        for run in self:
            routes = ", ".join(run.route_ids.mapped("code"))
            day = run.cycle_end and run.cycle_end.strftime("%d.%m.%Y")
            run.name = " · ".join(filter(None, (day, routes))) or self.env._("New run")

    @api.depends("line_ids.state", "line_ids.preview_state", "state")
    def _compute_progress(self):
        counts = self.env["water.billing.run.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        amounts = dict(
            self.env["water.settlement"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "done")],
                ["run_id"],
                ["amount_total:sum"],
            )
        )
        for run in self:
            by_state = {state: n for r, state, n in counts if r == run}
            total = sum(by_state.values())
            run.line_count = total
            run.settled_count = by_state.get("done", 0)
            run.held_count = by_state.get("held", 0)
            left = run._count_left() if total else 0
            run.progress = 100.0 * (total - left) / total if total else 0.0
            run.amount_total = amounts.get(run, 0.0)

    def action_start(self):
        """Let the scheduled job settle the contracts of the cycle.

        After a preview it settles those that were listed there.
        """
        for run in self:
            if run.state not in ("draft", "previewed"):
                raise UserError(self.env._("Only a draft run can be started."))
            if run.state == "draft":
                run._make_lines()
        self._begin("running")

    def _make_lines(self):
        """List the contracts that the run concerns, or say why there are none."""
        self.ensure_one()
        contracts = self._contracts()
        if not contracts:
            self._refuse_empty()
        self._list_contracts(contracts)

    def action_retry_held(self):
        """Try contracts set aside again, after their reason was mended."""
        for run in self:
            if run.state not in ("running", "done"):
                raise UserError(self.env._("This run has not been started."))
            run.line_ids.filtered(lambda line: line.state == "held").write(
                {"state": "pending", "reason": False, "reason_code": False}
            )
        self._begin("running")

    def _list_contracts(self, contracts):
        """Make a line for each contract, however many there are."""
        lines = self.env["water.billing.run.line"]
        for ids in split_every(BATCH, contracts.ids):
            lines.create([{"run_id": self.id, "contract_id": id_} for id_ in ids])
            # They are written to the database; memory need not keep them too.
            self.env.flush_all()
            self.env.invalidate_all()

    def _enqueue(self):
        """Have the pending contracts of these runs settled in the background."""
        self.env.ref("ibok_water.cron_billing_run")._trigger()

    def action_cancel(self):
        """Stop: what is settled stays, the rest is not touched."""
        for run in self:
            if run.state in ("done", "cancelled"):
                raise UserError(self.env._("A finished run cannot be cancelled."))
        self._drop_pending()
        self.state = "cancelled"

    def _contracts(self):
        """Contracts whose billing cycle ends on the run's day and is not settled yet.

        An ended contract is among them until its last day is settled.
        """
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "in", ("open", "closed")),
            ("date_from", "<=", self.cycle_end),
        ]
        if self.route_ids:
            domain.append(("route_id", "in", self.route_ids.ids))
        # Of tens of thousands of contracts only what is asked below is loaded.
        contracts = self.env["water.contract"].search_fetch(
            domain,
            ["billing_months", "cycle_offset", "date_to"],
            order="route_id, id",
        )
        settled = dict(
            self.env["water.settlement"]._read_group(
                [("contract_id", "in", contracts.ids), ("state", "in", SETTLED)],
                ["contract_id"],
                ["date_to:max"],
            )
        )
        end = self.cycle_end

        def is_due(contract):
            last = min(filter(None, (end, contract.date_to)))
            done = settled.get(contract)
            return contract._cycle_of(end).date_to == end and not (
                done and done >= last
            )

        return contracts.filtered(is_due)

    def _chunk_size(self):
        """Contracts settled and committed together."""
        return CHUNK

    def action_view_held(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Aside"),
            "res_model": "water.billing.run.line",
            "view_mode": "list",
            "domain": [("run_id", "=", self.id), ("state", "=", "held")],
        }

    def action_view_settlements(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlements"),
            "res_model": "water.settlement",
            "view_mode": "list,form,pivot",
            "domain": [("run_id", "=", self.id)],
        }
