from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """What a resident's matters are in the export, with the files of the talk."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override to add them."""
        customer = self._privacy_customer()
        section = DataSection(
            code="tickets",
            title=self.env._("What you reported"),
            records=self.sudo().env["ibok.ticket"],
            domain=[
                ("partner_id", "child_of", customer.id),
                ("state", "!=", "unconfirmed"),
            ],
            paths={
                "number": "number",
                "kind": "category_id",
                "subject": "name",
                "own_words": "description",
                "place": "place",
                "village": "village_id",
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
        return [*super()._privacy_export_sections(), section]

    def _privacy_words(self):
        """Override: words of residents."""
        env = self.env
        return super()._privacy_words() | {
            "tickets.kind": env._("What it is about"),
            "tickets.promised_day": env._("Promised day"),
            "tickets.bill": env._("Document number"),
        }


def _files_of(tickets):
    """Files of the conversations, one in memory at a time; none of the office's own."""
    for ticket in tickets:
        for file in ticket._portal_messages().attachment_ids:
            yield f"ticket-{ticket.id}-{file.id}-{file.name}", file.raw
            file.invalidate_recordset(["raw"])
