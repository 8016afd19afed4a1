"""What is booked, on which day, and against which invoices."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_p24.models.payment_transaction_settle import warsaw_day

from . import common


@tagged("post_install", "-at_install")
class TestBooking(common.P24Case):
    """`account.payment` and its reconciliation."""

    def settle(self, tx, **options):
        """Pay, and be told so."""
        self.pay(tx, **options)
        self.assertEqual(self.notify(tx), [200])

    def open_credit(self, tx):
        """What of a payment is not matched with anything."""
        lines = tx.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == tx.payment_id.destination_account_id
        )
        return -sum(lines.mapped("amount_residual"))

    def test_several_invoices_at_once(self):
        invoices = self.invoice(10.10) + self.invoice(20.20) + self.invoice(0.01)
        tx = self.begin(invoices)
        self.settle(tx)
        self.assert_settled(tx)
        self.assertEqual(self.peer.payments[tx.p24_session_id].amount, 3031)

    def test_a_part_of_an_invoice(self):
        invoice = self.invoice(100)
        tx = self.begin(invoice, amount=33.33)
        self.settle(tx)
        self.assert_paid(tx)
        self.assertAlmostEqual(invoice.amount_residual, 66.67)
        rest = self.begin(invoice, amount=66.67)
        self.settle(rest)
        self.assertFalse(invoice.amount_residual)

    def test_an_invoice_that_was_paid_meanwhile(self):
        invoice = self.invoice(100)
        tx = self.begin(invoice)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertFalse(invoice.amount_residual)
        self.settle(tx)
        self.assertEqual(tx.state, "done")
        self.assertEqual(len(tx.payment_id), 1)
        self.assertAlmostEqual(self.open_credit(tx), 100)
        self.assertEqual(tx.payment_id.partner_id, self.partner)

    def test_more_than_is_owed(self):
        invoice = self.invoice(100)
        tx = self.begin(invoice, amount=120.5)
        self.settle(tx)
        self.assertFalse(invoice.amount_residual)
        self.assertAlmostEqual(self.open_credit(tx), 20.5)
        told = "".join(tx.payment_id.message_ids.mapped("body"))
        self.assertIn("20", told)
        self.assertIn("nadpłata klienta", told)

    def test_one_of_several_was_paid_meanwhile(self):
        first, second = self.invoice(30), self.invoice(70)
        tx = self.begin(first + second)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=first.ids
        ).create({})._create_payments()
        self.settle(tx)
        self.assertFalse(second.amount_residual)
        self.assertAlmostEqual(self.open_credit(tx), 30)

    def test_a_cancelled_invoice_takes_nothing(self):
        invoice = self.invoice(50)
        tx = self.begin(invoice)
        invoice.button_draft()
        invoice.button_cancel()
        self.settle(tx)
        self.assertEqual(tx.state, "done")
        self.assertAlmostEqual(self.open_credit(tx), 50)

    # -- days ---

    def today(self):
        """The day in Poland."""
        return warsaw_day(fields.Datetime.now())

    def paid_on(self, tx, day, told=True):
        """Paid on a day; asked and told today."""
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=20), tx.id],
        )
        tx.invalidate_recordset()
        self.pay(tx).paid_at = datetime.fromisoformat(str(day))
        if told:
            self.notify(tx)
        else:
            self.run_cron(tx)

    def test_the_day_of_payment_is_the_one_przelewy24_gives(self):
        day = self.today() - timedelta(days=3)
        for told in (True, False):
            tx = self.begin()
            self.paid_on(tx, day, told)
            self.assert_settled(tx)
            self.assertEqual(tx.p24_paid_on, day)
            self.assertEqual(tx.payment_id.date, day)

    def test_or_the_day_of_booking(self):
        self.provider.p24_payment_date = "booked"
        tx = self.begin()
        self.paid_on(tx, self.today() - timedelta(days=3))
        self.assert_settled(tx)
        self.assertEqual(tx.payment_id.date, self.today())
        self.assertFalse(self.peer.count("transaction/by/sessionId"))

    def test_a_day_that_cannot_be_is_not_taken(self):
        for day in ("1970-01-01", "2099-01-01"):
            tx = self.begin()
            self.paid_on(tx, day)
            self.assert_settled(tx)
            self.assertEqual(tx.payment_id.date, self.today())

    def test_the_day_is_not_known_and_the_payment_booked(self):
        tx = self.begin()
        self.peer.misbehave("transaction/by/sessionId", "http500")
        self.settle(tx)
        self.assert_settled(tx)
        self.assertEqual(tx.payment_id.date, self.today())

    def test_closed_books_take_no_payment_of_that_day(self):
        day = self.today() - timedelta(days=3)
        tx = self.begin()
        # Lines of a bank's statement that wait for a person would hinder the closing.
        with patch.object(
            type(self.company), "_validate_locks", lambda *_arguments: None
        ):
            self.company.sudo().fiscalyear_lock_date = day
        self.paid_on(tx, day)
        self.assert_settled(tx)
        self.assertEqual(tx.p24_paid_on, day)
        self.assertEqual(tx.payment_id.date, self.today())

    def test_the_day_is_warsaw_s(self):
        """Half past eleven at night in UTC is the next day in Warsaw."""
        tx = self.begin()
        with freeze_time("2026-06-30 23:30:00"):
            self.assertEqual(tx._p24_plausible_day(None), date(2026, 7, 1))

    # -- what helps to match the payout ---

    def test_the_title_of_the_payout_is_kept(self):
        tx = self.begin()
        self.settle(tx)
        payment = self.peer.payments[tx.p24_session_id]
        self.assertEqual(tx.p24_statement, payment.statement)
        self.assertIn(payment.statement, tx.payment_id.memo)
        self.assertIn(str(payment.order_id), tx.payment_id.memo)

    def test_how_it_was_paid(self):
        bill = self.invoice(40)
        for number, code in ((154, "blik"), (181, "blik"), (218, "card"), (31, "p24")):
            tx = self.begin(bill, amount=10)
            self.settle(tx, method_id=number)
            self.assertEqual(tx.payment_method_id.code, code)
            self.assertEqual(tx.payment_method_id.support_refund, "partial")

    def test_booked_without_anybody_coming_back(self):
        """Nobody opens a page, no job runs: the notification books it."""
        tx = self.begin()
        self.settle(tx)
        self.assert_settled(tx)

    def test_booking_twice_books_once(self):
        tx = self.begin()
        self.settle(tx)
        tx._post_process()
        tx.is_post_processed = False
        tx._post_process()
        self.assert_settled(tx)
        self.env["payment.transaction"].sudo().browse(tx.id)._post_process()
        self.assert_settled(tx)
