"""A BLIK code typed on our own page, in a real browser."""

import re

import browser

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ibok_p24 import const
from odoo.addons.ibok_p24.tests.p24_peer import Peer


@tagged("post_install", "-at_install")
class TestBlikInTheBrowser(browser.BrowserCase):
    """A resident pays an invoice on a phone, without leaving our page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = Peer().start()
        cls.addClassCleanup(cls.peer.stop)
        cls.env["ir.config_parameter"].set_param(const.SANDBOX_PARAMETER, cls.peer.url)
        company = cls.env.company
        cls.provider = cls.env["payment.provider"].search(
            [("code", "=", "p24"), ("company_id", "=", company.id)]
        )
        cls.provider.write(
            {
                "state": "test",
                "is_published": True,
                "p24_merchant_id": str(cls.peer.merchant_id),
                "p24_pos_id": False,
                "p24_api_key": cls.peer.api_key,
                "p24_crc": cls.peer.crc,
                "p24_blik_code": True,
            }
        )
        cls.payer = new_test_user(
            cls.env,
            "platnik-blik",
            groups="base.group_portal",
            lang="pl_PL",
            password=browser.PASSWORD,
        )
        cls.payer.partner_id.write(
            {"email": "blik@example.com", "country_id": cls.env.ref("base.pl").id}
        )
        cls.invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.payer.partner_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "Woda", "price_unit": 12.34, "tax_ids": []})
                ],
            }
        )
        cls.invoice.action_post()

    def test_a_wrong_code_and_then_the_right_one(self):
        address = self.invoice.get_portal_url()
        asked, poll = [], "**/payment/status/poll"

        def hold(route):
            """No answer before this page is read."""
            asked.append(route)

        with self.person(self.payer, size=browser.PHONE) as page:
            page.goto(address)
            page.click("[data-bs-target='#pay_with']:visible >> nth=0")
            page.click("label.o_payment_option_label:text-is('BLIK'):visible")
            code = page.locator("input[name=o_p24_blik_code]:visible")
            code.wait_for()
            pay = page.locator("button[name=o_payment_submit_button]:visible")
            pay.click()
            self.assertFalse(code.evaluate("input => input.checkValidity()"))
            code.fill("123 456")
            pay.click()
            dialog = page.locator(".modal:has-text('Bank nie przyjął tego kodu BLIK')")
            dialog.wait_for()
            dialog.locator("footer button, .btn-close").first.click()
            code.fill("777 123")
            page.route(poll, hold)
            pay.click()
            page.wait_for_url(re.compile("/payment/status"))
            waiting = page.locator("[name=o_payment_status]")
            waiting.filter(has_text="Potwierdzamy Twoją płatność").wait_for()
            page.unroute(poll)
            for route in asked:
                route.continue_()
            # The page turns by itself when the bank has answered.
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
            paid = page.content()
        self.assertIn("została opłacona", paid)
        self.assertEqual(self.invoice.amount_residual, 0)
        done = self.invoice.transaction_ids.filtered(lambda tx: tx.state == "done")
        self.assertEqual(len(done), 1)
        self.assertEqual(done.payment_method_id.code, "blik")
        self.assertEqual(self.peer.count("paymentMethod/blik"), 2)
