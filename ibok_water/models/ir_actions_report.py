import io
from collections import OrderedDict

from odoo import models
from odoo.tools import file_path

BILL_TEMPLATE = "ibok_water.report_bill_document"


class IrActionsReport(models.Model):
    """Water bills as tagged PDF by WeasyPrint, several times faster than wkhtmltopdf."""

    _inherit = "ir.actions.report"

    def _water_bills(self, report_ref, res_ids):
        """The invoices among these documents that are printed on the water form."""
        if not res_ids or not self._is_invoice_report(report_ref):
            return self.env["account.move"]
        moves = self.env["account.move"].browse(res_ids)
        return moves.filtered(
            lambda m: m._get_name_invoice_report() == BILL_TEMPLATE
        )
