from odoo import api, fields, models
from odoo.exceptions import UserError

from .law_day import law_today


class WaterDemandRun(models.Model):
    """Payment demands of many customers: looked at first, then made in the background.

    Two runs at once make nothing twice: a customer's row is locked while his demand is
    made, and the database refuses a debt that is demanded at the stage already.
    """

    _name = "water.demand.run"
    _description = "Run of Payment Demands"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "water.run.mixin",
        "water.process.mixin",
    ]
    _order = "day desc, id desc"
    _line_model = "water.demand.run.line"
    _process_fields = frozenset({"state", "started_on", "started_count", "proposed"})

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage_ids = fields.Many2many(
        "water.demand.stage",
        string="Stages",
        required=True,
        domain="[('company_id', 'in', [False, company_id])]",
        default=lambda self: self._default_stages(),
    )
    day = fields.Date(
        string="As of",
        required=True,
        default=law_today,
        tracking=True,
        help="The day the preview reckons for. Demands are issued with the day on "
        "which they are made.",
    )
    village_ids = fields.Many2many(
        "water.village",
        string="Villages",
        help="Customers with a contract there. Empty: all villages.",
    )
    route_ids = fields.Many2many(
        "water.route",
        string="Routes",
        help="Customers with a contract there. Empty: all routes.",
    )
    send_email = fields.Boolean(
        string="Send E-Mails",
        default=True,
        help="Demands that go by e-mail are put into the queue of outgoing mail as "
        "they are issued. Else by the button, when you have looked at them.",
    )
    proposed = fields.Boolean(
        string="Proposed by the Program",
        readonly=True,
        copy=False,
        help="The daily job made it; nothing is issued until a person starts it.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewing", "Reckoning the preview"),
            ("previewed", "Previewed"),
            ("running", "Running"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("water.demand.run.line", "run_id", string="Customers")
    preview_left_ids = fields.One2many(
        "water.demand.run.line",
        "run_id",
        domain=[("preview_state", "in", ("left_out", "problem"))],
    )
    demand_ids = fields.One2many("water.payment.demand", "run_id", string="Demands")
    line_count = fields.Integer(compute="_compute_progress")
    demand_count = fields.Integer(compute="_compute_progress")
    ready_count = fields.Integer(compute="_compute_progress")
    left_count = fields.Integer(compute="_compute_progress")
    held_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    amount_preview = fields.Monetary(string="Expected", compute="_compute_progress")
    amount_total = fields.Monetary(string="Demanded", compute="_compute_progress")

    @api.model
    def _default_stages(self):
        return self.env["water.demand.stage"]._of_company(self.env.company)

    @api.depends("day", "stage_ids.name", "village_ids.name", "route_ids.code")
    def _compute_name(self):
        for run in self:
            day = run.day and run.day.strftime("%d.%m.%Y")
            places = run.village_ids.mapped("name") + run.route_ids.mapped("code")
            run.name = " · ".join(
                filter(None, (day, ", ".join(map(str, places))))
            ) or self.env._("New run")

    @api.depends("line_ids.state", "line_ids.preview_state", "state")
    def _compute_progress(self):
        groups = self.env["water.demand.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "preview_state"],
            ["__count", "amount:sum"],
        )
        for run in self:
            own = [row[1:] for row in groups if row[0] == run]
            total = sum(count for *_states, count, _amount in own)
            done = [(n, amount) for state, _p, n, amount in own if state == "done"]
            ready = [(n, amount) for _s, state, n, amount in own if state == "ready"]
            run.line_count = total
            run.demand_count = sum(count for count, _amount in done)
            run.amount_total = sum(amount or 0.0 for _count, amount in done)
            run.ready_count = sum(count for count, _amount in ready)
            run.amount_preview = sum(amount or 0.0 for _count, amount in ready)
            run.held_count = sum(n for state, _p, n, _a in own if state == "held")
            run.left_count = sum(
                n
                for state, previewed, n, _amount in own
                if state == "left_out"
                or (state == "pending" and previewed == "left_out")
            )
            left = run._count_left() if total else 0
            run.progress = 100.0 * (total - left) / total if total else 0.0

    @api.depends("line_ids.state", "line_ids.preview_state")
    def _compute_remaining(self):
        """Override: it changes with the lines."""
        return super()._compute_remaining()

    # -- Buttons -----------------------------------------------------------------

    def action_preview(self):
        """Reckon in the background whom each stage would ask; nothing is made."""
        self._ensure_maker()
        for run in self:
            if run.state not in ("draft", "previewed"):
                raise UserError(
                    self.env._("Only a run that has not been started is previewed.")
                )
            run.sudo().line_ids.unlink()
            if not run._make_lines():
                raise UserError(
                    self.env._("Nobody is late whom these stages have not asked yet.")
                )
        self._begin("previewing")

    def action_draft(self):
        """Give up the preview, so that stages and places can be changed."""
        self._ensure_maker()
        for run in self:
            if run.state != "previewed":
                raise UserError(self.env._("Only a previewed run goes back to draft."))
            run.sudo().line_ids.unlink()
        self._set_process({"state": "draft"})

    def action_start(self):
        """Let the scheduled job issue the demands that the preview showed."""
        self._ensure_maker()
        for run in self:
            if run.state != "previewed":
                raise UserError(
                    self.env._("Look at the preview first, then start the run.")
                )
        self._begin("running")

    def action_retry_held(self):
        """Try customers set aside again, after their reason was mended."""
        self._ensure_maker()
        for run in self:
            if run.state not in ("running", "done"):
                raise UserError(self.env._("This run has not been started."))
            run.line_ids.filtered(lambda line: line.state == "held")._set_process(
                {"state": "pending", "reason": False}
            )
        self._begin("running")

    def action_cancel(self):
        """Stop: demands that were issued stay, the rest is not made."""
        self._ensure_maker()
        for run in self:
            if run.state in ("done", "cancelled"):
                raise UserError(self.env._("A finished run cannot be cancelled."))
        self.sudo()._drop_pending()
        self._set_process({"state": "cancelled"})

    def action_view_demands(self):
        """The demands of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_payment_demand_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    def _ensure_maker(self):
        self.check_access("write")
        self.env["account.move"]._water_ensure_dunner()

    # -- Work --------------------------------------------------------------------

    def _enqueue(self):
        """Have the pending customers of these runs done in the background."""
        self.env.ref("ibok_water.cron_demand_run").sudo()._trigger()

    def _begin(self, state):
        """Override: who may was asked; state and clock are the process's own."""
        return super(WaterDemandRun, self.sudo())._begin(state)

    def _finish_preview(self):
        """Override: whom no stage comes to now is not listed."""
        lines_sudo = self.sudo().line_ids
        lines_sudo.filtered(lambda line: line.preview_state == "nothing").unlink()
        return super()._finish_preview()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for run in self:
            if run.demand_ids:
                raise UserError(
                    self.env._("Run %(run)s made demands, so it stays.", run=run.name)
                )
