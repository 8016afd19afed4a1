from odoo import models


class ResCompany(models.Model):
    """Names of records that Odoo keeps in one language only."""

    _inherit = "res.company"

    def _water_setup(self):
        """Override to name the addon's records in the company's language."""
        result = super()._water_setup()
        for company in self.filtered(lambda c: c.chart_template == "pl"):
            company._water_setup_ways_to_pay()
        for company in self.filtered(lambda c: c.chart_template == "pl")[:1]:
            company._water_setup_names()
        return result

    def _water_setup_names(self):
        """Sequences and product categories have no translations: take the company's.

        A name that somebody has changed is left alone.
        """
        self.ensure_one()
        # At installation nobody's language is set: take the company's.
        lang = self.partner_id.lang or self.env.lang
        told = self.with_context(lang=lang).env
        english = self.with_context(lang="en_US").env
        for name, words in self._water_names(told).items():
            xmlid = name if "." in name else f"ibok_water.{name}"
            record = self.env.ref(xmlid, raise_if_not_found=False)
            if record and record.name == self._water_names(english)[name]:
                record.name = words

    def _water_setup_ways_to_pay(self):
        """Ways to pay of a chart loaded in English get the name in our language.

        A name that somebody has changed is left alone.
        """
        self.ensure_one()
        lines = self.env["account.payment.method.line"].search(
            [("journal_id.company_id", "=", self.id)]
        )
        for line in lines:
            if line.name == line.payment_method_id.with_context(lang="en_US").name:
                line.name = line._name_for_company()

    def _water_names(self, env):
        """{xmlid (without a dot: in this addon): name in the environment's language}"""
        return {
            "sequence_customer": env._("Water: customer number"),
            "sequence_customer_account": env._("Water: individual bank account"),
            "sequence_cash_receipt": env._("Water: cash receipt"),
            "sequence_contract": env._("Water: contract"),
            "sequence_point": env._("Water: metering point"),
            "sequence_exchange_protocol": env._("Water: meter exchange protocol"),
            "sequence_internal_note": env._("Water: internal note"),
            "product_category_water": env._("Water and sewage"),
            # Author of what somebody did in the portal without logging in.
            "base.public_partner": env._("Public user"),
        }
