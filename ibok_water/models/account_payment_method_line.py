from odoo import api, models


class AccountPaymentMethodLine(models.Model):
    """Ways to pay have one name for everybody: it is in the company's language."""

    _inherit = "account.payment.method.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`, which takes the language of whoever makes the line.

        A chart of accounts is loaded in English more often than not.
        """
        lines = super().create(vals_list)
        for line in lines:
            if line.name == line.payment_method_id.name:
                line.name = line._name_for_company()
        return lines

    def _name_for_company(self):
        self.ensure_one()
        lang = self.journal_id.company_id.partner_id.lang or self.env.lang
        return self.payment_method_id.with_context(lang=lang).name
