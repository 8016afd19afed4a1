import io
from collections import OrderedDict

import weasyprint
from weasyprint.urls import URLFetcher

from odoo import models
from odoo.tools import file_path

from .ir_actions_report import BILL_FONTS, BILL_PROTOCOLS
from .law_day import law_today

#: Reports whose template is a page complete in itself, as that of a bill is.
PAGES = frozenset(
    {
        "ibok_water.report_water_tariff_what_if",
        "ibok_water.report_exchange_protocol_document",
        "ibok_water.report_instalment_plan",
        "ibok_water.report_cutoff",
        "ibok_water.report_cutoff_customer",
        "ibok_water.report_cutoff_mayor",
        "ibok_water.report_cutoff_inspector",
        "ibok_water.report_cutoff_order",
        "ibok_water.report_cutoff_reconnect",
        "ibok_water.report_cash_receipt_document",
        "ibok_water.report_balance_letter_page",
    }
)


class IrActionsReport(models.Model):
    """The council's page of a what-if and the protocol of an exchange: tagged PDF.

    They are made as bills are, so they look the same on every machine.
    """

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: like a bill, it needs no second worker."""
        if self._get_report(report_ref).report_name in PAGES:
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to print these pages with WeasyPrint."""
        report = self._get_report(report_ref)
        if report.report_name not in PAGES:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        streams = OrderedDict()
        for record in self.env[report.model].browse(res_ids):
            content = self._render_water_page(report.report_name, record)
            streams[record.id] = {"stream": io.BytesIO(content), "attachment": None}
        return streams

    def _get_rendering_context(self, report, docids, data):
        """Override of `base`: what these pages want beside their records."""
        data = super()._get_rendering_context(report, docids, data)
        if report.report_name in PAGES:
            record = self.env[report.model].browse(docids)[:1]
            data |= self._water_page_values(record)
        return data

    def _water_page_values(self, record):
        """Language and fonts of a page; it is the municipality's own paper."""
        lang = record.company_id.partner_id.lang or self.env.lang
        return {
            "o": record.with_context(lang=lang),
            "lang": lang,
            "fonts": self._water_fonts(),
            "today": law_today(record),
        }

    def _water_fonts(self):
        """{weight: address} of the faces that documents are set in."""
        return {
            weight: f"file://{file_path(path)}" for weight, path in BILL_FONTS.items()
        }

    def _render_water_page(self, template, record):
        """One page as a tagged PDF.

        :return: bytes
        """
        record.check_access("read")
        return self._water_tagged_pdf(template, self._water_page_values(record))

    def _water_tagged_pdf(self, template, values):
        """What a template makes of these values, as a tagged PDF.

        :param dict values: with ``lang``, the language of the document
        :return: bytes
        """
        qweb = self.env["ir.qweb"].with_context(lang=values["lang"])
        document = weasyprint.HTML(
            string=str(qweb._render(template, values)),
            url_fetcher=URLFetcher(allowed_protocols=BILL_PROTOCOLS),
        )
        return document.write_pdf(pdf_variant="pdf/ua-1")
