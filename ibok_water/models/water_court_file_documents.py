import io
import re

import xlsxwriter

from odoo import models
from odoo.tools import format_date


class WaterCourtFile(models.Model):
    """Which documents lie in the file, customer by customer."""

    _inherit = "water.court.file"

    def _count_documents(self, claims):
        """How many documents have to be printed."""
        moves = claims.move_id
        return len(moves | self._corrections(moves)) + len(self._demands(claims))

    def _documents(self, claims):
        """Yield (path in the archive, bytes).

        Extended by `_inherit`: yield from ``super``, then what another addon has.
        """
        for partner, rows in claims.grouped("partner_id").items():
            folder = self._folder(partner)
            yield f"{folder}/{self._name_of_list()}.pdf", self._list_pdf(partner, rows)
            yield f"{folder}/{self._name_of_list()}.xlsx", self._list_xlsx(rows)
            for part in self._parts(partner, rows):
                for path, content in part:
                    yield f"{folder}/{path}", content

    def _parts(self, partner, rows):
        """Parts of a customer's folder, each an iterable of (path, bytes)."""
        return [
            self._printed_moves(rows.move_id),
            self._printed_demands(rows),
            self._attached(rows),
        ]

    def _name_of_list(self):
        return self.env._("claims")

    def _folder(self, partner):
        """A folder's name that every system takes."""
        number = partner.water_customer_number or str(partner.id)
        return _plain(f"{number} {partner.name or ''}")

    def _corrections(self, moves):
        """Posted documents that correct or reverse these."""
        return self.env["account.move"].search(
            [
                ("state", "=", "posted"),
                ("move_type", "=", "out_refund"),
                "|",
                ("water_corrected_move_id", "in", moves.ids),
                ("reversed_entry_id", "in", moves.ids),
            ]
        )

    def _printed_moves(self, moves):
        """Bills, notes and what corrects them; an opening entry has no print."""
        reports = self.env["ir.actions.report"]
        for move in moves | self._corrections(moves):
            if not move.is_sale_document(include_receipts=True):
                continue
            content, _kind = reports._render_qweb_pdf(
                "account.account_invoices", move.ids
            )
            folder = (
                self.env._("notes") if move.water_interest_note else self.env._("bills")
            )
            yield f"{folder}/{_plain(move.name)}.pdf", content

    def _demands(self, rows):
        """Demands that asked for any of these claims and were sent."""
        return self.env["water.payment.demand"].search(
            [
                ("line_ids.line_id", "in", rows.line_id.ids),
                ("state", "in", ("issued", "delivered", "settled")),
            ],
            order="issued_on, id",
        )

    def _printed_demands(self, rows):
        # A text inside an f-string is not found by who collects texts to translate.
        folder = self.env._("demands")
        for demand in self._demands(rows):
            yield f"{folder}/{demand._file_name()}", demand._pdf()

    def _interruptions(self, rows):
        return self.env["water.prescription.interruption"].search(
            [("line_ids", "in", rows.line_id.ids)], order="date, id"
        )

    def _attached(self, rows):
        """What somebody attached to the contracts, demands and interruptions."""
        sources = {
            self.env._("contract"): rows.contract_id,
            self.env._("delivery"): self._demands(rows),
            self.env._("interruptions"): self._interruptions(rows),
        }
        for folder, records in sources.items():
            attachments = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("res_field", "=", False),
                    ("type", "=", "binary"),
                ]
            )
            # The demand's own file lies among the demands.
            if records._name == "water.payment.demand":
                attachments -= records.sudo().kept_pdf_id.sudo(False)
            for attachment in attachments:
                name = _plain(attachment.name)
                yield f"{folder}/{attachment.id} {name}", attachment.raw

    def _list_pdf(self, partner, rows):
        """The list of claims of one customer, with what happened to them."""
        reports = self.env["ir.actions.report"]
        lang = self.env.context.get("lang") or self.env.lang
        return reports._water_tagged_pdf(
            "ibok_water.report_court_list_page",
            {
                "o": self,
                "lang": lang,
                "fonts": reports._water_fonts(),
                "partner": partner,
                "rows": rows,
                "parts": self._interest_parts(rows),
                "demands": self._demands(rows),
                "interruptions": self._interruptions(rows),
            },
        )

    def _interest_parts(self, rows):
        """[(document, stretch of days with one rate)] behind the interest."""
        found, _problems = (
            self.env["water.interest.coverage"]
            .sudo()
            ._reckon(self.company_id, self.day, moves=rows.move_id, unpaid=True)
        )
        wanted = set(rows.ids)
        return [
            (late.debt.name, part)
            for lates in found.values()
            for late in lates
            if late.debt.line_id in wanted
            for part in late.parts
        ]

    def _list_xlsx(self, rows):
        """The same list for a spreadsheet; amounts are numbers."""
        names = ("move_id", "kind", "date", "due", "amount", "residual", "interest")
        names += ("total_owed", "prescribed_on")
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True})
        sheet = book.add_worksheet()
        bold, money = book.add_format({"bold": True}), book.add_format()
        money.set_num_format("#,##0.00")
        for column, name in enumerate(names):
            label = rows._fields[name]._description_string(self.env)
            sheet.write_string(0, column, label, bold)
        kinds = dict(rows._fields["kind"]._description_selection(self.env))
        for place, row in enumerate(rows, start=1):
            for column, name in enumerate(names):
                value = row[name]
                if rows._fields[name].type == "monetary":
                    sheet.write_number(place, column, round(value, 2), money)
                    continue
                if name == "move_id":
                    value = value.name
                elif name == "kind":
                    value = kinds[value]
                elif value:
                    value = format_date(self.env, value)
                sheet.write_string(place, column, value or "")
        sheet.set_column(0, len(names) - 1, 18)
        book.close()
        return output.getvalue()


def _plain(name):
    """A name without what file systems refuse."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name or "").strip(" .") or "-"
