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

#: The first page, and no address that only ends like it.
HOME = re.compile(r"//[^/?]+(/\w\w)?/my$")


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

    # How somebody does it: a finger or a mouse, unless a machine's tests say otherwise.

    def follow(self, page, wanted):
        """Press a link or a button."""
        page.locator(wanted).first.click()

    def tick(self, page, wanted):
        """Tick a box."""
        page.check(wanted)

    def write(self, page, wanted, text):
        """Write into a field."""
        page.fill(wanted, text)

    def send(self, page, last):
        """Send the form whose last field this is."""
        page.press(last, "Enter")

    def fill(self, page):
        """Override: the form of the registration, the way these tests do it."""
        for box in ("#terms_id", "#privacy_id"):
            self.tick(page, box)
        for name, value in self.given.items():
            self.write(page, f"#{name}", value)

    def open_account(self, page):
        page.goto("/web/login")
        # Odoo shows its form when its scripts are there.
        page.locator("main a[href='/ibok/register']").wait_for()
        self.follow(page, "main a[href='/ibok/register']")
        page.wait_for_url(re.compile("/ibok/register$"))
        self.fill(page)
        self.send(page, "#invoice_amount")
        page.wait_for_url(re.compile("/ibok/register/sent"))
        page.goto(self.letter_link(page))
        self.follow(page, "main form button")
        page.locator("#password").wait_for()
        self.write(page, "#password", NEW_PASSWORD)
        self.write(page, "#password2", NEW_PASSWORD)
        self.send(page, "#password2")
        page.wait_for_url(HOME)

    def log_in(self, page):
        page.locator("input[name=login]").wait_for()
        self.write(page, "input[name=login]", self.given["email"])
        self.write(page, "input[name=password]", NEW_PASSWORD)
        self.send(page, "input[name=password]")

    def story(self):
        number = self.contract.id
        with self.stranger() as page:
            self.open_account(page)
            self.follow(page, "main a[href^='/web/session/logout']")
            page.wait_for_url(re.compile("/web/login"))
            page.goto("/web/login?redirect=/my")
            self.log_in(page)
            page.wait_for_url(HOME)
            self.follow(page, f"a[href='/my/readings/new?contract_id={number}']")
            page.locator(self.meter).wait_for()
            self.write(page, self.meter, "347")
            self.send(page, self.meter)
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            self.follow(page, "main a[href^='/my/invoices/']")
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
            bill = page.title()
            page.goto("/my")
            self.follow(page, "main a[href='/my/statement']")
            page.wait_for_url(re.compile("/my/statement"))
            statement = page.inner_text("main")
            self.look(page, f"statement-{self.size['width']}")
            page.goto("/my")
            self.follow(page, "main a[href='/my/privacy']")
            page.wait_for_url(re.compile("/my/privacy"))
            self.look(page, f"privacy-{self.size['width']}")
            self.follow(page, "a[href='/my/privacy/delete']")
            page.locator("#delete_login").wait_for()
            self.write(page, "#delete_login", self.given["email"])
            self.write(page, "#delete_password", NEW_PASSWORD)
            self.look(page, f"delete-{self.size['width']}")
            self.send(page, "#delete_password")
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
    """On a desktop, with the keyboard alone: whatever is used is reached and seen."""

    size = browser.DESK

    def follow(self, page, wanted):
        self.tab_to(page, wanted)
        page.keyboard.press("Enter")

    def tick(self, page, wanted):
        self.tab_to(page, wanted)
        page.keyboard.press("Space")

    def write(self, page, wanted, text):
        self.tab_to(page, wanted)
        page.keyboard.type(text)

    def send(self, page, last):
        self.tab_to(page, last)
        page.keyboard.press("Enter")

    def test_from_registration_to_deletion(self):
        self.story()


@tagged("post_install", "-at_install")
class TestAccountStoryWithoutScripts(AccountStory):
    """On a phone whose browser runs no scripts."""

    def stranger(self, javascript=True):
        """Override: no scripts."""
        return super().stranger(javascript=False)

    def look(self, page, name):
        """Override: axe-core is a script."""

    def test_from_registration_to_deletion(self):
        self.story()
