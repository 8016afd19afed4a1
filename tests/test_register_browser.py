"""A resident's way into his account on a phone: register, confirm, password, log in."""

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path

import browser
from axe_playwright_python.sync_playwright import Axe

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.register_case import NEW_PASSWORD, RegisterCase

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@tagged("post_install", "-at_install")
class TestRegisterBrowser(browser.BrowserCase, RegisterCase):
    """With the keyboard's Enter and without a mouse where that matters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        number = cls.customer.water_customer_number
        cls.given = {
            "email": "zaneta@example.com",
            "name": "Żaneta Gołąb",
            "phone": "600 700 800",
            "customer_number": number,
            "invoice_number": cls.invoice.name,
            "invoice_amount": "105,30",
        }

    @contextmanager
    def stranger(self, javascript=True):
        """A phone on which nobody is logged in."""
        errors = []
        with self.allow_requests(all_requests=True):
            context = self.chromium.new_context(
                viewport=browser.PHONE,
                java_script_enabled=javascript,
                locale="pl-PL",
                base_url=self.base_url(),
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            try:
                yield page
            finally:
                context.close()
                self._wait_for_requests()
                self.env.invalidate_all()
        self.assertFalse(errors)

    def look(self, page, name):
        """No fault of accessibility, nothing beside the screen; a picture of it."""
        page.wait_for_load_state("networkidle")
        page.screenshot(
            path=Path(tempfile.gettempdir(), f"register-{name}.png"), full_page=True
        )
        if page.evaluate("typeof window.odoo") == "object":
            report = Axe().run(page, options=LEVELS)
            with self.subTest(name):
                self.assertFalse(
                    report.generate_report() if report.violations_count else ""
                )
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, browser.PHONE["width"], name)

    def fill(self, page):
        page.check("#terms_id")
        page.check("#privacy_id")
        for name, value in self.given.items():
            page.fill(f"#{name}", value)

    def letter_link(self, page):
        page.wait_for_load_state("networkidle")
        self._wait_for_requests()
        self.env.invalidate_all()
        return self._link()

    def test_from_the_form_to_the_first_page(self):
        with self.stranger() as page:
            page.goto("/web/login")
            self.look(page, "login")
            page.click("a[href='/ibok/register']")
            self.look(page, "form")
            page.click("main form button[type=submit]")
            page.wait_for_selector("[role=alert]")
            self.look(page, "faults")
            self.fill(page)
            page.press("#invoice_amount", "Enter")
            page.wait_for_url(re.compile("/ibok/register/sent"))
            self.look(page, "sent")
            page.goto(self.letter_link(page))
            self.look(page, "confirm")
            page.click("main form button")
            page.wait_for_selector("#password")
            self.look(page, "password")
            page.fill("#password", "zrodlo-1")
            page.wait_for_selector("[data-part=small].o_water_met")
            page.wait_for_selector("[data-part=capital]:not(.o_water_met)")
            page.fill("#password2", "zrodlo-1")
            page.press("#password2", "Enter")
            page.wait_for_selector("#password_error")
            self.look(page, "weak")
            page.fill("#password", NEW_PASSWORD)
            page.wait_for_selector(".o_water_password_rule [role=status]:not(:empty)")
            self.look(page, "good")
            page.fill("#password2", NEW_PASSWORD)
            page.press("#password2", "Enter")
            page.wait_for_url(re.compile(r"/my$"))
            self.look(page, "home")
        self.assertEqual(self._request().state, "opened")

    def test_without_scripts(self):
        with self.stranger(javascript=False) as page:
            page.goto("/ibok/register")
            self.fill(page)
            page.click("main form button[type=submit]")
            page.wait_for_url(re.compile("/ibok/register/sent"))
            page.goto(self.letter_link(page))
            page.click("main form button")
            page.wait_for_selector("#password")
            page.fill("#password", NEW_PASSWORD)
            page.fill("#password2", NEW_PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_url(re.compile(r"/my$"))
        self.assertEqual(self._request().state, "opened")

    def test_pages_for_everybody(self):
        with self.stranger() as page:
            for address in ("/ibok/terms", "/ibok/privacy", "/web/reset_password"):
                page.goto(address)
                self.look(page, address.replace("/", "_"))
