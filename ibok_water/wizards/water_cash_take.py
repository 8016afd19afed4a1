from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.law_day import law_today


class WaterCashTake(models.TransientModel):
    """Cash of a customer: how much, for which bills; a receipt comes out."""

    _name = "water.cash.take"
    _description = "Take Cash"
    _inherit = ["water.spread.mixin"]

    company_id = fields.Many2one(default=lambda self: self.env.company)
    partner_id = fields.Many2one(required=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Cash",
        required=True,
        domain="[('type', '=', 'cash'), ('company_id', '=', company_id)]",
        default=lambda self: self._default_journal_id(),
        check_company=True,
    )
    payer = fields.Char(
        string="Received from",
        compute="_compute_payer",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    owed = fields.Monetary(
        compute="_compute_owed",
        help="What the customer was to pay until today, today included.",
    )
    owed_later = fields.Monetary(
        string="Not Due Yet",
        compute="_compute_owed",
        help="Bills and notes whose day of payment is still to come.",
    )
    amount = fields.Monetary(required=True)
    line_ids = fields.One2many(
        "water.spread.line",
        "cash_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        string="Settles",
    )

    def _default_journal_id(self):
        return self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("partner_id")
    def _compute_payer(self):
        for wizard in self:
            wizard.payer = wizard.partner_id.name

    @api.depends("line_ids.residual", "line_ids.due")
    def _compute_owed(self):
        today = law_today(self)
        for wizard in self:
            later = wizard.line_ids.filtered(lambda row: row.due and row.due > today)
            wizard.owed_later = sum(later.mapped("residual"))
            wizard.owed = sum((wizard.line_ids - later).mapped("residual"))

    @api.depends("partner_id", "amount")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard._line_commands()

    def _to_share(self):
        return max(self.amount, 0.0)

    def action_take(self):
        """Take the cash and print the receipt."""
        self.ensure_one()
        receipts = self.env["water.cash.receipt"]
        receipts._ensure_cashier()
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("How much was paid? Enter the amount."))
        receipt = receipts._take(
            self.company_id,
            self.journal_id,
            self.partner_id,
            self.payer,
            self._spending(),
            self.amount,
        )
        report = self.env.ref("ibok_water.report_cash_receipt")
        return report.report_action(receipt) | {"close_on_report_download": True}
