"""WCAG 2.1 A and AA on Odoo's own pages of paying, which a payment link leads to."""

from urllib.parse import urlencode

import browser

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_p24 import const
from odoo.addons.ibok_p24.tests.p24_peer import Peer
from odoo.addons.ibok_portal.tests import common, demand_case, pay_case
from odoo.addons.payment import utils as payment_utils

#: What 1280 pixels are at 400 %; at 200 % there is more room.
NARROWEST = {"width": 320, "height": 640}


@tagged("post_install", "-at_install")
class TestAccessibilityOfPayment(
    pay_case.PayFixtures,
    demand_case.DemandFixtures,
    browser.BrowserCase,
    common.WaterPortalHttpCase,
):
    """Somebody with a link on a phone, logged in and not, with and without a way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = Peer().start()
        cls.addClassCleanup(cls.peer.stop)
        cls._set_up_provider()
        common.name_municipality(cls.env.company)
        cls.anna.lang = cls.bogdan.lang = "pl_PL"
        cls.anna.partner_id.email = "anna@example.com"
        settings = cls.env["ir.config_parameter"]
        settings.set_param(const.SANDBOX_PARAMETER, cls.peer.url)
        settings.set_param("web.base.url", cls.base_url())
        cls.p24 = cls.env.ref("ibok_p24.payment_provider_p24")
        cls.p24.write(
            {
                "p24_merchant_id": str(cls.peer.merchant_id),
                "p24_pos_id": False,
                "p24_api_key": cls.peer.api_key,
                "p24_crc": cls.peer.crc,
                "p24_blik_code": True,
                "state": "test",
                "is_published": True,
            }
        )

    def setUp(self):
        super().setUp()
        self.bill = self._late_bill(self.contract, 150)

    def look(self, page, name):
        """Also on the narrowest screen."""
        super().look(page, name)
        before = page.viewport_size
        page.set_viewport_size(NARROWEST)
        super().look(page, f"{name} at 320 pixels")
        page.set_viewport_size(before)

    def link(self, amount=150.0, partner=None, **more):
        """The address that the office sends: Odoo's payment link of the bill."""
        partner = partner or self.anna.partner_id
        currency = self.bill.currency_id
        token = payment_utils.generate_access_token(
            partner.id, amount, currency.id, env=self.env
        )
        asked = {
            "reference": self.bill.name,
            "amount": amount,
            "currency_id": currency.id,
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "access_token": token,
            **more,
        }
        return "/payment/pay?" + urlencode(asked)

    def test_the_page_of_a_payment_link(self):
        link = self.link(invoice_id=self.bill.id)
        wrong = self.link(access_token="none")
        nothing = self.link(amount=0.0)
        with self.stranger() as page:
            page.goto(link)
            page.locator("#o_payment_form").wait_for()
            self.look(page, "a payment link")
            page.click("label.o_payment_option_label:text-is('BLIK')")
            code = page.locator("input[name=o_p24_blik_code]:visible")
            code.wait_for()
            self.look(page, "a way is chosen")
            code.fill("123 456")
            page.click("button[name=o_payment_submit_button]")
            dialog = page.locator(".modal:has-text('Bank nie przyjął')")
            dialog.wait_for()
            self.assertIn("Kod nie został przyjęty", dialog.inner_text())
            self.look(page, "the bank refused")
            page.goto(nothing)
            self.look(page, "a link about nothing")
            self.assertEqual(page.goto(wrong).status, 404)
            self.look(page, "a link with a wrong key")
            page.goto("/payment/pay?amount=5")
            page.wait_for_url("**/web/login**")

    def test_who_is_logged_in(self):
        other = self.link()
        own = f"/payment/pay?amount=20&currency_id={self.bill.currency_id.id}"
        with self.person(self.bogdan, size=browser.PHONE) as page:
            for address in (own, other, "/payment/pay", "/my/payment_method"):
                self.assertEqual(page.goto(address).status, 200)
                self.look(page, address.split("&")[0])

    def test_without_a_way_to_pay(self):
        self.env["payment.provider"].search([]).write(
            {"state": "disabled", "is_published": False}
        )
        link = self.link()
        with self.stranger() as page:
            page.goto(link)
            self.look(page, "no way to pay")
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/payment_method")
            self.look(page, "no way to keep")

    def test_ways_that_are_kept(self):
        self.provider.allow_tokenization = True
        self.method.support_tokenization = True
        self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "partner_id": self.anna.partner_id.id,
                "provider_ref": "kept",
                "payment_details": "1234",
            }
        )
        own = f"/payment/pay?amount=20&currency_id={self.bill.currency_id.id}"
        with self.person(self.anna, size=browser.PHONE) as page:
            for address in (own, "/my/payment_method"):
                page.goto(address)
                self.look(page, f"{address.split('&')[0]} with one that is kept")

    def test_what_became_of_a_payment(self):
        payments = self.env["payment.transaction"]
        for state in ("draft", "pending", "done", "cancel", "error"):
            payments |= payments.create(
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.method.id,
                    "reference": f"a11y-{state}",
                    "amount": 150,
                    "currency_id": self.bill.currency_id.id,
                    "partner_id": self.anna.partner_id.id,
                    "invoice_ids": [Command.set(self.bill.ids)],
                    "landing_route": "/my/invoices",
                    "state": state,
                    "state_message": "Bank odmówił." if state == "error" else False,
                }
            )
        pages = [
            (
                payment.state,
                "/payment/confirmation?"
                + urlencode(
                    {
                        "tx_id": payment.id,
                        "access_token": payment_utils.generate_access_token(
                            payment.partner_id.id,
                            payment.amount,
                            payment.currency_id.id,
                            env=self.env,
                        ),
                    }
                ),
            )
            for payment in payments
        ]
        with self.stranger() as page:
            page.goto("/payment/status")
            self.look(page, "no payment is known")
            for state, address in pages:
                self.assertEqual(page.goto(address).status, 200)
                self.look(page, f"payment {state}")
