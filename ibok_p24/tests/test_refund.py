"""Money goes back: all of it or a part, with or without a notification."""

import itertools
from contextlib import contextmanager

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestRefund(common.P24Case):
    """Refunds from Odoo."""

    def setUp(self):
        super().setUp()
        self.tx = self.paid()

    def paid(self, amount=100):
        """A payment that is booked."""
        tx = self.begin(self.invoice(amount))
        self.pay(tx)
        self.notify(tx)
        self.assert_settled(tx)
        return tx

    @contextmanager
    def own_transaction(self):
        """An environment that may commit, as a request has one."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            yield api.Environment(cr, self.env.uid, {"lang": "pl_PL"})
            cr.commit()  # pylint: disable=invalid-commit
        self.env.invalidate_all()

    def refund(self, amount=None, tx=None):
        """Ask for a refund as the accountant does.

        :return: the refund's transaction
        """
        tx = tx or self.tx
        before = tx.child_transaction_ids
        with self.own_transaction() as env:
            env["payment.transaction"].browse(tx.id).action_refund(amount)
        return tx.child_transaction_ids - before

    def tell(self, refund, variant="ok"):
        with self.messages_come_in():
            return self.peer.notify_refund(refund.p24_request_id, variant)

    def assert_refunded(self, refund, amount):
        self.assertEqual(refund.state, "done")
        self.assertTrue(refund.is_post_processed)
        self.assertFalse(refund.p24_next_try)
        booked = self.env["account.payment"].search(
            [("payment_transaction_id", "=", refund.id)]
        )
        self.assertEqual(booked, refund.payment_id)
        self.assertEqual(len(booked), 1)
        self.assertEqual(booked.payment_type, "outbound")
        self.assertAlmostEqual(booked.amount, amount)

    def assert_waits(self, refund):
        self.assertEqual(refund.state, "pending")
        self.assertFalse(refund.payment_id)
        self.assertTrue(refund.p24_next_try)

    def test_all_of_it(self):
        refund = self.refund()
        self.assert_waits(refund)
        sent = self.peer.last("transaction/refund")
        self.assertLessEqual(len(sent["requestId"]), 45)
        self.assertLessEqual(len(sent["refundsUuid"]), 35)
        self.assertEqual(sent["refunds"][0]["amount"], 10000)
        self.assertEqual(
            sent["urlStatus"], self.base_url() + "/payment/p24/webhook/refund"
        )
        self.peer.finish_refund(refund.p24_request_id)
        self.assertEqual(self.tell(refund), [200])
        self.assert_refunded(refund, 100)
        self.assertEqual(self.tell(refund), [200])
        self.assert_refunded(refund, 100)

    def test_parts_until_nothing_is_left(self):
        for amount in (33.33, 33.33, 33.34):
            refund = self.refund(amount)
            self.peer.finish_refund(refund.p24_request_id)
            self.tell(refund)
            self.assert_refunded(refund, amount)
        self.assertEqual(self.peer.payments[self.tx.p24_session_id].refunded, 10000)
        with self.assertRaises(UserError):
            self.refund(0.01)

    def test_never_more_than_was_paid_pending_ones_included(self):
        self.assert_waits(self.refund(60))
        with self.assertRaisesRegex(UserError, "40"):
            self.refund(60)
        self.assertEqual(self.peer.count("transaction/refund"), 1)

    def test_rejected(self):
        refund = self.refund(60)
        self.peer.finish_refund(refund.p24_request_id, rejected=True)
        self.assertEqual(self.tell(refund), [200])
        self.assertEqual(refund.state, "error")
        self.assertFalse(refund.payment_id)
        # And then it may be tried again.
        again = self.refund(100)
        self.peer.finish_refund(again.p24_request_id)
        self.tell(again)
        self.assert_refunded(again, 100)

    def test_refused(self):
        payment = self.peer.payments[self.tx.p24_session_id]
        for words, change in (
            ("nie ma dość pieniędzy", {"balance": 1}),
            ("więcej, niż zostało", {"refunded": 9900}),
            ("w obecnym stanie", {"status": 1}),
        ):
            with self.subTest(words):
                for name, value in change.items():
                    setattr(self.peer if name == "balance" else payment, name, value)
                refund = self.refund(50)
                self.assertEqual(refund.state, "error")
                self.assertIn(words, refund.state_message)
                self.assertFalse(refund.p24_next_try)
                self.assertFalse(refund.payment_id)
                self.peer.balance, payment.refunded, payment.status = None, 0, 2

    def test_a_lost_answer(self):
        payment = self.peer.payments[self.tx.p24_session_id]
        faults = itertools.product(
            ("drop", "http500", "garbage", "empty", "http401"), ("before", "after")
        )
        for number, (fault, when) in enumerate(faults, 1):
            with self.subTest(f"{fault} {when}"):
                self.peer.misbehave("transaction/refund", fault, when)
                refund = self.refund(10)
                self.assert_waits(refund)
                # The job asks for it again under the same number.
                self.run_cron(refund)
                self.assert_waits(refund)
                self.peer.finish_refund(refund.p24_request_id)
                self.run_cron(refund)
                self.assert_refunded(refund, 10)
                self.assertEqual(payment.refunded, number * 1000)
        with self.assertRaises(UserError):
            self.refund(0.01)

    def test_no_notification_came(self):
        for rejected in (False, True):
            with self.subTest(rejected=rejected):
                tx = self.paid(10)
                refund = self.refund(tx=tx)
                self.run_cron(refund)
                self.assert_waits(refund)
                self.peer.finish_refund(refund.p24_request_id, rejected)
                self.run_cron(refund)
                if rejected:
                    self.assertEqual(refund.state, "error")
                else:
                    self.assert_refunded(refund, 10)

    def test_an_account_without_the_list_of_refunds(self):
        self.peer.missing_services = {"refund/by/orderId"}
        refund = self.refund()
        self.run_cron(refund)
        self.assert_waits(refund)
        self.assertEqual(self.peer.payments[self.tx.p24_session_id].refunded, 10000)
        self.peer.finish_refund(refund.p24_request_id)
        self.tell(refund)
        self.assert_refunded(refund, 100)

    def test_the_notification_is_faster_than_the_answer(self):
        self.peer.refund_delay = 0
        deliver = self.peer.deliver
        answers = []

        def during_the_request(url, body, headers):
            # The refund is committed before it is asked for: the message finds it.
            cr = env.cr
            messages = env(cr=cr)["payment.p24.message"].sudo()
            answers.append(messages._take("refund", body, headers, "127.0.0.1"))
            return answers[-1]

        self.addCleanup(setattr, self.peer, "deliver", deliver)
        self.peer.deliver = during_the_request
        with self.own_transaction() as env:
            env["payment.transaction"].browse(self.tx.id).action_refund(None)
        self.assertEqual(answers, [200])
        refund = self.tx.child_transaction_ids
        self.assert_refunded(refund, 100)

    def test_forged_and_foreign_ones_change_nothing(self):
        refund = self.refund()
        self.peer.finish_refund(refund.p24_request_id)
        for variant in (
            *("forged", "tampered_amount", "missing_sign", "empty_sign"),
            *("malformed_json", "json_array", "empty_body", "wrong_merchant"),
            *("currency_mismatch", "other_order", "underpaid", "unknown_status"),
        ):
            with self.subTest(variant):
                [status] = self.tell(refund, variant)
                self.assertEqual(status, 400)
                self.assert_waits(refund)
        self.tell(refund)
        self.assert_refunded(refund, 100)

    def test_a_refund_made_in_the_panel_is_told_to_the_office(self):
        refund = self.refund(40)
        self.peer.refunds[refund.p24_request_id].refunds_uuid = "made-by-hand"
        self.peer.finish_refund(refund.p24_request_id)
        for _repeated in range(2):
            self.assertEqual(self.tell(refund), [200])
        told = [
            body
            for body in self.tx.invoice_ids.message_ids.mapped("body")
            if "panel" in body
        ]
        self.assertEqual(len(told), 1)
        self.assert_waits(refund)
        self.assertFalse(self.tx.child_transaction_ids - refund)

    def test_a_rejection_after_the_end_changes_nothing(self):
        refund = self.refund()
        self.peer.finish_refund(refund.p24_request_id)
        self.tell(refund)
        self.peer.refunds[refund.p24_request_id].status = 4
        self.assertEqual(self.tell(refund), [400])
        self.assert_refunded(refund, 100)

    def test_credit_that_is_given_back_is_no_credit_any_more(self):
        invoice = self.invoice(100)
        tx = self.begin(invoice, amount=130)
        self.pay(tx)
        self.notify(tx)
        refund = self.refund(30, tx)
        self.peer.finish_refund(refund.p24_request_id)
        self.tell(refund)
        self.assert_refunded(refund, 30)
        self.assertFalse(invoice.amount_residual)
        lines = (tx.payment_id + refund.payment_id).move_id.line_ids.filtered(
            lambda line: line.account_id == tx.payment_id.destination_account_id
        )
        self.assertEqual(set(lines.mapped("amount_residual")), {0.0})

    def test_the_wizard_of_accounting(self):
        payment = self.tx.payment_id
        self.assertEqual(payment.amount_available_for_refund, 100)
        wizard = self.env["payment.refund.wizard"].with_context(active_id=payment.id)
        self.assertEqual(wizard.create({}).support_refund, "partial")
