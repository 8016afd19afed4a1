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
    _inherit = ["water.customer.run.mixin"]
    _order = "until desc, id desc"
    _line_model = "water.interest.run.line"
    _chunk = 200
    _day_field = "until"

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
    debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        string="Kind of Debtor",
        help="Customers with a contract of this kind. Empty: all.",
    )
    line_ids = fields.One2many("water.interest.run.line", "run_id", string="Customers")
    preview_problem_ids = fields.One2many(
        "water.interest.run.line", "run_id", domain=[("preview_state", "=", "problem")]
    )
    note_count = fields.Integer(compute="_compute_progress")
    below_count = fields.Integer(compute="_compute_progress")
    amount_below = fields.Monetary(
        string="Below the Smallest Note", compute="_compute_progress"
    )
    amount_total = fields.Monetary(string="Charged", compute="_compute_progress")

    _threshold_range = models.Constraint(
        "CHECK (threshold >= 0)", "The smallest interest note is not below zero."
    )

    def _sum_up(self, rows):
        """Override: notes, and who would get too small a one."""
        done = [(n, amount) for state, _p, n, amount in rows if state == "done"]
        self.note_count = sum(n for n, _amount in done)
        self.amount_total = sum(amount for _n, amount in done)
        looked_at = self.state in ("draft", "previewing", "previewed")
        below = [
            (n, amount)
            for state, previewed, n, amount in rows
            if (previewed if looked_at else state) == "below"
        ]
        self.below_count = sum(n for n, _amount in below)
        self.amount_below = sum(amount for _n, amount in below)
        return super()._sum_up(rows)

    # -- Buttons -----------------------------------------------------------------

    def _ensure_ready(self):
        """Override: notes need their accounts."""
        ready = super()._ensure_ready()
        self.env["account.move"]._water_ensure_note_accounts(self.company_id)
        return ready

    def _ensure_role(self):
        """Override."""
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for run in self:
            if run.line_ids.note_id:
                raise UserError(
                    self.env._(
                        "Run %(run)s made interest notes, so it stays.", run=run.name
                    )
                )
