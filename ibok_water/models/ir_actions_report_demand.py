import io
from collections import OrderedDict

from odoo import models

DEMAND = "ibok_water.report_payment_demand_page"


class IrActionsReport(models.Model):
    """Payment demands: tagged PDF as bills are, kept as they were issued."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: like a bill, it needs no second worker."""
        if self._get_report(report_ref).report_name == DEMAND:
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to give the kept file of each demand."""
        if self._get_report(report_ref).report_name != DEMAND:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        demands = self.env["water.payment.demand"].browse(res_ids)
        demands.check_access("read")
        return OrderedDict(
            (demand.id, {"stream": io.BytesIO(demand._pdf()), "attachment": None})
            for demand in demands
        )

    def _get_rendering_context(self, report, docids, data):
        """Override of `base`: what the page wants beside its record."""
        data = super()._get_rendering_context(report, docids, data)
        if report.report_name == DEMAND:
            demand = self.env["water.payment.demand"].browse(docids)[:1]
            data |= self._water_demand_values(demand)
        return data

    def _water_demand_values(self, demand):
        """The demand in the customer's language, with the fonts."""
        lang = demand.partner_id.lang or self.env.lang
        return {
            "o": demand.with_context(lang=lang).sudo(),
            "lang": lang,
            "fonts": self._water_fonts(),
        }

    def _water_demand_pdf(self, demand):
        """One demand as a tagged PDF.

        :return: bytes
        """
        demand.check_access("read")
        return self._water_tagged_pdf(DEMAND, self._water_demand_values(demand))
