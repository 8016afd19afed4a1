"""Every message that comes to us under Przelewy24's name, as it came."""

import hashlib
import json
import re
from datetime import timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.ibok_p24 import const

#: Headers that may carry a key, a password or somebody's session.
_SECRET_HEADER = re.compile("auth|cookie|token|secret|key|session", re.IGNORECASE)


class PaymentP24Message(models.Model):
    """A notification as received, and what was made of it.

    It is committed before anything is done about it, so that nothing is lost when the
    rest fails; nobody may change it.
    """

    _name = "payment.p24.message"
    _description = "Message from Przelewy24"
    _order = "id desc"
    _rec_names_search = ["digest", "session_id"]

    kind = fields.Selection(
        [("payment", "Payment"), ("refund", "Refund")], required=True, readonly=True
    )
    received_at = fields.Datetime(
        string="Received", default=fields.Datetime.now, required=True, readonly=True
    )
    body = fields.Text(string="Message", readonly=True)
    headers = fields.Text(readonly=True, help="Without those that may carry secrets.")
    remote_address = fields.Char(string="Came From", readonly=True)
    digest = fields.Char(
        string="Key",
        help="SHA-256 of the kind and the message: the same message has the same key.",
        required=True,
        readonly=True,
    )
    occurrence = fields.Integer(
        string="Delivery",
        help="1: the first time this very message came, 2: the second …",
        required=True,
        readonly=True,
    )
    session_id = fields.Char(readonly=True, index="btree_not_null")
    verdict = fields.Selection(
        [
            ("received", "Received"),
            ("accepted", "Accepted"),
            ("repeated", "Known Already"),
            ("refused", "Refused"),
            ("failed", "To Be Repeated"),
        ],
        default="received",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Selection(
        [
            ("malformed", "It has not the form of Przelewy24's messages"),
            ("address", "It came from an address that is not Przelewy24's"),
            ("signature", "The signature is wrong"),
            ("environment", "The payment belongs to another environment"),
            ("foreign", "Signed for this account, but not about anything of ours"),
            ("unknown", "The payment is not known"),
            ("mismatch", "It is not about what was asked for"),
            ("paid", "The payment is paid already, as another order"),
            ("refunded", "The refund is completed already"),
            ("outside", "The refund was not asked for from here"),
            ("unconfirmed", "Przelewy24 did not confirm the payment"),
            ("fault", "An error of this server"),
            ("busy", "Others were faster, again and again"),
        ],
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    transaction_id = fields.Many2one(
        "payment.transaction",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    provider_id = fields.Many2one(
        "payment.provider", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index="btree_not_null"
    )

    _message_unique = models.Constraint(
        "UNIQUE (digest, occurrence)", "This delivery of the message is kept already."
    )

    @api.depends("kind", "received_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        """What it is about and when it came; a key of 64 digits tells nobody."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for message in self:
            message.display_name = ", ".join(
                part
                for part in (
                    kinds.get(message.kind),
                    message.received_at
                    and format_datetime(self.env, message.received_at),
                )
                if part
            )

    @api.model
    def _keep(self, kind, raw, headers, address):
        """Store a message before anything else is done, and commit.

        :param str kind: `payment` or `refund`
        :param bytes raw: the body
        :param dict headers: of the HTTP request
        :return: the message
        """
        cr = self.env.cr
        for left in reversed(range(const.TRIES)):
            try:
                message = self.create(
                    self._prepare_kept_vals(kind, raw, headers, address)
                )
                cr.commit()  # pylint: disable=invalid-commit
                return message
            except (IntegrityError, OperationalError):
                # The same message came twice at once: this is its next delivery.
                cr.rollback()
                if not left:
                    raise
        return self

    @api.model
    def _prepare_kept_vals(self, kind, raw, headers, address):
        """A message's record, as it came."""
        digest = hashlib.sha256(kind.encode() + b"\0" + raw).hexdigest()
        last = self.search([("digest", "=", digest)], order="occurrence desc", limit=1)
        text = raw[: const.MAX_BODY].decode(errors="backslashreplace")
        shown = {
            name: value
            for name, value in headers.items()
            if not _SECRET_HEADER.search(name)
        }
        return {
            "kind": kind,
            "body": text.replace("\0", "\\x00"),
            "headers": json.dumps(shown, ensure_ascii=False, indent=1).replace(
                "\0", ""
            ),
            "remote_address": address,
            "digest": digest,
            "occurrence": last.occurrence + 1,
        }

    @api.autovacuum
    def _gc_messages(self):
        """Delete what is older than the setting says."""
        parameters = self.env["ir.config_parameter"].sudo()
        days = parameters.get_param(const.MESSAGE_DAYS_PARAMETER, "")
        days = int(days) if days.isascii() and days.isdigit() else const.MESSAGE_DAYS
        if not days:
            return
        limit = fields.Datetime.now() - timedelta(days=days)
        self.sudo().search([("received_at", "<", limit)], limit=10_000).unlink()
