import io
import logging
from collections import OrderedDict

import weasyprint
from weasyprint.urls import URLFetcher

from odoo import models
from odoo.tools import file_path

from .account_move import WATER_FORMS

# WeasyPrint tells each of its seven steps; a run prints thousands of bills.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

#: Faces the bill is set in; they come with Odoo, so no machine needs fonts of its own.
BILL_FONTS = {
    "400": "web/static/fonts/lato/Lato-Reg-webfont.ttf",
    "700": "web/static/fonts/lato/Lato-Bol-webfont.ttf",
}


#: A bill is complete in itself: nothing but its fonts is loaded while it is printed.
BILL_PROTOCOLS = {"data", "file"}


class IrActionsReport(models.Model):
    """Water bills become tagged PDF/UA by WeasyPrint, the rest goes Odoo's own way.

    The act on digital accessibility (Dz.U. 2019 poz. 848) asks for documents that a
    screen reader can read, which wkhtmltopdf cannot make.
    """

    _inherit = "ir.actions.report"

    def _water_bills(self, report_ref, res_ids):
        """The invoices among these documents that are printed on the water form."""
        if not res_ids or not self._is_invoice_report(report_ref):
            return self.env["account.move"]
        moves = self.env["account.move"].browse(res_ids)
        forms = set(WATER_FORMS.values())
        return moves.filtered(lambda m: m._get_name_invoice_report() in forms)

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base`: bills need no second worker, so tests get PDF as well."""
        ids = [res_ids] if isinstance(res_ids, int) else res_ids
        bills = self._water_bills(report_ref, ids)
        if bills and len(bills) == len(ids):
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base` to print water bills with WeasyPrint."""
        bills = self._water_bills(report_ref, res_ids)
        if not bills:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        report_sudo = self._get_report(report_ref)
        streams = {}
        others = [res_id for res_id in res_ids if res_id not in bills._ids]
        if others:
            streams.update(
                super()._render_qweb_pdf_prepare_streams(
                    report_ref, data, res_ids=others
                )
            )
        for bill in bills:
            attachment = (
                report_sudo.retrieve_attachment(bill)
                if report_sudo.attachment
                and not self.env.context.get("report_pdf_no_attachment")
                else None
            )
            kept = attachment if report_sudo.attachment_use else None
            content = kept.raw if kept else self._render_water_bill(bill)
            streams[bill.id] = {
                "stream": io.BytesIO(content),
                "attachment": attachment,
            }
        return OrderedDict((res_id, streams[res_id]) for res_id in res_ids)

    def _render_water_bill(self, bill):
        """One bill as a tagged PDF.

        :param bill: account.move, a water bill or its correction
        :return: bytes
        """
        lang = bill.partner_id.lang or self.env.lang
        html = (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                "ibok_water.report_bill_page",
                {
                    "o": bill.with_context(lang=lang),
                    "lang": lang,
                    "title": bill.name,
                    "fonts": {
                        weight: f"file://{file_path(path)}"
                        for weight, path in BILL_FONTS.items()
                    },
                },
            )
        )
        document = weasyprint.HTML(
            string=str(html), url_fetcher=URLFetcher(allowed_protocols=BILL_PROTOCOLS)
        )
        return document.write_pdf(pdf_variant="pdf/ua-1")
