"""From a claim that a payment was made to a payment that is done.

There is one way: Przelewy24 confirms the payment with the amount and currency that
stand in our own database. Who says so (a notification, the payer's return, the
scheduled job) only decides when we ask.
"""

from datetime import timedelta

import pytz

from odoo import fields, models

from odoo.addons.ibok_p24 import const, protocol, signature
from odoo.addons.ibok_p24.errors import (
    P24Error,
    P24NotFound,
    P24Refused,
    P24Unavailable,
)

WARSAW = pytz.timezone("Europe/Warsaw")


def warsaw_day(moment):
    """The day in Poland, where Przelewy24 counts days, of a moment in UTC."""
    return moment.replace(tzinfo=pytz.utc).astimezone(WARSAW).date()


class PaymentTransaction(models.Model):
    """`PUT transaction/verify` and `GET transaction/by/sessionId`."""

    _inherit = "payment.transaction"

    def _p24_settle(self, claim):
        """Have a claim confirmed, and end the payment as done.

        :raise P24Error: it is not confirmed; nothing is done
        """
        self.ensure_one()
        if self.state == "done":
            return
        if self._p24_differences(claim):
            self._p24_refuse()
            return
        fact = claim
        if not (isinstance(claim, protocol.Fact) and claim.status == protocol.PAID):
            fact = self._p24_verify(claim)
        self.write(self._p24_prepare_paid_vals(claim, fact))
        tx = self._p24_for_payer()
        # A payment may come after it was given up here: it is money all the same.
        tx._set_done(extra_allowed_states=("cancel",))
        tx._p24_call_booking()

    def _p24_differences(self, claim):
        """Names of the fields in which a claim is not about this very payment."""
        self.ensure_one()
        amount = self._p24_amount()
        merchant, shop = self.provider_id._p24_numbers()
        ours = {
            "session_id": self.p24_session_id,
            "amount": amount,
            "origin_amount": amount,
            "currency": self.currency_id.name,
            "merchant_id": merchant,
            "pos_id": shop,
        }
        return [
            name
            for name, value in ours.items()
            if getattr(claim, name) not in (value, None)
        ]

    def _p24_refuse(self):
        """Leave a payment unpaid that is not the one we asked for; tell the office."""
        self.ensure_one()
        tx = self._p24_for_payer()
        message = tx.env._(
            "Przelewy24 reports a payment that is not the one we asked for: the amount "
            "or the currency differs. It is not booked. Please contact us and give the "
            "number %s.",
            self.reference,
        )
        if not tx._set_error(message) and tx.state_message != message:
            tx.state_message = message
            tx._log_message_on_linked_documents(message)

    def _p24_verify(self, claim):
        """Confirm a payment with our own amount and currency.

        When the answer is lost or says no, what Przelewy24 has on record decides: our
        confirmation, or an earlier one of ours, may have come through.

        :return: the record of Przelewy24 where it was asked for, or the claim
        """
        merchant, shop = self.provider_id._p24_numbers()
        payload = {
            "merchantId": merchant,
            "posId": shop,
            "sessionId": self.p24_session_id,
            "amount": self._p24_amount(),
            "currency": self.currency_id.name,
            "orderId": claim.order_id,
        }
        key = self.provider_id.p24_crc
        payload["sign"] = signature.sign(signature.VERIFY, payload, key)
        try:
            answer = self._p24_request("PUT", "transaction/verify", payload)
            data = answer.get("data")
            if not isinstance(data, dict) or data.get("status") != "success":
                raise P24Unavailable(self.env._("Przelewy24 did not confirm it."))
        except P24Error as error:
            fact = self._p24_lookup()
            if not fact or fact.status != protocol.PAID:
                raise
            if self._p24_differences(fact):
                raise P24Refused(
                    self.env._("Przelewy24 has another payment.")
                ) from error
            return fact
        return self._p24_lookup_date(claim)

    def _p24_lookup_date(self, claim):
        """The record of a confirmed payment: it alone carries the day."""
        if self.provider_id.p24_payment_date != "paid" or isinstance(
            claim, protocol.Fact
        ):
            return claim
        try:
            return self._p24_lookup() or claim
        except P24Error:
            # The payment is confirmed; the day it is booked does as well.
            return claim

    def _p24_lookup(self):
        """What Przelewy24 has on record about this payment; None: nothing.

        :raise P24Unavailable: it does not say
        """
        try:
            answer = self._p24_request(
                "GET", f"transaction/by/sessionId/{self.p24_session_id}"
            )
            fact = protocol.read_fact(answer)
        except P24NotFound:
            return None
        except protocol.Malformed as error:
            raise P24Unavailable(
                self.env._("Przelewy24's answer cannot be read.")
            ) from error
        return fact if fact.status != protocol.NOTHING_PAID else None

    # -- what is kept ---

    def _p24_prepare_paid_vals(self, claim, fact):
        """What is kept of a confirmed payment."""
        code = const.METHOD_CODES.get(fact.method_id or claim.method_id, "p24")
        methods = self.provider_id.with_context(active_test=False).payment_method_ids
        method = methods.filtered(lambda m: m.code == code)[:1]
        return {
            "provider_reference": str(fact.order_id or claim.order_id),
            "p24_statement": fact.statement or claim.statement,
            "p24_paid_on": self._p24_plausible_day(getattr(fact, "paid_on", None)),
            "payment_method_id": (method or self.payment_method_id).id,
            "p24_next_try": fields.Datetime.now(),
            "p24_tries": 0,
        }

    def _p24_plausible_day(self, day):
        """The day Przelewy24 gives, or today when it cannot be.

        A payment made before it was registered, or tomorrow, is a fault of theirs, and
        would change interest.
        """
        today = warsaw_day(fields.Datetime.now())
        first = warsaw_day(self.create_date) - timedelta(days=1)
        return day if day and first <= day <= today else today

    def _p24_postpone(self):
        """Ask again later, ever more seldom; in the end, no more."""
        for tx in self:
            now = fields.Datetime.now()
            delay = const.POLL_DELAYS[min(tx.p24_tries, len(const.POLL_DELAYS) - 1)]
            watched_until = tx.create_date + timedelta(days=const.WATCH_DAYS)
            following = now + timedelta(seconds=delay)
            if now > watched_until and tx.state not in ("pending", "done"):
                following = False
            tx.write({"p24_next_try": following, "p24_tries": tx.p24_tries + 1})

    def _p24_mark_unconfirmed(self):
        """The money is with Przelewy24, which does not confirm it just now.

        Only then the payment is pending, which keeps the payer from paying twice.
        """
        tx = self._p24_for_payer()
        tx._set_pending(
            state_message=tx.env._(
                "Przelewy24 reports your payment. It is being confirmed."
            ),
            extra_allowed_states=("cancel", "error"),
        )
