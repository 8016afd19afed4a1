"""A resident's way into his account on a phone: register, confirm, password, log in."""

import re

import register_browser

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.register_case import NEW_PASSWORD


@tagged("post_install", "-at_install")
class TestRegisterBrowser(register_browser.RegisterBrowserCase):
    """With the keyboard's Enter and without a mouse where that matters."""

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

    def test_by_the_keyboard_alone(self):
        with self.stranger() as page:
            page.goto("/web/login")
            page.wait_for_selector("input[name=login]")
            self.tab_to(page, "a[href='/ibok/register']")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("/ibok/register$"))
            for box in ("#terms_id", "#privacy_id"):
                self.tab_to(page, box)
                page.keyboard.press("Space")
            for name, value in self.given.items():
                self.tab_to(page, f"#{name}")
                page.keyboard.type(value)
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile("/ibok/register/sent"))
            page.goto(self.letter_link(page))
            self.tab_to(page, "main form button")
            page.keyboard.press("Enter")
            page.wait_for_selector("#password")
            for field in ("#password", "#password2"):
                self.tab_to(page, field)
                page.keyboard.type(NEW_PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/my$"))
            self.tab_to(page, "main a[href='/my/security']")
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
