"""Steps of a registration in a real browser, for the tests that go that way."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import browser
from axe_playwright_python.sync_playwright import Axe

from odoo.addons.ibok_portal.tests.register_case import RegisterCase

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


class RegisterBrowserCase(browser.BrowserCase, RegisterCase):
    """Somebody without an account, on whatever machine."""

    #: The machine of the tests: a phone unless they say otherwise.
    size = browser.PHONE

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
        """A browser in which nobody is logged in."""
        errors = []
        with self.allow_requests(all_requests=True):
            context = self.chromium.new_context(
                viewport=self.size,
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
        self.assertLessEqual(width, self.size["width"], name)

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
