"""A payment that is done is booked, and settles the chosen invoices."""

import logging

from psycopg2 import OperationalError

from odoo import fields, models

from .payment_transaction_settle import warsaw_day

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """`account.payment` of what Przelewy24 confirmed."""

    _inherit = "payment.transaction"

    def _p24_call_booking(self):
        """Have payments booked soon, also when the payer never comes back."""
        cron = self.env.ref(
            "payment.cron_post_process_payment_tx", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    def _p24_book(self):
        """Book a payment that is done and committed; whoever else may do it as well.

        A booking that fails changes nothing of the payment: the jobs try again.
        """
        self.ensure_one()
        cr = self.env.cr
        if self.state != "done" or self.is_post_processed:
            return
        try:
            self._post_process()
            cr.commit()  # pylint: disable=invalid-commit
        except OperationalError:
            cr.rollback()
        except Exception:
            cr.rollback()
            _logger.exception("Przelewy24: payment %s is not booked yet", self.id)

    def _post_process(self):
        """Override of `payment`: one at a time, for the page and the jobs meet here."""
        ours = self.filtered(lambda tx: tx.provider_code == "p24")
        for tx in ours.sorted("id"):
            tx._p24_lock()
        # Whoever was faster has booked it.
        todo = self - ours.filtered(lambda tx: tx.state == "done" and tx.payment_id)
        result = super(PaymentTransaction, todo)._post_process()
        (self - todo).is_post_processed = True
        ours.filtered(lambda tx: tx.state == "done").p24_next_try = False
        return result

    def _create_payment(self, **extra_create_values):
        """Override of `account_payment`: the day Przelewy24 got it, its title."""
        if self.provider_code != "p24":
            return super()._create_payment(**extra_create_values)
        values = {"date": self._p24_booking_day()}
        if self.p24_statement:
            parts = (self.reference, self.provider_reference, self.p24_statement)
            values["memo"] = " - ".join(part for part in parts if part)
        payment = super()._create_payment(**values | extra_create_values)
        if self.operation == "refund":
            self._p24_offset_refund(payment)
        else:
            self._p24_tell_credit(payment)
        return payment

    def _p24_booking_day(self):
        """The day of payment, unless the books of that day are closed."""
        today = warsaw_day(fields.Datetime.now())
        if self.provider_id.p24_payment_date != "paid" or not self.p24_paid_on:
            return today
        journal = self.provider_id.journal_id
        locks = self.company_id._get_violated_lock_dates(
            self.p24_paid_on, False, journal
        )
        return today if locks else self.p24_paid_on

    def _p24_open_lines(self, payment):
        return payment.move_id.line_ids.filtered(
            lambda line: (
                line.account_id == payment.destination_account_id
                and not line.reconciled
            )
        )

    def _p24_tell_credit(self, payment):
        """Say so when more was paid than was owed: it stays the customer's credit."""
        left = -sum(self._p24_open_lines(payment).mapped("amount_residual_currency"))
        if self.invoice_ids and self.currency_id.compare_amounts(left, 0) > 0:
            payment.message_post(
                body=self._p24_for_office().env._(
                    "%(amount)s of this payment found no open invoice and stays as the "
                    "customer's credit.",
                    amount=self.currency_id.format(left),
                )
            )

    def _p24_offset_refund(self, payment):
        """A refund takes from what the payment left as credit."""
        source = self.source_transaction_id.payment_id
        lines = self._p24_open_lines(source) + self._p24_open_lines(payment)
        if source and len(lines.account_id) == 1 and len(lines.move_id) == 2:
            lines.reconcile()
