from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestSecurityPage(common.WaterPortalHttpCase):
    """Residents may protect their accounts better than by a password."""

    def test_a_second_step_and_passkeys_are_offered(self):
        self._login(self.anna)
        page = self._page("/my/security")
        self.assertTrue(page.xpath("//button[@id='auth_totp_portal_enable']"))
        self.assertTrue(page.xpath("//button[@id='portal_passkey_add']"))
        self.assertFalse(page.xpath("//main//a[contains(@href, 'odoo.com')]"))

    def test_the_second_step_has_one_name(self):
        words = "//main//h4 | //main//section//button | //main//section//p"
        for secret, told in ((False, "off"), ("2" * 32, "on")):
            self.anna.sudo().totp_secret = secret
            self.env.flush_all()
            # Who changes it is asked to log in again.
            self._login(self.anna)
            page = self._page("/my/security")
            text = " ".join(part.text_content() for part in page.xpath(words))
            self.assertIn(f"It is switched {told} now.", text)
            self.assertNotIn("factor", text)

    def test_each_field_says_which_password_it_asks_for(self):
        self._login(self.anna)
        page = self._page("/my/security")
        [label] = page.xpath("//label[@for='current']")
        self.assertEqual(label.text_content().strip(), "Your password now")

    def test_an_account_is_deleted_on_the_page_that_tells_what_goes(self):
        self._login(self.anna)
        page = self._page("/my/security")
        self.assertTrue(page.xpath("//main//a[@href='/my/privacy/delete']"))
        self.assertFalse(page.xpath("//input[@name='request_blacklist']"))

    def test_passkeys_and_devices_can_be_managed_by_keys(self):
        self.env["auth.passkey.key"].with_user(self.anna).sudo().create(
            {
                "name": "Telefon",
                "credential_identifier": "telefon",
                "public_key": "none",
            }
        )
        self.anna.sudo().write({"totp_secret": "2" * 32})
        self.env.cr.execute(
            "INSERT INTO auth_totp_device (name, user_id, scope, index, key)"
            " VALUES ('Tablet', %s, 'browser', '12345678', 'none')",
            [self.anna.id],
        )
        self.env.invalidate_all()
        self._login(self.anna)
        page = self._page("/my/security")
        names = page.xpath("//main//button/@aria-label")
        for name in (
            "Rename the passkey Telefon",
            "Delete the passkey Telefon",
            "Forget the device Tablet",
        ):
            self.assertIn(name, names)
        self.assertFalse(page.xpath("//main//i[@type='button']"))
