from odoo import models


class AccountMove(models.Model):
    """A posted invoice is an invoice, also before it was ever sent."""

    _inherit = "account.move"

    def _get_invoice_proforma_pdf_report_filename(self):
        """Override of `account`: only a draft is printed as a proforma."""
        if self.state == "posted":
            return self._get_invoice_report_filename()
        return super()._get_invoice_proforma_pdf_report_filename()
