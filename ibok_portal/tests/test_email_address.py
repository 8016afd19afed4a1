from odoo.tests import BaseCase, tagged

from odoo.addons.ibok_portal.tools import email_address


@tagged("post_install", "-at_install")
class TestEmailAddress(BaseCase):
    """What is typed into a form is an address, or is said to be none."""

    def test_addresses(self):
        for text, address in (
            ("Anna@Example.com", "anna@example.com"),
            (" anna.k+woda@poczta.example.com ", "anna.k+woda@poczta.example.com"),
        ):
            with self.subTest(text):
                self.assertEqual(email_address(text), address)

    def test_no_addresses(self):
        for text in (
            *("", "x", "@", "anna@", "@example.com", "anna@@example.com"),
            *("anna@example", "anna@example..com", "anna@.com", "anna@example.com."),
            "anna@example.com, jan@example.com",
        ):
            with self.subTest(text):
                self.assertFalse(email_address(text))
