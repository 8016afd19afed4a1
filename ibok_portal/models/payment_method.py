from odoo import models


class PaymentMethod(models.Model):
    """How residents call the ways to pay."""

    _inherit = "payment.method"

    def _portal_name(self):
        """The method's name, in words where Odoo has an abbreviation."""
        self.ensure_one()
        if self.code == "p24":
            return self.env._("Bank transfer and other ways (Przelewy24)")
        return self.name
