"""Przelewy24 is asked what became of a payment when nobody told us."""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models

from odoo.addons.ibok_p24 import const, protocol
from odoo.addons.ibok_p24.errors import P24Error, P24Unavailable

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """The scheduled job, the payer's return and the status page ask the same way."""

    _inherit = "payment.transaction"

    @api.model
    def _cron_p24_poll(self):
        """Ask about all that is due, one transaction of the database each.

        A run ends early when Przelewy24 does not answer; the next one goes on.
        """
        domain = [
            ("p24_next_try", "<=", fields.Datetime.now()),
            ("provider_id.code", "=", "p24"),
            ("provider_id.state", "!=", "disabled"),
        ]
        due = self.search(domain, order="p24_next_try, id", limit=const.POLL_BATCH)
        cron = self.env["ir.cron"]
        left = self.search_count(domain)
        cron._commit_progress(remaining=left)
        failures = 0
        for tx in due:
            failures = 0 if tx._p24_take_turn() else failures + 1
            if not cron._commit_progress(1):
                break
            if failures >= const.POLL_FAILURES:
                # Else the scheduler would call again at once for the rest.
                cron._commit_progress(remaining=0)
                break

    def _p24_take_turn(self):
        """One transaction's turn in the job: nothing in it stops the others.

        :return: whether Przelewy24 answered
        """
        self.ensure_one()
        cr = self.env.cr
        try:
            answered = self._p24_poll()
            # What is known is kept, whatever booking it comes to.
            cr.commit()  # pylint: disable=invalid-commit
            self._p24_book()
        except OperationalError:
            # Somebody else works on it: no reason to wait.
            cr.rollback()
            return True
        except Exception:
            cr.rollback()
            _logger.exception(
                "Przelewy24: transaction %s could not be asked for", self.id
            )
            self._p24_postpone()
            return True
        return answered

    def _p24_poll(self, afresh=False):
        """Ask about one payment or refund, unless somebody does so right now.

        :param bool afresh: something happened, so ask often again
        :return: whether Przelewy24 answered
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return True
        if afresh:
            self.p24_tries = 0
        if self.is_live != (self.provider_id.state == "enabled"):
            # The sandbox knows nothing of production and the other way round.
            self._p24_stop_watching()
            return True
        try:
            if self.operation == "refund":
                self._p24_poll_refund()
            else:
                self._p24_poll_payment()
        except P24Error as error:
            self._p24_postpone()
            return not isinstance(error, P24Unavailable)
        return True

    def _p24_poll_payment(self):
        """Ask for a payment, and do what the answer says."""
        if self.state == "done":
            self._p24_postpone()
            return
        fact = self._p24_lookup()
        if not fact:
            self._p24_unpaid()
        elif fact.status == protocol.RETURNED:
            self._p24_end_unpaid(
                self._p24_for_payer().env._("Przelewy24 gave the money back.")
            )
        else:
            self._p24_take_fact(fact)

    def _p24_take_fact(self, fact):
        """Przelewy24 has the money: have it confirmed."""
        if self._p24_differences(fact):
            self._p24_refuse()
            self._p24_postpone()
            return
        try:
            self._process("p24", {"claim": fact})
        except P24Error:
            self._p24_mark_unconfirmed()
            raise

    def _p24_unpaid(self):
        """Nothing is paid yet: it may be, until the payment expires."""
        if fields.Datetime.now() > self._p24_expiry():
            self._p24_end_unpaid(
                self._p24_for_payer().env._("The payment was not made in time.")
            )
        else:
            self._p24_postpone()

    def _p24_expiry(self):
        """When a payment nobody made is given up."""
        if limit := self.provider_id.p24_time_limit:
            return self.create_date + timedelta(minutes=limit + const.LIMIT_GRACE)
        return self.create_date + timedelta(days=const.EXPIRY_DAYS)

    def _p24_end_unpaid(self, message):
        """Give a payment up. It is still asked for: the money may come later."""
        if self.state in ("draft", "pending"):
            self._p24_for_payer()._set_canceled(message)
        self._p24_postpone()

    def _p24_stop_watching(self):
        """Nobody can be asked about it any more."""
        self.p24_next_try = False
        if self.state in ("draft", "pending") and self.operation != "refund":
            tx = self._p24_for_payer()
            tx._set_canceled(
                tx.env._("The payment provider was switched to another environment.")
            )

    def _p24_poll_if_due(self):
        """Ask on behalf of a payer who waits, as often as the job would."""
        self.ensure_one()
        now = fields.Datetime.now()
        if (
            self.state in ("draft", "pending")
            and self.p24_next_try
            and self.p24_next_try <= now
            and self.provider_id.state != "disabled"
        ):
            self._p24_poll()

    def _p24_poll_on_return(self):
        """Ask because the payer came back from Przelewy24's page.

        The payment stays as it is when nothing is known: who gave up may pay again at
        once, and who waits for his bank is told so by the page.
        """
        self.ensure_one()
        if self.state != "done" and self.provider_id.state != "disabled":
            self._p24_poll(afresh=True)
