"""Steps of a registration in a real browser, for the tests that go that way."""

import browser

from odoo.addons.ibok_portal.tests.register_case import RegisterCase


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

    def stranger(self, javascript=True):
        """A page on which nobody is logged in, on the machine of the tests."""
        return super().stranger(self.size, javascript)

    def fill(self, page):
        page.check("#terms_id")
        page.check("#privacy_id")
        for name, value in self.given.items():
            page.fill(f"#{name}", value)

    def letter_link(self, page):
        with self.between_requests():
            return self._link()
