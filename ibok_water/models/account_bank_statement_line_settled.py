from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    """What a movement settled, in words that a clerk reads."""

    _inherit = "account.bank.statement.line"

    water_settled_ids = fields.Many2many(
        "account.partial.reconcile",
        string="Settled",
        compute="_compute_water_settled",
        help="Documents that this movement paid, with how much of it each took.",
    )
    water_left = fields.Monetary(
        string="Not Used Yet",
        compute="_compute_water_settled",
        help="The part that no document took: the customer's credit. It settles the "
        "next bill by itself.",
    )

    @api.depends(
        "line_ids.matched_debit_ids", "line_ids.matched_credit_ids", "is_reconciled"
    )
    def _compute_water_settled(self):
        for line in self:
            owed = line.line_ids.filtered(
                lambda item: item.account_type == "asset_receivable"
            )
            line.water_settled_ids = owed.matched_debit_ids | owed.matched_credit_ids
            line.water_left = -sum(owed.mapped("amount_residual"))
