import base64

from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's contracts on paper are in the export, with what was signed."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override to add them: what was sent to him, no draft of the office."""
        section = DataSection(
            code="contract_documents",
            title=self.env._("Contracts and annexes"),
            records=self.sudo().env["ibok.contract.document"],
            domain=[
                ("partner_id", "child_of", self._privacy_customer().id),
                ("sent_on", "!=", False),
            ],
            paths={
                "number": "name",
                "heading": "subject",
                "contract": "contract_id.number",
                "state": "state",
                "day": "date",
                "from": "date_from",
                "to": "date_to",
                "sent": "sent_on",
                "ended": "ended_on",
                "sha256": "pdf_hash",
                "signatures": (
                    "signature_ids",
                    {
                        "party": "party",
                        "way": "way",
                        "signed": "signed_on",
                        "file": "filename",
                        "sha256": "file_hash",
                        "sent_back": "refused_on",
                        "why": "refused_why",
                    },
                ),
            },
            brief=("number", "heading", "sent", "state"),
            files=_files_of,
        )
        return [*super()._privacy_export_sections(), section]


def _files_of(documents):
    """What was sent and what came back signed, one in memory at a time."""
    for document in documents:
        if document.pdf:
            yield f"contract-{document.id}.pdf", base64.b64decode(document.pdf)
            document.invalidate_recordset(["pdf"])
        for signature in document.signature_ids:
            if signature.file:
                name = f"contract-{document.id}-{signature.id}-{signature.filename}"
                yield name, base64.b64decode(signature.file)
                signature.invalidate_recordset(["file"])
