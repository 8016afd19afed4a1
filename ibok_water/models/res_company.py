from odoo import fields, models
from odoo.fields import Command

#: xmlid -> attribute of the product's Polish income account in `l10n_pl`
WATER_PRODUCTS = (
    "product_water",
    "product_sewage",
    "product_subscription",
)


class ResCompany(models.Model):
    """Settings of the water utility: law and local decisions are data."""

    _inherit = "res.company"

    water_journal_id = fields.Many2one(
        "account.journal",
        string="Water Bills Journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Sales journal with its own numbering for water and sewage bills.",
    )
    water_payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        help="Default payment term of new contracts. Not shorter than 14 days from "
        "sending the bill (regulation of 27.02.2018, Dz.U. 2018 poz. 472).",
    )
    water_window_before = fields.Integer(
        string="Reading Window: Days Before",
        default=10,
        help="Days before the end of a billing cycle from which a reading settles it.",
    )
    water_window_after = fields.Integer(
        string="Reading Window: Days After",
        default=14,
        help="Days after the end of a billing cycle until which a reading settles it.",
    )
    water_volume_precision = fields.Selection(
        [("1", "Whole m³"), ("0.01", "0.01 m³")],
        string="Billed Volume",
        default="1",
        required=True,
        help="Both register values are cut down to this precision before they are "
        "subtracted, so what is not billed now is billed next time.",
    )
    water_subscription_mode = fields.Selection(
        [
            ("every_started", "Every started month or billing period"),
            ("pro_rata", "By days"),
        ],
        string="Subscription at Move-in and Move-out",
        default="every_started",
        required=True,
        help="How a month in which the contract begins or ends counts, and of a rate "
        "by the billing period how such a period does.",
    )
    water_tariff_change_days = fields.Integer(
        string="Reading near a Change of Price: Days",
        default=3,
        help="A reading taken at most so many days from the day on which a price "
        "changes tells what was used before it; without one the use is shared by "
        "days. 0: always by days. No act gives a formula; art. 27 ust. 1 of the act of "
        "7.06.2001 (Dz.U. 2024 poz. 757) bills what the meter shows.",
    )
    water_split_precision = fields.Selection(
        [("0.01", "0.01 m³"), ("1", "Whole m³")],
        string="Use Shared between Prices",
        default="0.01",
        required=True,
        help="Precision of each part when use is shared between two prices by days; "
        "the last part takes the rest, so parts sum to the use.",
    )
    water_subscription_change = fields.Selection(
        [
            ("period_end", "Rate of the last day of the period"),
            ("pro_rata", "Each rate by its days"),
        ],
        string="Subscription when Its Rate Changes",
        default="period_end",
        required=True,
        help="Which rate a billing period pays in which the subscription's rate "
        "changes. The regulation of 27.02.2018 (Dz.U. 2018 poz. 472) makes it a fee "
        "per customer and period and leaves this open.",
    )
    water_bill_resident_reading = fields.Boolean(
        string="Bill on Resident's Reading",
        default=True,
        help="An accepted reading given by the resident inside the reading window "
        "becomes a posted invoice at once.",
    )
    water_spike_factor = fields.Float(
        string="Spike Factor",
        default=3.0,
        help="A reading is held when the use is above this multiple of the point's "
        "usual daily use (plus the margin).",
    )
    water_spike_margin = fields.Float(
        string="Spike Margin (m³)",
        default=10.0,
        help="Added to the usual use before a reading is called too high, in m³.",
    )
    water_rollover_limit = fields.Float(
        string="Largest Use at Rollover (m³)",
        default=500.0,
        help="A register that shows less than before is read as a rollover only when "
        "the use through zero is not above this, in m³.",
    )
    water_emergency_phone = fields.Char(
        string="Emergency Phone", help="Printed on bills and shown to residents."
    )
    water_bill_note = fields.Char(
        string="Note on Bills", translate=True, help="One line printed on every bill."
    )

    _water_change_days_range = models.Constraint(
        "CHECK (water_tariff_change_days BETWEEN 0 AND 31)",
        "A reading decides at most 31 days from a change of price.",
    )

    def _water_setup(self):
        """Give companies on the Polish chart their journal, term and product taxes.

        Idempotent: what an accountant has already chosen is left alone.
        """
        for company in self.filtered(lambda c: c.chart_template == "pl"):
            company._water_setup_journal()
            company._water_setup_products()

    def _water_setup_journal(self):
        self.ensure_one()
        if not self.water_journal_id:
            # At installation nobody's language is set: take the company's.
            company = self.with_context(lang=self.partner_id.lang or self.env.lang)
            self.water_journal_id = company.env["account.journal"].create(
                {
                    "name": company.env._("Water and sewage bills"),
                    "code": "WOD",
                    "type": "sale",
                    "company_id": self.id,
                    "refund_sequence": True,
                }
            )
        if not self.water_payment_term_id:
            self.water_payment_term_id = self.env.ref(
                "ibok_water.payment_term_14_days", raise_if_not_found=False
            )

    def _water_setup_products(self):
        """VAT 8 % (annex 3 to the VAT act) and a domestic service income account."""
        self.ensure_one()
        chart = self.env["account.chart.template"].with_company(self)
        tax = chart.ref("vs_kraj_8", raise_if_not_found=False)
        account = chart.ref("chart70000300", raise_if_not_found=False)
        for name in WATER_PRODUCTS:
            product = self.env.ref(f"ibok_water.{name}").with_company(self)
            if tax and not product.taxes_id.filtered(lambda t: t.company_id == self):
                product.taxes_id = [Command.link(tax.id)]
            if account and not product.property_account_income_id:
                product.property_account_income_id = account
