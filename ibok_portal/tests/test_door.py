from odoo.tests import tagged

from . import common
from .account_case import AccountCase

SECRET = "2" * 32


@tagged("post_install", "-at_install")
class TestDoor(AccountCase):
    """Logging in again, with an old page, and with the second step."""

    def _form(self, page):
        return {
            name: page.xpath(f"//main//input[@name='{name}']/@value")[0]
            for name in ("csrf_token", "redirect")
            if page.xpath(f"//main//input[@name='{name}']/@value")
        }

    def _send(self, url, status=303, **data):
        answer = self.url_open(url, data=data, allow_redirects=False)
        self.assertEqual(answer.status_code, status)
        return answer

    def _log_in(self, **form):
        return self._send(
            "/web/login", **form, login=self.anna.login, password=common.PASSWORD
        )

    def test_who_was_logged_out_elsewhere_logs_in_at_the_first_try(self):
        self._login(self.anna)
        self._page("/my")
        # A new password on another machine ends the sessions of this one.
        self.anna.sudo().password = common.PASSWORD
        self.env.flush_all()
        answer = self.url_open("/my/statement", allow_redirects=False)
        door = answer.headers["Location"]
        self.assertIn("/web/login", door)
        answer = self._log_in(**self._form(self._page(door)))
        self.assertIn("/my/statement", answer.headers["Location"])
        self._page("/my/statement")

    def test_a_page_that_lay_open_is_opened_anew_in_words(self):
        self.authenticate(None, None)
        answer = self._send(
            "/web/login",
            csrf_token="old",
            redirect="/my/pay",
            login=self.anna.login,
            password=common.PASSWORD,
        )
        page = self._page(answer.headers["Location"])
        self.assertIn("this page was open for too long", self._text(page))
        self.assertEqual(self._form(page)["redirect"], "/my/pay")
        self.assertIn("/my/pay", self._log_in(**self._form(page)).headers["Location"])

    def test_the_second_step_has_a_name_and_tells_what_to_do(self):
        self.anna.sudo().totp_secret = SECRET
        self.env.flush_all()
        self.authenticate(None, None)
        answer = self._log_in(**self._form(self._page("/web/login")))
        door = answer.headers["Location"]
        self.assertIn("/web/login/totp", door)
        page = self._page(door)
        self.assertIn("Second step", page.xpath("//title")[0].text)
        self.assertFalse(page.xpath("//a[contains(@href, 'odoo.com')]"))
        self.assertIn("+48 43 677 00 00", self._text(page))
        [token] = page.xpath(
            "//form[not(@action='/web/session/logout')]//input[@name='csrf_token']/@value"
        )
        answer = self._send(door, status=200, csrf_token=token, totp_token="12 ab")
        page = common.html.fromstring(answer.text)
        self.assertIn("Please correct", page.xpath("//title")[0].text)
        self.assertEqual(
            page.xpath("//input[@name='totp_token']/@aria-invalid"), ["true"]
        )
        answer = self._send(door, csrf_token="old", totp_token="123456")
        self.assertIn("too_old", answer.headers["Location"])

    def test_the_office_switches_the_second_step_off(self):
        self.anna.sudo().totp_secret = SECRET
        before = self._letters(self.anna.email_formatted)
        self.anna.with_user(self.clerk).action_second_step_off()
        self.assertFalse(self.anna.totp_enabled)
        self.assertEqual(self._events(self.anna)[-1:].kind, "second_step")
        letters = self._letters(self.anna.email_formatted) - before
        self.assertTrue(letters)
        with self.assertRaises(common.AccessError):
            self.anna.with_user(self.bogdan).action_second_step_off()
        with self.assertRaises(common.UserError):
            self.clerk.with_user(self.clerk).action_second_step_off()

    def test_letters_about_the_way_in_are_the_offices_own(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["pl_PL"])
        self.anna.lang = "pl_PL"
        # As a script's call makes it: no language is named.
        plain = self.anna.with_context(lang=None).sudo()
        plain.password = common.PASSWORD
        letter = self._letters(self.anna.email_formatted)[-1:]
        self.assertIn("Gmina Testowa", letter.subject)
        self.assertIn("Dzień dobry", letter.body_html)
        self.assertIn("/web/reset_password", letter.body_html)
        for word in ("Dear", "Here are some details", "Powered by", "UTC"):
            self.assertNotIn(word, letter.body_html)

    def test_no_second_letter_about_a_deletion(self):
        told = self.env["mail.mail"].search([])
        self._close("action_delete_account", "Written request")
        told = self.env["mail.mail"].search([]) - told
        told = told.filtered(lambda mail: "anna" in (mail.email_to or ""))
        self.assertEqual(len(told), 1, told.mapped("body_html"))
        self.assertIn("deleted", told.subject)

    def test_the_form_is_there_before_scripts_are(self):
        self.authenticate(None, None)
        page = self._page("/web/login")
        (form,) = page.xpath("//form[@action='/web/login']")
        self.assertNotIn("d-none", form.get("class"))
        # It would move the focus from what is being typed.
        self.assertFalse(page.xpath("//owl-component[@name='web.user_switch']"))
