import base64
import io
from collections import OrderedDict

from odoo import models

from .ibok_application_step_end import PROTOCOL
from .ibok_contract_document_text import DOCUMENT

#: Reports whose records give their own file.
OWN = frozenset({DOCUMENT, PROTOCOL})


class IrActionsReport(models.Model):
    """Documents of contracts as they were sent, and protocols of a handover."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: like a bill, it needs no second worker."""
        if self._get_report(report_ref).report_name in OWN:
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to give the file of each record."""
        report = self._get_report(report_ref)
        if report.report_name not in OWN:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        records = self.env[report.model].browse(res_ids)
        records.check_access("read")
        streams = OrderedDict()
        for record in records:
            if report.report_name == DOCUMENT:
                content = record._pdf_content()
            else:
                content = self._render_water_page(PROTOCOL, record)
            streams[record.id] = {"stream": io.BytesIO(content), "attachment": None}
        return streams

    def _get_rendering_context(self, report, docids, data):
        """Override of `base`: what the page wants beside its record."""
        data = super()._get_rendering_context(report, docids, data)
        if report.report_name in OWN:
            record = self.env[report.model].browse(docids)[:1]
            data |= (
                record._page_values(draft=record.state == "draft")
                if report.report_name == DOCUMENT
                else self._water_page_values(record)
            )
        return data


class IbokContractDocument(models.Model):
    _inherit = "ibok.contract.document"

    def _pdf_content(self):
        """The file as it was sent; of a draft the page as it stands."""
        self.ensure_one()
        self.check_access("read")
        kept = self.sudo().with_context(bin_size=False).pdf
        return base64.b64decode(kept) if kept else self._render_pdf(draft=True)
