"""Notifications in every way they come: money is booked once, or not at all."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common

#: Answered as wrong before anything of ours is looked at or asked.
FORGED = (
    *("tampered_amount", "tampered_order", "tampered_statement", "forged"),
    *("missing_sign", "empty_sign", "null_sign", "number_sign", "upper_sign"),
    *("malformed_json", "json_array", "json_string", "empty_body", "not_utf8"),
    *("twice_a_key", "deep", "too_long"),
    *("float_amount", "null_amount", "true_amount", "list_session"),
)
#: Signed with the right key, and not about this payment.
MISMATCHED = ("wrong_merchant", "wrong_pos", "currency_mismatch", "amount_mismatch")


@tagged("post_install", "-at_install")
class TestNotifications(common.P24Case):
    """`POST /payment/p24/webhook`."""

    def paid(self, **options):
        """A payment that was made, and of which nobody has heard."""
        tx = self.begin()
        self.pay(tx, **options)
        return tx

    def test_right_ones_in_other_clothes(self):
        for variant in ("ok", "reordered_keys", "extra_field", "stringy"):
            with self.subTest(variant):
                tx = self.paid()
                self.assertEqual(self.notify(tx, variant), [200])
                self.assert_settled(tx)

    def test_a_statement_of_any_letters(self):
        tx = self.paid()
        self.assertEqual(self.notify(tx, "unicode_statement"), [200])
        self.assert_settled(tx)

    def test_twice_is_once(self):
        tx = self.paid()
        self.assertEqual(self.notify(tx, "duplicate"), [200, 200])
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)
        self.assertEqual(
            self.received(tx).mapped("verdict"), ["accepted", "repeated", "repeated"]
        )
        self.assertEqual(self.received(tx).mapped("occurrence"), [1, 2, 3])
        self.assertEqual(len(set(self.received(tx).mapped("digest"))), 1)

    def test_late_and_after_the_payer_came_back(self):
        tx = self.begin()
        self.come_back(tx)
        self.assert_unpaid(tx)
        self.pay(tx)
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)

    def test_in_reversed_order(self):
        first, second = self.begin(), self.begin()
        self.pay(first)
        self.pay(second)
        self.notify(second)
        self.notify(first)
        self.assert_settled(first)
        self.assert_settled(second)

    @mute_logger("odoo.http")
    def test_forged_ones_change_nothing(self):
        tx = self.paid()
        self.peer.forget()
        for variant in FORGED:
            with self.subTest(variant), self.assertNoLogs(level="ERROR"):
                [status] = self.notify(tx, variant)
                self.assertIn(status, (400, 404, 413), variant)
                self.assert_unpaid(tx)
        self.assertFalse(self.peer.calls, "Przelewy24 was asked because of a forgery")
        self.assertNotIn("accepted", self.received(tx).mapped("verdict"))
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)

    def test_sessions_that_are_not_ours(self):
        tx = self.paid()
        for variant in (
            "unknown_session",
            "tampered_session",
            "nul_session",
            "half_session",
        ):
            with self.subTest(variant):
                [status] = self.notify(tx, variant)
                self.assertIn(status, (400, 404))
                self.assert_unpaid(tx)
        self.assertFalse(self.peer.count("transaction/verify"))

    def test_payments_of_somebody_else(self):
        for variant in MISMATCHED:
            with self.subTest(variant):
                tx = self.paid()
                # The very same message again is what Przelewy24 sends seven times.
                for _repeated in range(3):
                    self.assertEqual(self.notify(tx, variant), [400])
                    self.assert_unpaid(tx, "error")
                self.assertFalse(self.peer.count("transaction/verify"))
                self.assertEqual(set(self.received(tx).mapped("verdict")), {"refused"})
                self.assertEqual(self.notify(tx), [200])
                self.assert_settled(tx)
                self.peer.forget()

    def test_too_little_and_too_much_are_never_done(self):
        for variant, more in (("underpaid", -1), ("overpaid", 1)):
            with self.subTest(variant):
                tx = self.begin()
                self.pay(tx, amount=12345 + more)
                for _repeated in range(3):
                    self.assertEqual(self.notify(tx), [400])
                    self.assert_unpaid(tx, "error")
                self.run_cron(tx)
                self.assert_unpaid(tx, "error")
                self.come_back(tx)
                self.assert_unpaid(tx, "error")
        self.assertFalse(self.peer.count("transaction/verify"))

    def test_the_office_is_told_once_of_a_wrong_amount(self):
        tx = self.begin()
        self.pay(tx, amount=12344)
        before = tx.invoice_ids.message_ids
        self.notify(tx, "duplicate")
        told = tx.invoice_ids.message_ids - before
        self.assertEqual(len(told), 1)
        self.assertIn(tx.reference, told.body)
        self.assertIn("nie została zaksięgowana", tx.state_message)

    def test_core_lets_the_second_wrong_message_pass_and_we_do_not(self):
        """`_process` returns early only when the state became `error` in this call."""
        tx = self.paid()
        wrong = {
            "merchantId": self.peer.merchant_id,
            "posId": self.peer.pos_id,
            "sessionId": tx.p24_session_id,
            "amount": 12344,
            "originAmount": 12344,
            "currency": "PLN",
            "orderId": 3_000_000_001,
            "methodId": 154,
            "statement": "p24",
        }
        for _repeated in range(3):
            tx._process("p24", wrong)
            self.assertEqual(tx.state, "error")
        self.assertFalse(self.peer.count("transaction/verify"))

    def test_another_order_of_a_paid_payment(self):
        tx = self.paid()
        self.notify(tx)
        self.assertEqual(self.notify(tx, "other_order"), [400])
        self.assert_settled(tx)
        self.assertIn("zapłacon", "".join(tx.invoice_ids.message_ids.mapped("body")))

    def test_a_payment_that_came_after_it_was_given_up(self):
        tx = self.begin()
        tx._set_canceled("given up")
        self.pay(tx)
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)
        self.assertFalse(tx.state_message)

    def test_a_payment_after_a_failed_registration(self):
        self.peer.misbehave("transaction/register", "drop", "after")
        tx = self.new_transaction()
        tx._get_processing_values()
        self.assertEqual(tx.state, "error")
        self.pay(tx)
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)

    def test_a_sandbox_payment_is_no_money_in_production(self):
        tx = self.paid()
        tx.is_live = True
        self.assertEqual(self.notify(tx), [400])
        self.assert_unpaid(tx)
        self.assertFalse(self.peer.count("transaction/verify"))

    def test_no_message_by_get_or_as_a_form(self):
        self.env.flush_all()
        for path in ("/payment/p24/webhook", "/payment/p24/webhook/refund"):
            self.assertEqual(self.url_open(path).status_code, 405)
            response = self.url_open(path, data={"sessionId": "x", "amount": "1"})
            self.assertEqual(response.status_code, 400)
            response = self.url_open(path, data=json.dumps({"sessionId": "x"}))
            self.assertEqual(response.status_code, 400)
