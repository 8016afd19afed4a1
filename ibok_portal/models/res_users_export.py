import tempfile
from datetime import datetime

from odoo import fields, models
from odoo.tools import format_date, format_datetime
from odoo.tools.misc import formatLang

from odoo.addons.ibok_water.models.law_day import TIMEZONE, law_today

from ..tools.data_archive import write_archive

#: Rows of a part that the printed summary shows; the data files hold all.
SHOWN = 12
#: Characters of a cell of the summary; a letter may be as long as a book.
LONGEST = 200
#: An archive up to this size stays in memory, a larger one goes to a file.
IN_MEMORY = 2 * 1024 * 1024


class ResUsers(models.Model):
    """A resident takes his data along (GDPR, art. 15 sec. 3 and art. 20)."""

    _inherit = "res.users"

    def _privacy_archive(self):
        """Everything kept about this resident: JSON files, photos, a PDF to read.

        :return: an open file at its beginning; it vanishes when it is closed
        """
        self.ensure_one()
        sections = self._privacy_export_sections()
        target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        write_archive(
            target,
            sections,
            {
                "made_at": f"{fields.Datetime.now().isoformat()}Z",
                "account": self.id,
                "customer_number": self._privacy_customer().water_customer_number,
                "kept_by": self.sudo().company_id.name,
            },
            {
                "summary.pdf": self._privacy_summary(sections),
                "README.txt": self._privacy_read_me().encode(),
            },
        )
        target.seek(0)
        return target

    def _privacy_read_me(self):
        """What is in the archive, in the resident's language."""
        return self.env._(
            "summary.pdf - what is kept, to read and to print\n"
            "index.json - list of the files and the meaning of their fields\n"
            "data/*.json - all records, a file for each kind of data\n"
            "files/ - photos that were sent with readings\n"
            "\n"
            "Times end in Z and are UTC. Amounts and volumes are texts with a decimal "
            "point, so that no program rounds them.\n"
        )

    def _privacy_summary(self, sections):
        """The tagged PDF: each kind of data, its purpose and its newest records.

        :return: bytes
        """
        company = self.company_id
        by_code = {
            category.code: category
            for category in self.env["ibok.data.category"]._of_company(company)
        }
        reports = self.env["ir.actions.report"]
        parts = []
        for section in sections:
            labels = section.labels()
            parts.append(
                {
                    "section": section,
                    "category": by_code.get(section.code),
                    "count": section.count(),
                    "head": [labels[key]["label"] for key in section.brief],
                    "rows": [
                        self._privacy_cells(section, row, labels)
                        for row in section.newest(SHOWN)
                    ],
                }
            )
        # `sudo`: the office's head; the rows are the resident's own.
        return reports.sudo()._water_tagged_pdf(
            "ibok_portal.privacy_document",
            {
                "lang": self.env.lang or "pl_PL",
                "fonts": reports._water_fonts(),
                "company": company.sudo(),
                "user": self.sudo(),
                "customer": self._privacy_customer(),
                "parts": parts,
                "today": law_today(self),
            },
        )

    def _privacy_cells(self, section, row, labels):
        """The shown values of a row as people read them."""
        return [
            self._privacy_cell(row[key], labels[key]) if row[key] is not None else ""
            for key in section.brief
        ]

    def _privacy_cell(self, value, label):
        if label["type"] == "date":
            return format_date(self.env, value)
        if label["type"] == "datetime":
            moment = datetime.fromisoformat(value.removesuffix("Z"))
            return format_datetime(self.env, moment, tz=TIMEZONE, dt_format="short")
        if label["type"] in ("float", "monetary"):
            digits = len(value.partition(".")[2])
            return formatLang(self.env, float(value), digits=digits)
        words = str(label.get("values", {}).get(value, value))
        return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
