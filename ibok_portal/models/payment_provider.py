from odoo import models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _portal_redirects(self):
        """Whether paying may go on at the provider's own page.

        A provider whose form is built by scripts alone is for Odoo's payment dialog.
        """
        self.ensure_one()
        return bool(self._get_redirect_form_view())
