"""Paying in a real browser: from the resident's home to "paid", at a stand-in bank."""

import re

import browser

from odoo.tests import tagged

from odoo.addons.ibok_p24.tests.p24_peer import Peer
from odoo.addons.ibok_water.tests.common import like


@tagged("post_install", "-at_install")
class TestPaying(browser.BrowserCase):
    """A resident on a phone pays two bills at once by Przelewy24."""

    def setUp(self):
        super().setUp()
        self.resident = self.env.ref("ibok.demo_user_resident")
        self.provider = self.env.ref("ibok_p24.payment_provider_p24")
        self.peer = Peer().start()
        self.addCleanup(self.peer.stop)
        self.env["ir.config_parameter"].set_param("ibok_p24.sandbox_url", self.peer.url)
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        journal = self.env["account.journal"].create(
            {"name": "Przelewy24", "code": "P24T", "type": "bank"}
        )
        self.provider.write(
            {
                "p24_merchant_id": str(self.peer.merchant_id),
                "p24_api_key": self.peer.api_key,
                "p24_crc": self.peer.crc,
                "journal_id": journal.id,
                "state": "test",
                "is_published": True,
            }
        )
        self.bills = self._open_bills()

    def _open_bills(self):
        """Two open bills of the resident, of the lines of his last one."""
        last = self.env["account.move"].search(
            [
                ("partner_id", "=", self.resident.partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )
        bills = like(last) | like(last)
        bills.action_post()
        return bills

    def _choose(self, page, bills):
        """Tick these bills only, and go on to the payment service."""
        page.goto("/my")
        page.click("main a[href='/my/pay']")
        page.wait_for_url(re.compile("/my/pay$"))
        ids = [str(bill_id) for bill_id in bills]
        for box in page.locator("input[name=bill]").all():
            box.set_checked(box.get_attribute("value") in ids)
        page.click("form[action*='/my/pay'] button[type=submit]")

    def _assert_paid(self, bills):
        """One payment that settles them all, none of them twice."""
        payment = bills.matched_payment_ids
        self.assertEqual(len(payment), 1)
        self.assertEqual(set(bills.mapped("amount_residual")), {0.0})
        self.assertEqual(payment.payment_transaction_id.state, "done")
        registered = self.peer.payments[payment.payment_transaction_id.p24_session_id]
        self.assertEqual(registered.status, 2)
        self.assertEqual(registered.amount, round(payment.amount * 100))
        number = self.resident.partner_id.water_customer_number
        self.assertTrue(number)
        self.assertIn(number, registered.fields["transferLabel"])
        for bill in bills:
            self.assertIn(bill.name, registered.fields["description"])
        return payment

    def test_two_bills_are_paid_without_reloading(self):
        wanted = sum(self.bills.mapped("amount_total"))
        ids = self.bills.ids
        with self.person(self.resident, size=browser.PHONE) as page:
            self._choose(page, ids)
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            self.assertIn("Bank zastępczy", page.inner_text("body"))
            page.click("button[value=pay]")
            # By itself from the status page back to the bills.
            page.wait_for_url(re.compile(r"/my/invoices"))
            page.goto("/my/pay")
            left = page.locator("input[name=bill]").evaluate_all(
                "boxes => boxes.map(box => box.value)"
            )
        self.assertFalse(set(left) & {str(bill_id) for bill_id in ids})
        payment = self._assert_paid(self.bills)
        self.assertAlmostEqual(payment.amount, wanted, places=2)

    def test_by_the_keyboard_alone(self):
        chosen, other = self.bills
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my")
            self.tab_to(page, "main a[href='/my/pay']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("/my/pay$"))
            for box in page.locator("input[name=bill]:checked").all():
                number = box.get_attribute("value")
                if number != str(chosen.id):
                    self.tab_to(page, f"input[name=bill][value='{number}']")
                    page.keyboard.press("Space")
            self.tab_to(page, "form[action*='/my/pay'] button[type=submit]")
            page.keyboard.press("Enter")
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            self.tab_to(page, "button[value=pay]")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my/invoices"))
        self._assert_paid(chosen)
        self.assertFalse(other.matched_payment_ids)

    def test_who_turns_back_may_pay_again(self):
        bill = self.bills[:1]
        with self.person(self.resident, size=browser.PHONE) as page:
            self._choose(page, bill.ids)
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            page.click("button[value=cancel]")
            page.wait_for_url(re.compile(r"/payment/status"))
            self.look(page, "turned back")
            self._choose(page, bill.ids)
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            page.click("button[value=pay]")
            page.wait_for_url(re.compile(r"/my/invoices"))
        self._assert_paid(bill)

    def test_a_blik_code_on_the_page_of_the_bill(self):
        bill = self.bills[:1]
        self.provider.p24_blik_code = True
        with self.person(self.resident, size=browser.PHONE) as page:
            # As from the resident's home: without a token in the address.
            page.goto(f"/my/invoices/{bill.id}")
            # The dialog opens with BLIK chosen and the field for its code.
            page.click(".o_water_pay_here")
            page.fill("input[name=o_p24_blik_code]:visible", "777 123")
            page.click("button[name=o_payment_submit_button]:visible")
            page.wait_for_url(re.compile(r"/payment/status"), wait_until="commit")
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
        self._assert_paid(bill)
        self.assertEqual(self.peer.count("paymentMethod/blik"), 1)

    def test_without_the_service_there_is_no_place_for_a_code(self):
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(f"/my/invoices/{self.bills[:1].id}")
            self.assertTrue(page.locator("a[href*='/my/pay?bill=']").is_visible())
            self.assertFalse(page.locator(".o_water_pay_here").is_visible())

    def test_przelewy24_is_down_and_the_resident_is_told(self):
        bill = self.bills[:1]
        self.peer.misbehave("transaction/register", "http500")
        with self.person(self.resident, size=browser.PHONE) as page:
            self._choose(page, bill.ids)
            alert = page.locator("main .alert-danger, .o_water .alert-danger").first
            alert.wait_for()
            told = alert.inner_text()
            self._choose(page, bill.ids)
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            page.click("button[value=pay]")
            page.wait_for_url(re.compile(r"/my/invoices"))
        self.assertIn("Przelewy24 nie odpowiada", told)
        self.assertIn("Nic nie zostało zapłacone", told)
        self._assert_paid(bill)

    def test_without_javascript(self):
        bill = self.bills[:1]
        with self.person(self.resident, size=browser.PHONE, javascript=False) as page:
            self._choose(page, bill.ids)
            page.click(".o_water_pay_go button[type=submit]")
            page.wait_for_url(f"{self.peer.url}/trnRequest/*")
            page.click("button[value=pay]")
            page.wait_for_url(re.compile(r"/payment/status"))
            self.assertNotIn("Traceback", page.inner_text("body"))
        transaction = self.env["payment.transaction"].search(
            [("invoice_ids", "in", bill.ids)]
        )
        self.assertEqual(transaction.state, "done")
        transaction._post_process()
        self._assert_paid(bill)
