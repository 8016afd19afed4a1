import base64
import io
from collections import OrderedDict

from odoo import models

from .ibok_contract_document_text import DOCUMENT


class IrActionsReport(models.Model):
    """Documents of contracts: as they were sent, drafts as they stand."""

    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: like a bill, it needs no second worker."""
        if self._get_report(report_ref).report_name == DOCUMENT:
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to give the kept file of each document."""
        if self._get_report(report_ref).report_name != DOCUMENT:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        documents = self.env["ibok.contract.document"].browse(res_ids)
        documents.check_access("read")
        return OrderedDict(
            (one.id, {"stream": io.BytesIO(one._pdf_content()), "attachment": None})
            for one in documents
        )

    def _get_rendering_context(self, report, docids, data):
        """Override of `base`: what the page wants beside its record."""
        data = super()._get_rendering_context(report, docids, data)
        if report.report_name == DOCUMENT:
            document = self.env["ibok.contract.document"].browse(docids)[:1]
            data |= document._page_values(draft=document.state == "draft")
        return data


class IbokContractDocument(models.Model):
    _inherit = "ibok.contract.document"

    def _pdf_content(self):
        """The file as it was sent; of a draft the page as it stands."""
        self.ensure_one()
        self.check_access("read")
        kept = self.sudo().with_context(bin_size=False).pdf
        return base64.b64decode(kept) if kept else self._render_pdf(draft=True)
