"""The confirmation fails in every way: done once in the end, never too early."""

from odoo.tests import tagged

from . import common

FAULTS = ("http500", "http401", "drop", "garbage", "html", "empty", "list", "no_data")


@tagged("post_install", "-at_install")
class TestVerify(common.P24Case):
    """`PUT transaction/verify`."""

    def setUp(self):
        super().setUp()
        self.bill = self.invoice(5000)
        self.start()

    def start(self):
        """Another payment that was made, of a part of the invoice."""
        self.tx = self.begin(self.bill, amount=123.45)
        self.pay(self.tx)

    def assert_waits(self):
        """Paid, not confirmed: the payer may not pay twice, nothing is booked."""
        self.assert_unpaid(self.tx, "pending")
        self.assertTrue(self.tx.p24_next_try)
        self.assertFalse(self.tx.invoice_ids._has_to_be_paid())
        self.assertIn("potwierdza", self.tx.state_message)

    def test_our_own_amount_and_currency_are_verified(self):
        self.notify(self.tx)
        sent = self.peer.last("transaction/verify")
        self.assertEqual((sent["amount"], sent["currency"]), (12345, "PLN"))
        self.assertIsInstance(sent["orderId"], int)

    def test_a_fault_before_it_is_done(self):
        for fault in FAULTS:
            with self.subTest(fault):
                self.start()
                self.peer.misbehave("transaction/verify", fault)
                self.assertEqual(self.notify(self.tx), [503])
                self.assertEqual(self.peer.payments[self.tx.p24_session_id].status, 1)
                self.assert_waits()
                self.assertEqual(self.received(self.tx).verdict, "failed")
                # Przelewy24 sends it again.
                self.assertEqual(self.notify(self.tx), [200])
                self.assert_paid(self.tx)

    def test_a_lost_answer_is_found_out_at_once(self):
        for fault in FAULTS:
            with self.subTest(fault):
                self.start()
                self.peer.misbehave("transaction/verify", fault, when="after")
                self.assertEqual(self.notify(self.tx), [200])
                self.assert_paid(self.tx)

    def test_a_lost_answer_and_no_word_afterwards(self):
        for fault in FAULTS:
            with self.subTest(fault):
                self.start()
                self.peer.misbehave("transaction/verify", fault, when="after")
                self.peer.misbehave("transaction/by/sessionId", fault)
                self.assertEqual(self.notify(self.tx), [503])
                self.assertEqual(self.peer.payments[self.tx.p24_session_id].status, 2)
                self.assert_waits()
                # Przelewy24 is content and sends nothing more: the job finds it.
                self.run_cron(self.tx)
                self.assert_paid(self.tx)

    def test_przelewy24_hangs(self):
        self.in_a_hurry()
        self.peer.misbehave("transaction/verify", "timeout", seconds=1)
        self.assertEqual(self.notify(self.tx), [503])
        self.assert_waits()
        self.run_cron(self.tx)
        self.assert_paid(self.tx)

    def test_a_second_verification_is_an_error_and_the_payment_done(self):
        self.peer.reverify = "error"
        self.peer.payments[self.tx.p24_session_id].status = 2
        self.peer.payments[self.tx.p24_session_id].verifications = 1
        self.assertEqual(self.notify(self.tx), [200])
        self.assert_paid(self.tx)

    def test_a_refused_verification_is_never_done(self):
        self.peer.misbehave("transaction/verify", "refuse", times=3)
        self.notify(self.tx)
        self.assert_waits()
        self.run_cron(self.tx)
        self.assert_waits()
        self.come_back(self.tx)
        self.assert_waits()
        self.run_cron(self.tx)
        self.assert_paid(self.tx)

    def test_success_in_words_of_another_kind_is_none(self):
        self.peer.misbehave("transaction/verify", "no_data", times=2)
        self.notify(self.tx)
        self.assert_waits()
        self.come_back(self.tx)
        self.assert_waits()

    def test_the_record_of_another_amount_is_no_confirmation(self):
        self.peer.misbehave("transaction/verify", "http500", when="after")
        payment = self.peer.payments[self.tx.p24_session_id]
        with self.messages_come_in():
            # What is told and what is on record differ.
            bodies = []
            deliver, self.peer.deliver = (
                self.peer.deliver,
                lambda u, b, h: bodies.append(b),
            )
            self.peer.notify(payment.session_id)
            self.peer.deliver = deliver
            payment.paid_amount, payment.status = 12344, 2
            status = deliver(
                payment.url_status, bodies[0], {"Content-Type": "application/json"}
            )
        self.assertEqual(status, 503)
        self.assert_waits()

    def test_a_notification_for_a_provider_that_is_switched_off(self):
        self.provider.state = "disabled"
        self.peer.forget()
        self.assertEqual(self.notify(self.tx), [503])
        self.assert_unpaid(self.tx)
        self.assertFalse(self.peer.calls)
        self.provider.state = "test"
        self.run_cron(self.tx)
        self.assert_paid(self.tx)
