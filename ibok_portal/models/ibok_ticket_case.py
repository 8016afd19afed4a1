import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from ..tools.link_key import key_hash, new_key

#: How long the link of the first letter can be used.
CONFIRM_HOURS = 48
UNCONFIRMED_DAYS = 7
#: Signs that nobody mistakes for another, and how many: 50 bits, and few tries.
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


class IbokTicket(models.Model):
    """Matters of people without an account: a letter, then a number and a code."""

    _inherit = "ibok.ticket"

    @api.model
    def _report(self, vals, files=()):
        """Keep what somebody reports until he confirms his address.

        :param files: [(name, content)], cleaned
        :return: the matter, in `sudo`
        """
        ticket_sudo = (
            self.sudo()
            .with_context(ibok_unconfirmed=True, mail_create_nolog=True)
            .create({**vals, "channel": "public"})
        )
        ticket_sudo._resident_says(vals["description"], files)
        key, kept = new_key()
        ticket_sudo.write(
            {
                "token_hash": kept,
                "token_end": fields.Datetime.now() + timedelta(hours=CONFIRM_HOURS),
            }
        )
        link = f"{ticket_sudo.get_base_url()}/ibok/report/{ticket_sudo.id}/{key}"
        ticket_sudo._send_letter("letter_ticket_confirm", ticket_sudo.email, link=link)
        return ticket_sudo

    @api.model
    def _by_report_link(self, ticket_id, token):
        """The matter a letter's link leads to, in `sudo`; none when it is not valid."""
        ticket_sudo = self.sudo().browse(ticket_id).exists()
        known = consteq(key_hash(token), ticket_sudo.token_hash or "")
        now = fields.Datetime.now()
        ended = (ticket_sudo.token_end or now) <= now
        return ticket_sudo if known and not ended else self.sudo()

    def _confirm_report(self):
        """The address is confirmed: the office gets the matter.

        :return: the code to follow it with, told this once; None the second time
        """
        self.ensure_one()
        self._lock()
        if self.state != "unconfirmed":
            return None
        code = self._new_code()
        self._receive()
        self._send_letter("letter_ticket_received", self.email, code=code)
        return code

    def _new_code(self):
        """A code in place of the one before; only its keyed hash stays."""
        self.ensure_one()
        signs = "".join(secrets.choice(CODE_SIGNS) for _n in range(CODE_LENGTH))
        self.sudo().code_hash = self._code_hash(signs)
        return f"{signs[:5]}-{signs[5:]}"

    @api.model
    def _code_hash(self, code):
        plain = re.sub(r"[^0-9A-Z]", "", (code or "").upper())
        return hmac(self.sudo().env, "ibok_portal.ticket_code", plain)

    @api.model
    def _by_code(self, number, code):
        """The matter of a number and its code, in `sudo`; both or none."""
        tickets_sudo = self.sudo()
        ticket_sudo = tickets_sudo.search(
            [
                ("number", "=", (number or "").strip().upper()),
                ("company_id", "=", self.env.company.id),
                ("code_hash", "!=", False),
            ],
            limit=1,
        )
        # Compared always: how long it takes tells nothing.
        known = consteq(self._code_hash(code), ticket_sudo.code_hash or "")
        return ticket_sudo if known else tickets_sudo

    @api.autovacuum
    def _gc_unconfirmed(self):
        """What nobody confirmed goes; its link is dead by then."""
        limit = fields.Datetime.now() - timedelta(days=UNCONFIRMED_DAYS)
        self.sudo().search(
            [("state", "=", "unconfirmed"), ("create_date", "<", limit)]
        ).unlink()
