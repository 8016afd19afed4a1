"""The whole life of an account in a real browser: from registration to deletion."""

import re

import browser
import register_browser
from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessDenied
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.register_case import NEW_PASSWORD
from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import common


class AccountStory(register_browser.RegisterBrowserCase):
    """Register, confirm, log in, read, see bill and statement, and leave."""

    def setUp(self):
        super().setUp()
        # Whenever this runs, a reading of today settles a month that is at its end.
        first = law_today(self.env.company).replace(day=1)
        self.contract = common.Factory(self.env).household(
            340,
            since=str(first - relativedelta(months=1)),
            partner=self.customer,
            billing_months="1",
            window_before=40,
            window_after=40,
        )
        self.meter = f"#value_{self.contract.point_ids.id}"
        self.env.flush_all()

    def open_account(self, page):
        page.goto("/ibok/register")
        self.fill(page)
        page.press("#invoice_amount", "Enter")
        page.wait_for_url(re.compile("/ibok/register/sent"))
        page.goto(self.letter_link(page))
        page.click("main form button")
        page.fill("#password", NEW_PASSWORD)
        page.fill("#password2", NEW_PASSWORD)
        page.press("#password2", "Enter")
        page.wait_for_url(re.compile(r"/my$"))

    def log_in(self, page):
        page.goto("/web/login")
        page.fill("input[name=login]", self.given["email"])
        page.fill("input[name=password]", NEW_PASSWORD)
        page.press("input[name=password]", "Enter")

    def story(self):
        number = self.contract.id
        with self.stranger() as page:
            self.open_account(page)
            page.goto("/web/session/logout?redirect=/web/login")
            self.log_in(page)
            page.wait_for_url(re.compile(r"/my$"))
            page.click(f"a[href='/my/readings/new?contract_id={number}'] >> nth=0")
            page.fill(self.meter, "347")
            page.press(self.meter, "Enter")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            page.locator("main a[href^='/my/invoices/']").first.click()
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
            bill = page.title()
            page.goto("/my/statement")
            statement = page.inner_text("main")
            self.look(page, f"statement-{self.size['width']}")
            page.goto("/my/privacy")
            self.look(page, f"privacy-{self.size['width']}")
            page.click("a[href='/my/privacy/delete']")
            page.fill("#delete_login", self.given["email"])
            page.fill("#delete_password", NEW_PASSWORD)
            self.look(page, f"delete-{self.size['width']}")
            page.press("#delete_password", "Enter")
            page.wait_for_url(re.compile("/web/login"))
            page.goto("/my")
            page.wait_for_url(re.compile("/web/login"))
            self.log_in(page)
            page.wait_for_selector(".alert-danger")
            self.assertRegex(page.url, "/web/login")
        self.check(bill, statement)

    def check(self, bill, statement):
        """What was shown is in the books, and evidence outlives the account."""
        settlement = self.contract.settlement_ids
        move = settlement.move_id
        self.assertEqual(len(settlement), 1)
        self.assertEqual(move.state, "posted")
        self.assertIn(move.name, bill)
        self.assertIn(move.name, statement)
        amount = f"{move.amount_total:.2f}".replace(".", "[.,]")
        self.assertRegex(statement, amount)
        request = self.env["ibok.account.request"].search(
            [("partner_id", "=", self.customer.id)], order="id desc", limit=1
        )
        events = self.env["ibok.account.event"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(set(events.mapped("kind")), {"opened", "password", "deleted"})
        account = events[:1].account_number
        consents = self.env["ibok.consent"].search([("account_number", "=", account)])
        self.assertEqual(consents.terms_id, self.terms | self.privacy)
        self.assertNotEqual(request.email, self.given["email"], "anonymised")
        self.assertTrue(self.customer.active)
        self.assertEqual(self.contract.state, "open")
        with self.assertRaises(AccessDenied):
            self.env["res.users"].authenticate(
                {
                    "login": self.given["email"],
                    "password": NEW_PASSWORD,
                    "type": "password",
                },
                {"interactive": True},
            )


@tagged("post_install", "-at_install")
class TestAccountStoryPhone(AccountStory):
    """On 390 × 844 pixels."""

    def test_from_registration_to_deletion(self):
        self.story()


@tagged("post_install", "-at_install")
class TestAccountStoryDesk(AccountStory):
    """On a desktop."""

    size = browser.DESK

    def test_from_registration_to_deletion(self):
        self.story()
