from datetime import timedelta

from odoo import api, fields, models

from .law_day import law_today


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

    water_accrual_reminder = fields.Boolean(
        string="Remind of the Quarter's Accrual",
        default=True,
        help="The board tells when a quarter is over and its interest is not booked. "
        "Budget units have to (regulation of 13 September 2017, § 11); a company that "
        "need not switches it off.",
    )
    water_accrual_missing = fields.Boolean(
        string="Quarter's Interest not Booked",
        compute="_compute_water_accrual_missing",
        search="_search_water_accrual_missing",
        help="A quarter is over, something was billed before its end, and interest of "
        "its last day is not booked.",
    )

    def _compute_water_accrual_missing(self):
        missing = self._water_accrual_missing()
        for company in self:
            company.water_accrual_missing = company in missing

    def _search_water_accrual_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = self.search(
            [("water_accrual_reminder", "=", True)]
        )._water_accrual_missing()
        return [("id", "in" if True in value else "not in", missing.ids)]

    @api.model
    def _water_quarter_end(self):
        """The last day of the last quarter that is over."""
        today = law_today(self)
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return first - timedelta(days=1)

    def _water_accrual_missing(self):
        """Those of these companies that have to book the interest of a quarter."""
        end = self._water_quarter_end()
        asked_sudo = self.sudo().filtered("water_accrual_reminder")
        booked_sudo = (
            self.env["water.interest.accrual"]
            .sudo()
            .search(
                [
                    ("company_id", "in", asked_sudo.ids),
                    ("quarter_end", "=", end),
                    ("state", "=", "posted"),
                ]
            )
        )
        moves_sudo = self.env["account.move"].sudo()
        waiting_sudo = (asked_sudo - booked_sudo.company_id).filtered(
            lambda company: moves_sudo.search_count(
                [
                    ("company_id", "=", company.id),
                    ("move_type", "=", "out_invoice"),
                    ("water_contract_id", "!=", False),
                    ("state", "=", "posted"),
                    ("invoice_date_due", "<", end),
                ],
                limit=1,
            )
        )
        return waiting_sudo.sudo(self.env.su)

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
