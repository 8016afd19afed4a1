"""What is done about a message of Przelewy24."""

import logging
import random
import time
from typing import NamedTuple

from psycopg2 import OperationalError

from odoo import api, models

from odoo.addons.ibok_p24 import const, limits, protocol, signature
from odoo.addons.ibok_p24.errors import P24Error
from odoo.addons.payment import utils as payment_utils

_logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of a message, and the HTTP status it is answered with.

    Przelewy24 sends a notification again until the payment is verified, so only what
    might go better next time is answered with a server's error.
    """

    verdict: str
    status: int
    reason: str = ""
    detail: str = ""


class Refusal(Exception):
    """The message changes nothing."""

    def __init__(self, reason, detail="", status=400):
        super().__init__(reason)
        self.outcome = Outcome("refused", status, reason, detail)


class PaymentP24Message(models.Model):
    """Checked against the provider and our own transaction, then acted on."""

    _inherit = "payment.p24.message"

    @api.model
    def _take(self, kind, raw, headers, address):
        """Keep a message and act on it, each in a database transaction of its own.

        :return: the HTTP status to answer with
        """
        return self._keep(kind, raw, headers, address)._handle()

    def _handle(self):
        """Act on a kept message; begin anew when another one was faster."""
        self.ensure_one()
        cr = self.env.cr
        for attempt in range(const.TRIES):
            try:
                outcome = self._act()
                self._conclude(outcome)
                break
            except OperationalError:
                cr.rollback()
                time.sleep(random.uniform(0, 0.05 * (attempt + 1)))
            except Exception:
                cr.rollback()
                _logger.exception("Przelewy24: message %s was not handled", self.id)
                outcome = Outcome("failed", 500, "fault")
                self._conclude(outcome)
                break
        else:
            outcome = Outcome("failed", 503, "busy")
            self._conclude(outcome)
        self._book()
        return outcome.status

    def _conclude(self, outcome):
        """Write down what became of the message, and commit."""
        verdict, _status, reason, detail = outcome
        self.write({"verdict": verdict, "reason": reason, "detail": detail})
        self.env.cr.commit()  # pylint: disable=invalid-commit
        _logger.info("Przelewy24: message %s is %s: %s", self.id, verdict, reason)

    def _book(self):
        """Book what the message confirmed, while nobody may come back to the page."""
        if self.verdict in ("accepted", "repeated") and self.transaction_id:
            self.transaction_id._p24_book()

    def _act(self):
        """Do what the message asks for, where it is right.

        :return: Outcome
        """
        try:
            values = protocol.read_object(self.body)
            if self.kind == "refund":
                return self._act_on_refund(protocol.read_refund_notification(values))
            return self._act_on_payment(protocol.read_notification(values))
        except protocol.Malformed as error:
            return Outcome("refused", 400, "malformed", str(error))
        except Refusal as refusal:
            return refusal.outcome

    # -- checks ---

    def _check_sender(self, claim, order, transaction):
        """Refuse what Przelewy24 did not send for this very account."""
        provider = transaction.provider_id
        self.write({"transaction_id": transaction.id, "provider_id": provider.id})
        if provider.p24_check_addresses and not limits.is_within(
            self.remote_address, provider.p24_addresses
        ):
            raise Refusal("address", status=403)
        values = protocol.signed_values(claim)
        if not signature.is_valid(order, values, provider.p24_crc, claim.signature):
            raise Refusal("signature")
        if transaction.is_live != (provider.state == "enabled"):
            raise Refusal("environment")

    def _check_unknown(self, claim, order):
        """Refuse a message about nothing of ours; say whether it was signed for us."""
        values = protocol.signed_values(claim)
        for provider in self.env["payment.provider"]._p24_all():
            if signature.is_valid(order, values, provider.p24_crc, claim.signature):
                self.provider_id = provider
                raise Refusal("foreign", status=404)
        raise Refusal("unknown", status=404)

    # -- payments ---

    def _act_on_payment(self, claim):
        """A payment was made, the message says."""
        self.session_id = claim.session_id[: limits.LONGEST["sessionId"]]
        transaction = self.env["payment.transaction"]._search_by_reference(
            "p24", {"sessionId": claim.session_id}
        )
        if not transaction:
            self._check_unknown(claim, signature.NOTIFICATION)
        self._check_sender(claim, signature.NOTIFICATION, transaction)
        transaction._p24_lock()
        # Compared each time, and before `_process`: of two equal messages with a wrong
        # amount it would take the second one for a payment.
        if differences := transaction._p24_differences(claim):
            transaction._p24_refuse()
            raise Refusal("mismatch", ", ".join(differences))
        if transaction.state == "done":
            return self._act_on_done(claim, transaction)
        try:
            transaction._process("p24", {"claim": claim})
        except P24Error as error:
            if transaction.provider_id.state != "disabled":
                transaction._p24_mark_unconfirmed()
                transaction.p24_tries = 0
                transaction._p24_postpone()
            return Outcome("failed", 503, "unconfirmed", str(error))
        return Outcome("accepted", 200)

    def _act_on_done(self, claim, transaction):
        if transaction.provider_reference == str(claim.order_id):
            return Outcome("repeated", 200)
        transaction._log_message_on_linked_documents(
            transaction._p24_for_office().env._(
                "Przelewy24 reports another payment (%(order)s) of %(reference)s, "
                "which is paid. Please look into the panel of Przelewy24.",
                order=claim.order_id,
                reference=transaction.reference,
            )
        )
        raise Refusal("paid", str(claim.order_id))

    # -- refunds ---

    def _act_on_refund(self, claim):
        """A refund was completed or rejected, the message says."""
        self.session_id = claim.session_id[: limits.LONGEST["sessionId"]]
        refund = self.env["payment.transaction"]._search_by_reference(
            "p24", {"refundsUuid": claim.refunds_uuid}
        )
        if not refund:
            return self._act_on_foreign_refund(claim)
        self._check_sender(claim, signature.REFUND_NOTIFICATION, refund)
        if claim.status not in (protocol.REFUND_COMPLETED, protocol.REFUND_REJECTED):
            raise Refusal("malformed", f"status {claim.status}")
        refund._p24_lock()
        if differences := refund._p24_refund_differences(claim):
            raise Refusal("mismatch", ", ".join(differences))
        wanted = "done" if claim.status == protocol.REFUND_COMPLETED else "error"
        if refund.state == wanted:
            return Outcome("repeated", 200)
        if refund.state == "done":
            raise Refusal("refunded")
        refund._process("p24", {"claim": claim})
        return Outcome("accepted", 200)

    def _act_on_foreign_refund(self, claim):
        """Somebody refunds in Przelewy24's panel: the office has to book it."""
        transaction = self.env["payment.transaction"]._search_by_reference(
            "p24", {"sessionId": claim.session_id}
        )
        if not transaction:
            self._check_unknown(claim, signature.REFUND_NOTIFICATION)
        self._check_sender(claim, signature.REFUND_NOTIFICATION, transaction)
        if self.occurrence == 1 and claim.status == protocol.REFUND_COMPLETED:
            transaction._log_message_on_linked_documents(
                transaction._p24_for_office().env._(
                    "%(amount)s of %(reference)s was given back in the panel of "
                    "Przelewy24, not from here. It is not booked.",
                    amount=transaction.currency_id.format(
                        payment_utils.to_major_currency_units(
                            claim.amount, transaction.currency_id
                        )
                    ),
                    reference=transaction.reference,
                )
            )
        raise Refusal("outside", status=200)
