"""Przelewy24's side of a payment transaction."""

import secrets
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ibok_p24 import const, protocol
from odoo.addons.payment import utils as payment_utils

MESSAGE_READERS = "base.group_system,account.group_account_manager"


class PaymentTransaction(models.Model):
    """What Przelewy24 knows a payment or a refund by, and when to ask about it."""

    _inherit = "payment.transaction"

    p24_session_id = fields.Char(
        string="Przelewy24 Session",
        help="What Przelewy24 knows this payment by.",
        readonly=True,
        copy=False,
    )
    p24_statement = fields.Char(
        string="Title of the Payout",
        help="The title under which Przelewy24 hands the money over.",
        readonly=True,
        copy=False,
    )
    p24_paid_on = fields.Date(
        string="Paid On",
        help="The day on which Przelewy24 received the money.",
        readonly=True,
        copy=False,
    )
    p24_next_try = fields.Datetime(
        string="Next Question to Przelewy24",
        help="Empty: Przelewy24 is not asked again.",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    p24_tries = fields.Integer(
        string="Questions to Przelewy24", readonly=True, copy=False
    )
    p24_request_id = fields.Char(
        string="Refund Request",
        help="The key by which Przelewy24 recognises a refund that is sent again.",
        readonly=True,
        copy=False,
    )
    p24_refunds_uuid = fields.Char(
        string="Refund Number", readonly=True, copy=False, index="btree_not_null"
    )
    p24_message_ids = fields.One2many(
        "payment.p24.message",
        "transaction_id",
        string="Messages of Przelewy24",
        groups=MESSAGE_READERS,
    )
    p24_message_count = fields.Integer(
        compute="_compute_p24_message_count", groups=MESSAGE_READERS
    )

    _p24_session_unique = models.UniqueIndex(
        "(p24_session_id)", "Two payments cannot be one session of Przelewy24."
    )

    @api.depends("p24_message_ids")
    def _compute_p24_message_count(self):
        counts = dict(
            self.env["payment.p24.message"]._read_group(
                [("transaction_id", "in", self.ids)], ["transaction_id"], ["__count"]
            )
        )
        for tx in self:
            tx.p24_message_count = counts.get(tx, 0)

    # -- life ---

    @api.model
    def _get_specific_create_values(self, provider_code, values):
        """Override of `payment`: every attempt has a session of its own."""
        specific = super()._get_specific_create_values(provider_code, values)
        if provider_code != "p24":
            return specific
        if values.get("operation") == "refund":
            return specific | {
                "p24_request_id": uuid.uuid4().hex,
                "p24_refunds_uuid": uuid.uuid4().hex,
            }
        return specific | {
            "p24_session_id": self._p24_new_session_id(),
            "p24_next_try": fields.Datetime.now() + timedelta(seconds=const.FIRST_POLL),
        }

    @api.model
    def _p24_new_session_id(self):
        """An id that no other database that shares the account ever makes.

        The reference of a transaction repeats in a restored copy and may hold slashes.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        database = (parameters.get_param("database.uuid") or "").replace("-", "")
        return f"{database[:12]}-{secrets.token_hex(16)}"

    def _p24_lock(self):
        """Wait for the row, and keep others off it until this transaction ends."""
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT id FROM payment_transaction WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset()

    def _p24_amount(self):
        """The amount in the lowest unit of the currency; a refund's is positive too."""
        self.ensure_one()
        return payment_utils.to_minor_currency_units(abs(self.amount), self.currency_id)

    def _p24_request(self, method, endpoint, payload=None):
        """Ask Przelewy24 about this transaction; see the provider's method."""
        self.ensure_one()
        return self.provider_id._p24_request(
            method, endpoint, json=payload, reference=self.reference
        )

    def _p24_for_payer(self):
        """Self in the payer's language: what becomes of it is shown to the payer."""
        self.ensure_one()
        lang = self.partner_lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def _p24_for_office(self):
        """Self in the company's language: what is noted for its own people."""
        self.ensure_one()
        lang = self.company_id.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    # -- hooks of `_process` ---

    @api.model
    def _search_by_reference(self, provider_code, payment_data):
        """Override of `payment`: by the session, or by the refund's number."""
        if provider_code != "p24":
            return super()._search_by_reference(provider_code, payment_data)
        if refund := payment_data.get("refundsUuid"):
            return self.search([("p24_refunds_uuid", "=", refund)])
        session = payment_data.get("sessionId")
        return self.search([("p24_session_id", "=", session)]) if session else self

    def _extract_amount_data(self, payment_data):
        """Override of `payment`: the amount that Przelewy24 names."""
        if self.provider_code != "p24":
            return super()._extract_amount_data(payment_data)
        claim = self._p24_claim(payment_data)
        return {
            "amount": payment_utils.to_major_currency_units(
                claim.amount, self.currency_id
            ),
            "currency_code": claim.currency,
        }

    @api.model
    def _p24_claim(self, payment_data):
        """What payment data say, whether read already or as it came."""
        if claim := payment_data.get("claim"):
            return claim
        if "refundsUuid" in payment_data:
            return protocol.read_refund_notification(payment_data)
        return protocol.read_notification(payment_data)

    def _apply_updates(self, payment_data):
        """Override of `payment`: nothing is done before Przelewy24 confirmed it."""
        if self.provider_code != "p24":
            return super()._apply_updates(payment_data)
        claim = self._p24_claim(payment_data)
        if self.operation == "refund":
            return self._p24_apply_refund(claim)
        return self._p24_settle(claim)

    # -- views ---

    def action_view_p24_messages(self):
        """The messages about this transaction."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_p24.payment_p24_message_action"
        )
        return action | {"domain": [("transaction_id", "=", self.id)], "context": {}}
