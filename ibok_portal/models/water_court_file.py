from odoo import models
from odoo.tools import format_date


class WaterCourtFile(models.Model):
    """The customer's statement among what a court sees."""

    _inherit = "water.court.file"

    def _parts(self, partner, rows):
        return [*super()._parts(partner, rows), self._statement(partner)]

    def _statement(self, partner):
        """All entries up to the day, as the customer sees them in the portal."""
        reports = self.env["ir.actions.report"]
        lang = self.env.context.get("lang") or self.env.lang
        # Who makes the file may read the customer's ledger; the head is the office's.
        partner_sudo = partner.sudo()
        statement = partner_sudo._portal_statement(self.company_id, date_to=self.day)
        content = reports.sudo()._water_tagged_pdf(
            "ibok_portal.statement_document",
            {
                "lang": lang,
                "fonts": reports._water_fonts(),
                "company": self.company_id.sudo(),
                "partner": partner_sudo,
                "chosen": {
                    "date_from": None,
                    "date_to": self.day,
                    "today": self.day,
                    "words": self.env._(
                        "Until %(last)s", last=format_date(self.env, self.day)
                    ),
                },
                "statement": statement,
                "rows": partner_sudo._portal_statement_told(statement, self.company_id),
            },
        )
        name = self.env._("statement")
        yield f"{name}.pdf", content
