from odoo import models
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import parse_contact_from_email

#: Longest text of a letter that is kept as what happened.
MAX_TEXT = 20_000


class IbokTicket(models.Model):
    """What is said about a matter: on the portal, by letters, by the office."""

    _inherit = "ibok.ticket"

    def _heard(self, message):
        """The resident wrote: what was asked has come; of what is closed tell who had
        it."""
        if self.state == "waiting":
            self._go_on()
        elif self.state in ("done", "withdrawn", "joined"):
            ticket_sudo = self.sudo()
            main_sudo = ticket_sudo.joined_id or ticket_sudo
            main_sudo.activity_schedule(
                self._activity,
                summary=self.env._("The resident wrote after the answer"),
                user_id=main_sudo._promise_person().id,
            )

    # -- letters to the office's address -----------------------------------------

    def message_new(self, msg_dict, custom_values=None):
        """Override of `mail`: a letter to the address becomes a matter.

        The sender's address proves nothing, so he is not taken for a customer; his
        account is told of only where the letter came from its very login.
        """
        values = dict(custom_values or {})
        address = email_normalize(msg_dict.get("email_from") or "")
        text = html2plaintext(msg_dict.get("body") or "").strip()
        user_sudo = self._account_of(address)
        values |= {
            "name": (msg_dict.get("subject") or self.env._("No subject"))[:200],
            "email": address or msg_dict.get("email_from"),
            "contact_name": parse_contact_from_email(msg_dict.get("email_from"))[0],
            "description": text[:MAX_TEXT],
            "channel": "mail",
            "author_id": user_sudo.partner_id.id,
            "partner_id": user_sudo.partner_id.commercial_partner_id.id,
        }
        if not values.get("category_id"):
            values["category_id"] = self._other_category().id
        category = self.env["ibok.ticket.category"].browse(values["category_id"])
        if company := category.sudo().company_id:
            values["company_id"] = company.id
        self._clean_letter(msg_dict)
        ticket = self.create(values)
        if not self.env.context.get("ibok_automatic_letter"):
            ticket.sudo()._tell_received(msg_dict.get("message_id"))
        return ticket

    def _tell_received(self, letter_id):
        """Who wrote reads by when we answer, and where he sees what becomes of it.

        His own subject is not repeated: the sender's address may be another's.

        :param str letter_id: of his letter: replies to ours come to the same matter
        """
        self.ensure_one()
        address = email_normalize(self.email or "")
        if not address or self._is_of_office(address):
            return
        mail_sudo = self._send_letter(
            "letter_ticket_by_mail",
            address,
            lang=self.author_id.lang or self.company_id.partner_id.lang,
            code=None if self.author_id else self._new_code(),
        )
        mail_sudo.write(
            {
                # Without the name that Odoo's gateway works under.
                "reply_to": email_normalize(self._notify_get_reply_to()[self.id]),
                "references": letter_id,
                # So that no program answers it (RFC 3834).
                "headers": repr({"Auto-Submitted": "auto-replied"}),
            }
        )

    def _other_category(self):
        """Where letters go that no address gives a kind."""
        other = self.env.ref("ibok_portal.ticket_category_other", False)
        return other or self.env["ibok.ticket.category"].search([], limit=1)
