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
    _inherit = ["water.customer.run.mixin"]
    _order = "day desc, id desc"
    _line_model = "water.demand.run.line"
    _process_fields = frozenset({"state", "started_on", "started_count", "proposed"})
    _day_field = "day"

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
    line_ids = fields.One2many("water.demand.run.line", "run_id", string="Customers")
    preview_left_ids = fields.One2many(
        "water.demand.run.line",
        "run_id",
        domain=[("preview_state", "in", ("left_out", "problem"))],
    )
    demand_ids = fields.One2many("water.payment.demand", "run_id", string="Demands")
    demand_count = fields.Integer(compute="_compute_progress")
    ready_count = fields.Integer(compute="_compute_progress")
    left_count = fields.Integer(compute="_compute_progress")
    problem_count = fields.Integer(
        string="Cannot be reckoned", compute="_compute_progress"
    )
    amount_total = fields.Monetary(string="Demanded", compute="_compute_progress")

    @api.model
    def _default_stages(self):
        return self.env["water.demand.stage"]._of_company(self.env.company)

    @api.depends("stage_ids.name")
    def _compute_name(self):
        """Override: it changes with the stages, too."""
        return super()._compute_name()

    def _sum_up(self, rows):
        """Override: demands, and who gets none."""
        done = [(n, amount) for state, _p, n, amount in rows if state == "done"]
        self.demand_count = sum(n for n, _amount in done)
        self.amount_total = sum(amount for _n, amount in done)
        self.ready_count = sum(n for _s, state, n, _a in rows if state == "ready")
        self.left_count = sum(
            n
            for state, previewed, n, _amount in rows
            if state == "left_out" or (state == "pending" and previewed == "left_out")
        )
        self.problem_count = sum(n for _s, state, n, _a in rows if state == "problem")
        return super()._sum_up(rows)

    # -- Buttons -----------------------------------------------------------------

    def action_view_demands(self):
        """The demands of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_payment_demand_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    def _ensure_role(self):
        """Override."""
        self.env["account.move"]._water_ensure_dunner()

    # -- Work --------------------------------------------------------------------

    def _enqueue(self):
        """Have the pending customers of these runs done in the background."""
        self.env.ref("ibok_water.cron_demand_run").sudo()._trigger()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for run in self:
            if run.demand_ids:
                raise UserError(
                    self.env._("Run %(run)s made demands, so it stays.", run=run.name)
                )
