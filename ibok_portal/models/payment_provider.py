from odoo import models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _portal_redirects(self, method):
        """Whether paying by this method goes on at the provider's own page.

        A provider whose form is built by scripts is for Odoo's own payment dialog.
        """
        self.ensure_one()
        return bool(self._get_redirect_form_view()) and not (
            self.inline_form_view_id and self._should_build_inline_form()
        )
