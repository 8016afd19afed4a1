from odoo import api, fields, models
from odoo.exceptions import UserError

from .law_day import law_today
from .water_contract import DEBTOR_KINDS


class WaterInterestRun(models.Model):
    """Interest notes of many customers: looked at first, then made in the background.

    A customer gets one note for all his late debts. Two runs at once make nothing
    twice: a customer's row is locked while his note is made, and the database refuses
    a day that another note charges.
    """

    _name = "water.interest.run"
    _description = "Interest Run"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "water.run.mixin",
        "water.process.mixin",
    ]
    _order = "until desc, id desc"
    _line_model = "water.interest.run.line"
    _chunk = 200
    _process_fields = frozenset({"state", "started_on", "started_count"})

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    until = fields.Date(
        string="Charged until",
        required=True,
        default=law_today,
        tracking=True,
        help="Last day that interest is charged for.",
    )
    threshold = fields.Monetary(
        string="Smallest Note",
        default=lambda self: self.env.company.water_interest_threshold,
        tracking=True,
        help="A customer whose note would come to less gets none; the days stay free "
        "and go on adding up.",
    )
    unpaid = fields.Boolean(
        string="Also Unpaid Bills",
        default=lambda self: self.env.company.water_interest_unpaid,
        tracking=True,
        help="Bills that are not paid in full are charged up to that day as well.",
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
    debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        string="Kind of Debtor",
        help="Customers with a contract of this kind. Empty: all.",
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
    line_ids = fields.One2many("water.interest.run.line", "run_id", string="Customers")
    preview_problem_ids = fields.One2many(
        "water.interest.run.line", "run_id", domain=[("preview_state", "=", "problem")]
    )
    line_count = fields.Integer(compute="_compute_progress")
    note_count = fields.Integer(compute="_compute_progress")
    below_count = fields.Integer(compute="_compute_progress")
    held_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    amount_preview = fields.Monetary(string="Expected", compute="_compute_progress")
    amount_below = fields.Monetary(
        string="Below the Smallest Note", compute="_compute_progress"
    )
    amount_total = fields.Monetary(string="Charged", compute="_compute_progress")

    _threshold_range = models.Constraint(
        "CHECK (threshold >= 0)", "The smallest interest note is not below zero."
    )

    @api.depends("until", "village_ids.name", "route_ids.code")
    def _compute_name(self):
        for run in self:
            day = run.until and run.until.strftime("%d.%m.%Y")
            places = run.village_ids.mapped("name") + run.route_ids.mapped("code")
            run.name = " · ".join(
                filter(None, (day, ", ".join(map(str, places))))
            ) or self.env._("New run")

    @api.depends("line_ids.state", "line_ids.preview_state", "state")
    def _compute_progress(self):
        groups = self.env["water.interest.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "preview_state"],
            ["__count", "amount:sum"],
        )
        for run in self:
            own = [row[1:] for row in groups if row[0] == run]
            total = sum(count for *_states, count, _amount in own)

            def summed(state=None, preview=None, rows=own):
                return [
                    (count, amount or 0.0)
                    for line_state, preview_state, count, amount in rows
                    if state in (None, line_state) and preview in (None, preview_state)
                ]

            run.line_count = total
            run.note_count = sum(count for count, _amount in summed("done"))
            run.held_count = sum(count for count, _amount in summed("held"))
            looked_at = run.state in ("draft", "previewing", "previewed")
            below = summed(preview="below") if looked_at else summed("below")
            run.below_count = sum(count for count, _amount in below)
            run.amount_below = sum(amount for _count, amount in below)
            run.amount_preview = sum(a for _count, a in summed(preview="ready"))
            run.amount_total = sum(amount for _count, amount in summed("done"))
            left = run._count_left() if total else 0
            run.progress = 100.0 * (total - left) / total if total else 0.0

    @api.depends("line_ids.state", "line_ids.preview_state")
    def _compute_remaining(self):
        """Override: it changes with the lines."""
        return super()._compute_remaining()

    # -- Buttons -----------------------------------------------------------------

    def action_preview(self):
        """Reckon in the background whose note would come to what; none is made."""
        self._ensure_maker()
        for run in self:
            if run.state not in ("draft", "previewed"):
                raise UserError(
                    self.env._("Only a run that has not been started is previewed.")
                )
            run.sudo().line_ids.unlink()
            run._make_lines()
        self._begin("previewing")

    def action_draft(self):
        """Give up the preview, so that day and choice can be changed."""
        self._ensure_maker()
        for run in self:
            if run.state != "previewed":
                raise UserError(self.env._("Only a previewed run goes back to draft."))
            run.sudo().line_ids.unlink()
        self._set_process({"state": "draft"})

    def action_start(self):
        """Let the scheduled job make the notes that the preview showed."""
        self._ensure_maker()
        for run in self:
            if run.state != "previewed":
                raise UserError(
                    self.env._("Look at the preview first, then start the run.")
                )
            self.env["account.move"]._water_ensure_note_accounts(run.company_id)
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
        """Stop: notes that were made stay, the rest is not made."""
        self._ensure_maker()
        for run in self:
            if run.state in ("done", "cancelled"):
                raise UserError(self.env._("A finished run cannot be cancelled."))
        self.sudo()._drop_pending()
        self._set_process({"state": "cancelled"})

    def _ensure_maker(self):
        self.check_access("write")
        self.env["account.move"]._water_ensure_note_maker()

    def action_view_notes(self):
        """The notes of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.account_move_action_notes"
        )
        return action | {
            "domain": [("id", "in", self.line_ids.note_id.ids)],
            "context": {"create": False},
        }

    def action_view_held(self):
        """Customers whose note could not be made, each with its reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_interest_run_line_action"
        )
        return action | {
            "domain": [("run_id", "=", self.id), ("state", "=", "held")],
            "context": {},
        }

    # -- Work --------------------------------------------------------------------

    def _enqueue(self):
        """Have the pending customers of these runs done in the background."""
        self.env.ref("ibok_water.cron_interest_run").sudo()._trigger()

    def _finish_preview(self):
        """Override: who has nothing to pay is not listed."""
        lines_sudo = self.env["water.interest.run.line"].sudo()
        lines_sudo.search(
            [("run_id", "=", self.id), ("preview_state", "=", "nothing")]
        ).unlink()
        return super()._finish_preview()

    def _begin(self, state):
        """Override: who may was asked; state and clock are the process's own."""
        return super(WaterInterestRun, self.sudo())._begin(state)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for run in self:
            if run.line_ids.note_id:
                raise UserError(
                    self.env._(
                        "Run %(run)s made interest notes, so it stays.", run=run.name
                    )
                )
