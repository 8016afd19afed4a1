"""A resident switches the second step on, in a real browser, in Polish."""

import re
import time
from base64 import b32decode
from urllib.parse import parse_qs, urlparse

import browser

from odoo.tests import tagged

from odoo.addons.auth_totp.models.totp import TIMESTEP, hotp
from odoo.addons.ibok_portal.tests import common

NARROWEST = {"width": 320, "height": 640}


@tagged("post_install", "-at_install")
class TestSecondStep(browser.BrowserCase, common.WaterPortalHttpCase):
    """Odoo's own dialog spoke English and ran out of the screen."""

    def _open(self, page):
        page.goto("/my/security")
        page.click("#auth_totp_portal_enable")
        password = page.locator(".o_dialog input[name=password]")
        password.wait_for()
        password.fill(browser.PASSWORD)
        password.press("Enter")
        page.locator(".o_dialog .o_water_totp_key").wait_for()

    def test_switched_on_with_the_code_of_an_application(self):
        self.anna.lang = "pl_PL"
        with self.person(self.anna, size=browser.PHONE) as page:
            self._open(page)
            dialog = page.locator(".o_dialog .modal")
            text = dialog.inner_text()
            for words in ("Drugi krok", "Kopiuj klucz", "Nie teraz"):
                self.assertIn(words, text)
            for words in ("Copy", "Activate", "6-digit", "Discard"):
                self.assertNotIn(words, text)
            self.look(page, "second step")
            box = page.locator(".o_dialog .o_water_totp_key").bounding_box()
            room = page.locator(".o_dialog .modal-body").bounding_box()
            self.assertLessEqual(box["x"] + box["width"], room["x"] + room["width"])
            key = page.locator(".o_dialog .o_water_totp_key").inner_text()
            link = page.get_by_role("link", name="Otwórz aplikację")
            [secret] = parse_qs(urlparse(link.get_attribute("href")).query)["secret"]
            self.assertEqual(key.replace(" ", ""), secret)
            code = page.locator(".o_dialog input[name=code]")
            code.fill("12 ab")
            code.press("Enter")
            alert = page.locator(".o_dialog [role=alert]")
            alert.filter(has_text="sześć cyfr").wait_for()
            self.look(page, "second step with a fault")
            page.set_viewport_size(NARROWEST)
            self.look(page, "second step at 320 pixels")
            code.fill(self._code(secret))
            page.click(".o_dialog .modal-footer .btn-primary")
            page.locator("#auth_totp_portal_disable").wait_for()
        self.assertTrue(self.anna.totp_enabled)

    def test_a_wrong_code_is_told_beside_the_field(self):
        self.anna.lang = "pl_PL"
        with self.person(self.anna) as page:
            self._open(page)
            image = page.locator(".o_dialog img")
            self.assertRegex(image.get_attribute("src"), re.compile("^data:image/png"))
            self.look(page, "second step on a desk")
            code = page.locator(".o_dialog input[name=code]")
            code.fill("000 000")
            code.press("Enter")
            alert = page.locator(".o_dialog [role=alert]")
            alert.filter(has_text="kod").wait_for()
            page.keyboard.press("Escape")
            page.locator(".o_dialog .modal").wait_for(state="detached")
        self.assertFalse(self.anna.totp_enabled)

    def test_passkeys_speak_polish_and_fit_a_phone(self):
        self.anna.lang = "pl_PL"
        self.env["auth.passkey.key"].with_user(self.anna).sudo().create(
            {
                "name": "Telefon z bardzo długą nazwą od wnuczki",
                "credential_identifier": "telefon",
                "public_key": "none",
            }
        )
        with self.person(self.anna, size=browser.PHONE) as page:
            page.goto("/my/security")
            self.look(page, "passkeys")
            page.set_viewport_size(NARROWEST)
            self.look(page, "passkeys at 320 pixels")
            page.click("#portal_passkey_add")
            page.locator(".o_dialog input[name=password]").fill(browser.PASSWORD)
            page.click(".o_dialog .modal-footer .btn-primary")
            page.locator(".o_dialog input[name=keyname]").wait_for()
            text = page.locator(".o_dialog .modal").inner_text()
            self.assertIn("Utwórz klucz dostępu", text)
            field = page.locator(".o_dialog input[name=keyname]")
            self.assertEqual(field.get_attribute("placeholder"), "Nazwa")

    def _code(self, secret):
        """What the application on the phone shows now."""
        return f"{hotp(b32decode(secret), int(time.time() // TIMESTEP)):06d}"
