"""Six digits of BLIK, typed on our own page."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestBlik(common.P24Case):
    """`/payment/p24/blik`."""

    def setUp(self):
        super().setUp()
        self.provider.p24_blik_code = True
        self.blik = self.env.ref("payment.payment_method_blik")

    def start(self):
        """A payment that was begun, and what its page got."""
        tx = self.new_transaction(flow="direct", payment_method_id=self.blik.id)
        return tx, tx._get_processing_values()

    def send(self, values, code="777123", **changed):
        """The page sends the code."""
        params = {
            "reference": values["reference"],
            "access_token": values["access_token"],
            "blik_code": code,
        }
        self.env.flush_all()
        answer = self.make_jsonrpc_request("/payment/p24/blik", params | changed)
        self.env.invalidate_all()
        return answer

    def test_a_code_and_its_confirmation_in_the_app(self):
        tx, values = self.start()
        self.assertNotIn("redirect_form_html", values)
        self.assertEqual(self.send(values, " 777 123 "), {})
        registered = self.peer.last("transaction/register")
        self.assertEqual(registered["method"], 181)
        self.assertEqual(registered["additional"]["PSU"]["IP"], "127.0.0.1")
        self.assertTrue(registered["additional"]["PSU"]["userAgent"])
        self.assertEqual(self.peer.last("paymentMethod/blik")["blikCode"], "777123")
        # Not paid yet: the payer may refuse in the app, and pay another way.
        self.assert_unpaid(tx)
        self.assertTrue(tx.invoice_ids._has_to_be_paid())
        self.pay(tx, method_id=181)
        self.notify(tx)
        self.assert_settled(tx)
        self.assertEqual(tx.payment_method_id.code, "blik")

    def test_a_code_that_the_bank_does_not_know(self):
        tx, values = self.start()
        answer = self.send(values, "123456")
        self.assertIn("Bank nie przyjął tego kodu BLIK", answer["error"])
        self.assertEqual(tx.state, "error")
        self.assertTrue(tx.invoice_ids._has_to_be_paid())
        again, values = self.start()
        self.assertNotEqual(again.p24_session_id, tx.p24_session_id)
        self.assertEqual(self.send(values), {})

    def test_what_is_no_code_is_not_sent(self):
        for code in (
            "",
            "12345",
            "1234567",
            "12345a",
            None,
            777123,
            ["777123"],
            "٧٧٧١٢٣",
        ):
            with self.subTest(code):
                tx, values = self.start()
                self.assertIn("sześć cyfr", self.send(values, code)["error"])
                self.assertEqual(tx.state, "error")
        self.assertFalse(self.peer.count("transaction/register"))

    def test_a_lost_answer_waits_for_the_bank(self):
        tx, values = self.start()
        self.peer.misbehave("paymentMethod/blik", "drop", when="after")
        self.assertEqual(self.send(values), {})
        self.assert_unpaid(tx)
        self.pay(tx, method_id=181)
        self.run_cron(tx)
        self.assert_settled(tx)

    def test_przelewy24_cannot_be_reached(self):
        tx, values = self.start()
        self.peer.misbehave("transaction/register", "http500")
        self.assertIn("nie odpowiada", self.send(values)["error"])
        self.assertEqual(tx.state, "error")
        self.assertFalse(self.peer.count("paymentMethod/blik"))

    def test_a_code_is_charged_once(self):
        tx, values = self.start()
        self.send(values)
        self.pay(tx, method_id=181)
        self.notify(tx)
        self.assertTrue(self.send(values)["error"])
        self.assertEqual(self.peer.count("paymentMethod/blik"), 1)
        self.assert_settled(tx)

    @mute_logger("odoo.http")
    def test_only_the_page_that_began_it_may_send_a_code(self):
        tx, values = self.start()
        for changed in (
            *({"access_token": "wrong"}, {"access_token": ""}, {"access_token": None}),
            *({"access_token": "źródło"}, {"reference": "\0"}),
            *({"reference": "x"}, {"reference": None}, {"reference": ["%"]}),
        ):
            with self.subTest(changed):
                self.assertTrue(self.send(values, **changed)["error"])
        redirected = self.begin()
        self.assertTrue(self.send(values, reference=redirected.reference)["error"])
        self.assertFalse(self.peer.count("paymentMethod/blik"))
        self.assert_unpaid(tx)

    def test_where_the_account_has_no_such_service(self):
        self.provider.p24_blik_code = False
        tx, values = self.start()
        self.assertTrue(self.send(values)["error"])
        self.assertFalse(self.peer.calls)
        self.assert_unpaid(tx)

    def test_the_form_asks_for_the_code_only_with_blik(self):
        self.env.flush_all()
        invoice = self.invoice()
        url = invoice._get_portal_payment_link()
        for offered in (True, False):
            self.provider.p24_blik_code = offered
            self.env.flush_all()
            page = self.url_open(url).text
            self.assertIn("o_payment_form", page)
            self.assertEqual(page.count('name="o_p24_blik_code"'), int(offered))
