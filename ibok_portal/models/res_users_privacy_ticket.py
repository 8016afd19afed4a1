from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's matters are in the export, with the files of the talk."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override to add them; complaints are kept longer than all else."""
        return [
            *super()._privacy_export_sections(),
            self._privacy_tickets("tickets", self.env._("What you reported"), False),
            self._privacy_tickets(
                "complaints", self.env._("Your complaints about bills"), True
            ),
        ]

    def _privacy_tickets(self, code, title, complaint):
        """One part of matters: complaints about bills, or all others."""
        tickets_sudo = self.sudo().env["ibok.ticket"]
        customer = self._privacy_customer()
        return DataSection(
            code=code,
            title=title,
            records=tickets_sudo,
            domain=[
                ("partner_id", "child_of", customer.id),
                ("state", "!=", "unconfirmed"),
                *tickets_sudo._complaint_domain(complaint),
            ],
            paths={
                "number": "number",
                "kind": "category_id",
                "subject": "name",
                "own_words": "description",
                "place": "place",
                "village": "village_id",
                "latitude": "latitude",
                "longitude": "longitude",
                "point": "point_id.code",
                "contract": "contract_id.number",
                "bill": "move_id.name",
                "reported_by": "contact_name",
                "email": "email",
                "phone": "phone",
                "received_on": "received_on",
                "promised_day": "deadline",
                "state": "state",
                "answered_on": "answered_on",
                "answer": "answer",
            },
            brief=("number", "subject", "received_on", "answered_on"),
            files=_files_of,
        )

    def _privacy_words(self):
        """Override: words of residents."""
        env = self.env
        words = {
            "kind": env._("What it is about"),
            "promised_day": env._("Promised day"),
            "bill": env._("Document number"),
        }
        return super()._privacy_words() | {
            f"{part}.{key}": told
            for part in ("tickets", "complaints")
            for key, told in words.items()
        }


def _files_of(tickets):
    """Files of the conversations, one in memory at a time; none of the office's own."""
    for ticket in tickets:
        for file in ticket._portal_messages().attachment_ids:
            yield f"ticket-{ticket.id}-{file.id}-{file.name}", file.raw
            file.invalidate_recordset(["raw"])
