from odoo import fields, models


class ResCompany(models.Model):
    """Where interest of a quarter's end is booked."""

    _inherit = "res.company"

    water_accrual_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of Accrued Interest",
        domain="[('type', '=', 'general')]",
        check_company=True,
        help="Where interest that no note charges is booked on a quarter's last day.",
    )
    water_accrual_account_id = fields.Many2one(
        "account.account",
        string="Accrued Interest",
        domain="[('account_type', '=', 'asset_current')]",
        check_company=True,
        help="Debited on the quarter's last day. No customer's account: a customer is "
        "asked for interest by a note alone.",
    )
    water_accrual_income_account_id = fields.Many2one(
        "account.account",
        string="Income of Accrued Interest",
        check_company=True,
        help="Credited on that day. Empty: the account of interest notes.",
    )

    def _water_setup_interest(self):
        """Override: the journal and the account of accruals; what is there stays."""
        result = super()._water_setup_interest()
        if not self.water_accrual_journal_id:
            self.water_accrual_journal_id = self.env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", self.id)], limit=1
            )
        if not self.water_accrual_account_id:
            chart = self.env["account.chart.template"].with_company(self)
            self.water_accrual_account_id = chart.ref(
                "chart24090900", raise_if_not_found=False
            )
        return result
