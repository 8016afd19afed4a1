import base64

from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's applications are in the export, with all their files."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override to add them; a draft only to who writes it."""
        section = DataSection(
            code="applications",
            title=self.env._("What you applied for"),
            records=self.sudo().env["ibok.application"],
            domain=list(self.env["ibok.application"]._portal_domain(self)),
            paths={
                "number": "number",
                "kind": "kind_id",
                "contract": "contract_id.number",
                "reported_by": "contact_name",
                "email": "email",
                "phone": "phone",
                "answers": ("answer_ids", {"question": "label", "said": "shown"}),
                "received_on": "received_on",
                "promised_day": "deadline",
                "state": "state",
                "answered_on": "answered_on",
                "answer": "answer",
                "valid_until": "valid_until",
                "not_carried_out": "drop_reason",
            },
            brief=("number", "kind", "received_on", "answered_on"),
            files=_files_of,
        )
        return [*super()._privacy_export_sections(), section]

    def _privacy_words(self):
        """Override: words of residents."""
        env = self.env
        return super()._privacy_words() | {
            "applications.kind": env._("What you apply for"),
            "applications.promised_day": env._("Promised day"),
            "applications.answer": env._("Decision"),
            "applications.valid_until": env._("Valid until"),
            "applications.not_carried_out": env._("Why it is not carried out"),
        }


def _files_of(applications):
    """Papers, documents and files of the talk, one in memory at a time."""
    for application in applications:
        for paper in application.file_ids:
            name = f"application-{application.id}-{paper.id}-{paper.name}"
            yield name, base64.b64decode(paper.content)
            paper.invalidate_recordset(["content"])
        for field in ("confirmation_pdf", "answer_pdf"):
            if application[field]:
                yield (
                    f"application-{application.id}-{field}.pdf",
                    base64.b64decode(application[field]),
                )
                application.invalidate_recordset([field])
        for file in application._portal_messages().attachment_ids:
            yield f"application-{application.id}-{file.id}-{file.name}", file.raw
            file.invalidate_recordset(["raw"])
