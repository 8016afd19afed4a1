"""The payer comes back, with or without having paid."""

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReturn(common.P24Case):
    """`/payment/p24/return` and the status page."""

    def test_paid_and_no_notification_came(self):
        tx = self.begin()
        self.pay(tx)
        self.come_back(tx)
        self.assertEqual(tx.state, "done")
        self.assertEqual(self.peer.payments[tx.p24_session_id].status, 2)
        self.run_cron(tx)
        self.assert_settled(tx)

    def test_told_before_the_payer_comes_back(self):
        tx = self.begin()
        self.pay(tx)
        self.notify(tx)
        self.assert_settled(tx)
        asked = len(self.peer.calls)
        self.come_back(tx)
        self.come_back(tx)
        self.notify(tx)
        self.assert_settled(tx)
        self.assertEqual(len(self.peer.calls), asked)

    def test_who_gave_up_may_pay_again_at_once(self):
        for lookup in ("404", "status0"):
            with self.subTest(lookup):
                self.peer.unpaid_lookup = lookup
                tx = self.begin()
                self.come_back(tx)
                self.assert_unpaid(tx)
                self.assertTrue(tx.invoice_ids._has_to_be_paid())
                again = self.begin(tx.invoice_ids)
                self.pay(again)
                self.notify(again)
                self.assert_settled(again)
                self.assert_unpaid(tx)

    def test_przelewy24_does_not_answer(self):
        bill = self.invoice(50)
        for fault in ("http500", "drop", "garbage", "empty", "http401"):
            with self.subTest(fault):
                tx = self.begin(bill, amount=10)
                self.pay(tx)
                self.peer.misbehave("transaction/by/sessionId", fault)
                self.come_back(tx)
                self.assert_unpaid(tx)
                self.assertTrue(tx.p24_next_try)
                self.notify(tx)
                self.assert_paid(tx)
        self.assertFalse(bill.amount_residual)

    def test_the_address_tells_nothing_and_is_not_believed(self):
        tx = self.begin()
        self.env.flush_all()
        url = self.peer.payments[tx.p24_session_id].url_return
        for more in ("&status=success&amount=12345&orderId=1", "&state=done"):
            self.url_open(url + more, allow_redirects=False)
        for session in ("", "x", tx.reference, str(tx.id), "%00", "' OR 1=1 --"):
            response = self.url_open(
                f"/payment/p24/return?session={session}", allow_redirects=False
            )
            self.assertEqual(response.status_code, 303)
        self.url_open("/payment/p24/return", allow_redirects=False)
        self.url_open("/payment/p24/return?session=a&session=b", allow_redirects=False)
        self.env.invalidate_all()
        self.assert_unpaid(tx)

    def test_by_post_as_some_pages_of_przelewy24_do(self):
        tx = self.begin()
        self.pay(tx)
        self.env.flush_all()
        url = self.peer.payments[tx.p24_session_id].url_return
        response = self.url_open(url, data={"p24": "x"}, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 303)
        self.assertEqual(tx.state, "done")

    def log_in(self):
        """The customer logs in to the portal."""
        user = self._create_new_portal_user(login="payer", partner_id=self.partner.id)
        user.password = "payer-payer-1"
        user.lang = "pl_PL"
        self.env.flush_all()
        self.authenticate("payer", "payer-payer-1")

    def start(self, path, **values):
        """What the page's *Pay* button sends."""
        self.env.flush_all()
        values = self.make_jsonrpc_request(
            path,
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.payment_method_id,
                "token_id": None,
                "flow": "redirect",
                "tokenization_requested": False,
                "is_validation": False,
            }
            | values,
        )
        self.env.invalidate_all()
        return self._get_tx(values["reference"])

    def start_in_the_portal(self):
        """Pay an invoice as its customer does, in a session."""
        self.log_in()
        invoice = self.invoice()
        return self.start(
            f"/invoice/transaction/{invoice.id}",
            access_token=invoice._portal_ensure_token(),
            amount=self.amount,
            landing_route=f"/my/invoices/{invoice.id}",
        )

    def test_all_that_is_overdue_at_once(self):
        self.log_in()
        due = {"invoice_date": "2026-01-02", "invoice_date_due": "2026-01-16"}
        overdue = self.invoice(10.1, **due) + self.invoice(20.02, **due)
        later = self.invoice(40, invoice_date_due="2099-01-01")
        stranger = self.partner.copy({"name": "Sąsiad"})
        foreign = self.invoice(80, stranger, **due)
        tx = self.start(
            "/invoice/transaction/overdue",
            payment_reference="",
            amount=30.12,
            landing_route="/my/invoices",
        )
        self.assertEqual(tx.invoice_ids, overdue)
        self.assertEqual(self.peer.payments[tx.p24_session_id].amount, 3012)
        self.pay(tx)
        self.notify(tx)
        self.assert_settled(tx)
        self.assertEqual((later + foreign).mapped("amount_residual"), [40, 80])

    def test_the_status_page_waits_in_plain_polish(self):
        tx = self.start_in_the_portal()
        self.come_back(tx)
        page = self.url_open("/payment/status").text
        self.assertIn("Potwierdzamy Twoją płatność", page)
        self.assertIn("zapłacić jeszcze raz", page)
        self.assertIn(f'href="/my/invoices/{tx.invoice_ids.id}"', page)
        self.assertIn("o_payment_status", page)

    def test_the_status_page_turns_without_a_notification(self):
        tx = self.start_in_the_portal()
        self.come_back(tx)
        polled = self.make_jsonrpc_request("/payment/status/poll", {})
        self.assertEqual(polled["state"], "draft")
        self.pay(tx)
        tx.p24_next_try = "2000-01-01"
        self.env.flush_all()
        polled = self.make_jsonrpc_request("/payment/status/poll", {})
        self.assertEqual(polled["state"], "done")
        self.assertEqual(polled["landing_route"], f"/my/invoices/{tx.invoice_ids.id}")
        self.env.invalidate_all()
        self.assert_settled(tx)

    def test_the_status_page_does_not_ask_all_the_time(self):
        tx = self.start_in_the_portal()
        self.come_back(tx)
        asked = self.peer.count("transaction/by/sessionId")
        for _poll in range(5):
            self.make_jsonrpc_request("/payment/status/poll", {})
        self.assertEqual(self.peer.count("transaction/by/sessionId"), asked)

    def test_several_payments_can_wait_for_one_invoice(self):
        """Two tabs: both payments arrive; the second one is the customer's credit."""
        invoice = self.invoice()
        first, second = self.begin(invoice), self.begin(invoice)
        self.pay(first)
        self.pay(second)
        self.notify(first)
        self.notify(second)
        self.assert_settled(first)
        self.assertEqual(second.state, "done")
        self.assertEqual(len(second.payment_id), 1)
        self.assertFalse(second.payment_id.is_reconciled)
        self.assertIn(
            "jako nadpłata klienta",
            "".join(second.payment_id.message_ids.mapped("body")),
        )
