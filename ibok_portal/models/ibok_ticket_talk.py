from odoo import models
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..tools.upload import Refused, cleaned

#: Longest text of a letter that is kept as what happened.
MAX_TEXT = 20_000


class IbokTicket(models.Model):
    """What is said about a matter: on the portal, by letters, by the office."""

    _inherit = "ibok.ticket"

    def _say(self, text, send=True, files=()):
        """A word of the office: to the resident, or only noted.

        :param str text: plain text
        """
        self.ensure_one()
        return self.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if send else "mail.mt_note",
            attachments=list(files),
        )

    def _resident_says(self, text, files=(), author=None):
        """A word of who reported; called in `sudo` after his right was checked.

        :param files: [(name, content)], cleaned
        :param author: his partner; without one it is the e-mail address's word
        """
        self.ensure_one()
        return self.message_post(
            body=plaintext2html(text) if text else "",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=author.id if author else False,
            email_from=author.email_formatted if author else self.email,
            attachments=list(files),
        )

    def message_post(self, **kwargs):
        """Override of `mail`: who has no account gets the office's words by e-mail."""
        self.ensure_one()
        to_resident = kwargs.get("subtype_xmlid") == "mail.mt_comment" or (
            kwargs.get("subtype_id") == self.env.ref("mail.mt_comment").id
        )
        ticket_sudo = self.sudo()
        if (
            to_resident
            and kwargs.get("message_type") == "comment"
            and self.env.user._is_internal()
            and ticket_sudo.email
            and not ticket_sudo.author_id
        ):
            kwargs.setdefault("outgoing_email_to", ticket_sudo.email)
        return super().message_post(**kwargs)

    def _message_post_after_hook(self, message, msg_vals):
        """Override of `mail`: the resident's word lets the clock go on."""
        result = super()._message_post_after_hook(message, msg_vals)
        for ticket in self:
            if ticket._is_of_resident(message.sudo()):
                ticket._heard(message)
        return result

    def _is_of_resident(self, message_sudo):
        """Whether a message is the word of who reported."""
        comment = self.env.ref("mail.mt_comment")
        internal = message_sudo.author_id.user_ids.filtered(
            lambda user: user._is_internal()
        )
        return (
            message_sudo.message_type in ("comment", "email")
            and message_sudo.subtype_id == comment
            and not internal
        )

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

    def _portal_messages(self):
        """The conversation as the resident reads it, oldest first; in `sudo`."""
        self.ensure_one()
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "in", ("comment", "email")),
                    ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                    ("is_internal", "=", False),
                ],
                order="id",
            )
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
            "description": text[:MAX_TEXT],
            "channel": "mail",
            "author_id": user_sudo.partner_id.id,
            "partner_id": user_sudo.partner_id.commercial_partner_id.id,
        }
        if not values.get("category_id"):
            values["category_id"] = self._other_category().id
        self._clean_letter(msg_dict)
        return self.create(values)

    def message_update(self, msg_dict, update_vals=None):
        """Override of `mail`: files of a letter are looked at as those of forms."""
        self._clean_letter(msg_dict)
        return super().message_update(msg_dict, update_vals=update_vals)

    def _clean_letter(self, msg_dict):
        """Leave out files that no form would take, and say so."""
        kept, refused = [], []
        for attachment in msg_dict.get("attachments") or []:
            name, content = attachment[0], attachment[1]
            if isinstance(content, str):
                content = content.encode()
            try:
                kept.append(cleaned(self.env, name, content))
            except Refused:
                refused.append(name)
        msg_dict["attachments"] = kept
        if refused:
            msg_dict["body"] = (msg_dict.get("body") or "") + plaintext2html(
                self.env._(
                    "Files that were not taken: %(names)s", names=", ".join(refused)
                )
            )

    def _account_of(self, address):
        """The resident's account with a login, in `sudo`."""
        users_sudo = self.env["res.users"].sudo()
        if not address:
            return users_sudo
        return users_sudo.search(
            [("login", "=", address), ("share", "=", True)], limit=1
        )

    def _other_category(self):
        """Where letters go that no address gives a kind."""
        other = self.env.ref("ibok_portal.ticket_category_other", False)
        return other or self.env["ibok.ticket.category"].search([], limit=1)

    def _is_known_sender(self, address):
        """Whether a reply from an address belongs into this conversation.

        To know or guess a message's id is not enough: letters are forwarded.
        """
        self.ensure_one()
        ticket_sudo = self.sudo()
        known = {
            email_normalize(ticket_sudo.email or ""),
            email_normalize(ticket_sudo.author_id.email or ""),
            *(email_normalize(user.login) for user in ticket_sudo.author_id.user_ids),
        }
        if address and address in known:
            return True
        return bool(
            address
            and self.env["res.users"]
            .sudo()
            .search_count(
                [
                    ("email_normalized", "=", address),
                    ("share", "=", False),
                    ("company_ids", "in", self.company_id.ids),
                ],
                limit=1,
            )
        )
