"""Money goes back to the payer."""

from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ibok_p24 import const, limits, protocol
from odoo.addons.ibok_p24.errors import P24Error, P24Refused, P24Unavailable
from odoo.addons.payment import utils as payment_utils

#: In the list of refunds a state has another number than in a notification.
LISTED_COMPLETED, LISTED_REJECTED = 1, 4
FINAL = ("cancel", "error")


class PaymentTransaction(models.Model):
    """`POST transaction/refund` and `GET refund/by/orderId`."""

    _inherit = "payment.transaction"

    def _refund(self, amount_to_refund=None):
        """Override of `payment`: never more than was paid, whoever else refunds now."""
        if self.provider_code != "p24":
            return super()._refund(amount_to_refund=amount_to_refund)
        self._p24_lock()
        earlier = self.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state not in FINAL
        )
        wanted = payment_utils.to_minor_currency_units(
            amount_to_refund or self.amount, self.currency_id
        )
        left = self._p24_amount() - sum(tx._p24_amount() for tx in earlier)
        if not 0 < wanted <= left:
            raise UserError(
                self.env._(
                    "Of this payment %(amount)s can still be given back: refunds that "
                    "were asked for before count as well.",
                    amount=self.currency_id.format(
                        payment_utils.to_major_currency_units(left, self.currency_id)
                    ),
                )
            )
        return super()._refund(amount_to_refund=amount_to_refund)

    def _send_refund_request(self):
        """Override of `payment`: ask for the refund under a number that is kept first.

        Przelewy24 may answer, and send its notification, before this transaction of
        the database ends; and the answer may be lost. So the refund is committed
        before it is asked for, and afterwards nothing of it is written here unless it
        was refused.
        """
        if self.provider_code != "p24":
            return super()._send_refund_request()
        self._set_pending()
        self.p24_next_try = fields.Datetime.now() + timedelta(seconds=const.FIRST_POLL)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            self._p24_request_refund()
        except P24Refused as error:
            self._p24_keep_refusal(self._p24_refund_error(error))
        except P24Unavailable:
            # It may have come through: the job finds out.
            return None
        return None

    def _p24_keep_refusal(self, message):
        """End a refused refund in a transaction of its own.

        Were this one begun anew by Odoo, the refund would be asked for twice.
        """
        try:
            self._p24_refuse_refund(message)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except OperationalError:
            self.env.cr.rollback()

    def _p24_request_refund(self):
        """Ask for the refund; asking again under the same number is harmless.

        :raise P24Refused: there will be no refund
        """
        source = self.source_transaction_id
        url = (
            f"{self.provider_id.get_base_url().rstrip('/')}{const.REFUND_WEBHOOK_PATH}"
        )
        payload = {
            "requestId": self.p24_request_id,
            "refundsUuid": self.p24_refunds_uuid,
            "urlStatus": url,
            "refunds": [
                {
                    "orderId": int(source.provider_reference),
                    "sessionId": source.p24_session_id,
                    "amount": self._p24_amount(),
                    "description": limits.cut("refundDescription", source.reference),
                }
            ],
        }
        try:
            self._p24_request("POST", "transaction/refund", payload)
        except P24Refused as error:
            told = " ".join(error.reasons).lower()
            if const.REFUND_EXISTS in told:
                return
            if error.status == 409:
                raise
            # Only 409 is about the refund itself; the rest may pass.
            if error.status in (401, 403) or "concurrent" in told:
                raise P24Unavailable(str(error)) from error
            raise

    def _p24_refund_error(self, error):
        """Why there is no refund, in words."""
        told = " ".join(error.reasons).lower()
        if "insufficient funds" in told:
            return self.env._(
                "Przelewy24 refused the refund: there is not enough money on the "
                "account with Przelewy24."
            )
        if "exceeds" in told:
            return self.env._(
                "Przelewy24 refused the refund: it is more than is left of the payment."
            )
        if "wrong status" in told:
            return self.env._(
                "Przelewy24 refused the refund: the payment cannot be given back in "
                "its present state."
            )
        return self.env._("Przelewy24 refused the refund.")

    def _p24_refuse_refund(self, message):
        self.p24_next_try = False
        self._set_error(message)

    # -- what became of it ---

    def _p24_apply_refund(self, claim):
        """Take over the end of a refund."""
        if claim.status == protocol.REFUND_COMPLETED:
            self.write(
                {
                    "p24_next_try": fields.Datetime.now(),
                    "provider_reference": str(claim.order_id),
                }
            )
            self._set_done()
            self._p24_call_booking()
        else:
            self._p24_refuse_refund(self.env._("Przelewy24 rejected the refund."))

    def _p24_refund_differences(self, claim):
        """Names of the fields in which a claim is not about this very refund."""
        source = self.source_transaction_id
        merchant, _shop = self.provider_id._p24_numbers()
        ours = {
            "session_id": source.p24_session_id,
            "order_id": int(source.provider_reference or 0),
            "amount": self._p24_amount(),
            "currency": self.currency_id.name,
            "merchant_id": merchant,
        }
        return [
            name
            for name, value in ours.items()
            if getattr(claim, name) not in (value, None)
        ]

    def _p24_poll_refund(self):
        """Ask for a refund; one that Przelewy24 does not know is asked for again."""
        if self.state != "pending":
            self._p24_postpone()
            return
        listed = self._p24_listed_refund()
        status = listed and listed.get("status")
        if str(status) == str(LISTED_COMPLETED):
            self._process(
                "p24", {"claim": self._p24_refund_claim(protocol.REFUND_COMPLETED)}
            )
        elif str(status) == str(LISTED_REJECTED):
            self._process(
                "p24", {"claim": self._p24_refund_claim(protocol.REFUND_REJECTED)}
            )
        elif not listed:
            try:
                self._p24_request_refund()
            except P24Refused as error:
                self._p24_refuse_refund(self._p24_refund_error(error))
                return
            self._p24_postpone()
        else:
            self._p24_postpone()

    def _p24_listed_refund(self):
        """This refund in Przelewy24's list; None when it is not there.

        The list is a service that an account may lack.
        """
        order = self.source_transaction_id.provider_reference
        try:
            answer = self._p24_request("GET", f"refund/by/orderId/{int(order)}")
        except P24Unavailable:
            raise
        except P24Error:
            return None
        data = answer.get("data")
        refunds = data.get("refunds") if isinstance(data, dict) else None
        for refund in refunds if isinstance(refunds, list) else ():
            if (
                isinstance(refund, dict)
                and refund.get("requestId") == self.p24_request_id
            ):
                return refund
        return None

    def _p24_refund_claim(self, status):
        source = self.source_transaction_id
        return protocol.RefundClaim(
            refunds_uuid=self.p24_refunds_uuid,
            session_id=source.p24_session_id,
            order_id=int(source.provider_reference),
            amount=self._p24_amount(),
            currency=self.currency_id.name,
            status=status,
        )
