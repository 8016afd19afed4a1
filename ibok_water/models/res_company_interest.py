from odoo import api, fields, models

#: Company field -> account of the Polish chart.
ACCOUNTS = {
    "water_interest_account_id": "chart75000300",
    "water_compensation_account_id": "chart76000900",
}


class ResCompany(models.Model):
    """What the municipality decided on interest for late payment."""

    _inherit = "res.company"

    water_interest_journal_id = fields.Many2one(
        "account.journal",
        string="Interest Notes Journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal with its own numbering. Notes are outside VAT and KSeF.",
    )
    water_interest_account_id = fields.Many2one(
        "account.account",
        string="Income from Interest",
        check_company=True,
        help="Financial income that interest notes are booked to.",
    )
    water_compensation_account_id = fields.Many2one(
        "account.account",
        string="Income from Compensation",
        check_company=True,
        help="Income that compensation for costs of recovery is booked to.",
    )
    water_interest_days = fields.Integer(
        string="Days to Pay an Interest Note",
        default=14,
        required=True,
        help="From the day of the note, 7 to 14.",
    )
    water_interest_threshold = fields.Monetary(
        string="Smallest Interest Note",
        help="A customer whose notes would come to less gets none; the days stay free "
        "and go on adding up. 0: a note for every grosz. The law knows no such limit, "
        "so a local decision is needed.",
    )
    water_interest_unpaid = fields.Boolean(
        string="Notes for Unpaid Bills",
        help="Interest is charged also before a bill is paid, up to the day asked for. "
        "Else when it is paid in full; until then the demand names it.",
    )
    water_interest_compensation = fields.Boolean(
        string="Compensation from Traders",
        help="Traders and public bodies owe 40, 70 or 100 EUR for each document paid "
        "late, without a reminder (art. 10 of the act of 8.03.2013).",
    )

    _water_interest_days_range = models.Constraint(
        "CHECK (water_interest_days BETWEEN 7 AND 14)",
        "An interest note is paid within 7 to 14 days.",
    )
    _water_interest_threshold_range = models.Constraint(
        "CHECK (water_interest_threshold >= 0)",
        "The smallest interest note is not below zero.",
    )

    def _water_setup(self):
        """Override to give companies on the Polish chart what notes are booked with."""
        result = super()._water_setup()
        for company in self.filtered(lambda c: c.chart_template == "pl"):
            company._water_setup_interest()
        return result

    def _water_setup_interest(self):
        """The journal of notes and its accounts; what is chosen is left alone."""
        self.ensure_one()
        if not self.water_interest_journal_id:
            # At installation nobody's language is set: take the company's.
            company = self.with_context(lang=self.partner_id.lang or self.env.lang)
            self.water_interest_journal_id = company.env["account.journal"].create(
                {
                    "name": company.env._("Interest notes"),
                    "code": "NO",
                    "type": "sale",
                    "company_id": self.id,
                    "refund_sequence": True,
                }
            )
        chart = self.env["account.chart.template"].with_company(self)
        for name, xmlid in ACCOUNTS.items():
            if not self[name]:
                self[name] = chart.ref(xmlid, raise_if_not_found=False)

    @api.model
    def _water_setup_all(self):
        """Set up all companies: an upgrade brings what was not there before."""
        self.search([("chart_template", "=", "pl")])._water_setup()
