from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class WaterInstalmentDebt(models.Model):
    """A debt that a plan is about: a bill, a note or an opening entry.

    What was paid of it is what the ledger says is no longer open.
    """

    _name = "water.instalment.debt"
    _description = "Debt of an Instalment Plan"
    _order = "due, id"
    _rec_name = "name"

    plan_id = fields.Many2one(
        "water.instalment.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line",
        string="Debt",
        required=True,
        index=True,
        ondelete="restrict",
        help="The receivable line of the document.",
    )
    move_id = fields.Many2one(related="line_id.move_id", store=True, index=True)
    name = fields.Char(
        string="Document", compute="_compute_name", store=True, precompute=True
    )
    due = fields.Date(
        string="To Be Paid by", compute="_compute_name", store=True, precompute=True
    )
    amount = fields.Monetary(
        string="In the Plan",
        compute="_compute_amount",
        store=True,
        precompute=True,
        help="What was left to pay when the plan was made.",
    )
    left = fields.Monetary(string="Left to Pay", compute="_compute_left")
    live = fields.Boolean(
        compute="_compute_live",
        store=True,
        precompute=True,
        help="Its plan waits for somebody, or runs.",
    )

    _one_live_plan = models.UniqueIndex(
        "(line_id) WHERE live",
        "One of these debts stands in another instalment plan already.",
    )
    _once_a_plan = models.Constraint(
        "UNIQUE (plan_id, line_id)", "A debt stands in a plan once."
    )

    @api.depends("line_id")
    def _compute_name(self):
        for debt in self:
            line = debt.line_id
            debt.name = line.move_id.name
            debt.due = line.date_maturity or line.date

    @api.depends("line_id")
    def _compute_amount(self):
        """Not again when somebody pays: a plan says what it said."""
        for debt in self:
            debt.amount = debt.line_id.amount_residual

    @api.depends("amount", "line_id.amount_residual")
    def _compute_left(self):
        for debt in self:
            # Residents may not read the ledger; their plan says what is left.
            open_sudo = debt.sudo().line_id.amount_residual
            debt.left = min(max(open_sudo, 0.0), debt.amount)

    @api.depends("plan_id.state")
    def _compute_live(self):
        for debt in self:
            debt.live = debt.plan_id._is_live()

    @api.constrains("line_id", "plan_id")
    def _check_line(self):
        for debt in self:
            line = debt.line_id
            if not line._water_is_debt_of(debt.plan_id):
                raise ValidationError(
                    self.env._(
                        "%(document)s is no open debt of %(customer)s.",
                        document=line.move_id.name or line.display_name,
                        customer=debt.plan_id.partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        debts = super().create(vals_list)
        debts.plan_id._ensure_draft()
        return debts

    def write(self, vals):
        self.check_access("write")
        self.plan_id._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        if any(debt.plan_id.state != "draft" for debt in self):
            raise UserError(
                self.env._("The debts of a plan that was proposed stay as they are.")
            )
