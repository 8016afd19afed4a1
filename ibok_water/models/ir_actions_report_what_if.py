import io
from collections import OrderedDict

import weasyprint
from weasyprint.urls import URLFetcher

from odoo import models
from odoo.tools import file_path

from .ir_actions_report import BILL_FONTS, BILL_PROTOCOLS

WHAT_IF = "ibok_water.report_water_tariff_what_if"


class IrActionsReport(models.Model):
    """The council's page of a what-if is a tagged PDF, made as bills are."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: like a bill, it needs no second worker."""
        if self._get_report(report_ref).report_name == WHAT_IF:
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to print the what-if with WeasyPrint."""
        if self._get_report(report_ref).report_name != WHAT_IF:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        streams = OrderedDict()
        for what_if in self.env["water.tariff.what.if"].browse(res_ids):
            content = self._render_water_what_if(what_if)
            streams[what_if.id] = {"stream": io.BytesIO(content), "attachment": None}
        return streams

    def _render_water_what_if(self, what_if):
        """The council's page as a tagged PDF.

        :return: bytes
        """
        what_if.check_access("read")
        lang = what_if.company_id.partner_id.lang or self.env.lang
        what_if = what_if.with_context(lang=lang)
        values = {
            "o": what_if,
            "lang": lang,
            "fonts": {
                weight: f"file://{file_path(path)}"
                for weight, path in BILL_FONTS.items()
            },
        }
        qweb = self.env["ir.qweb"].with_context(lang=lang)
        document = weasyprint.HTML(
            string=str(qweb._render(WHAT_IF, values)),
            url_fetcher=URLFetcher(allowed_protocols=BILL_PROTOCOLS),
        )
        return document.write_pdf(pdf_variant="pdf/ua-1")
