from odoo.tests import tagged

from . import common
from .account_case import AccountCase

SECRET = "2" * 32
GREETING = "Добрий день"


@tagged("post_install", "-at_install")
class TestSecurityLetter(AccountCase):
    """Whoever changes an account: its resident reads it in his own language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("pl_PL", "uk_UA"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["uk_UA"])
        cls.anna.lang = "uk_UA"
        cls.clerk.lang = "pl_PL"

    def _told(self, change, email=None):
        """The letters that a change makes, made by somebody who speaks Polish."""
        email = email or self.anna.email_formatted
        before = self._letters(email)
        change(self.anna.with_context(lang="pl_PL").sudo())
        return self._letters(email) - before

    def _one(self, change, words, email=None):
        letter = self._told(change, email)
        self.assertEqual(len(letter), 1)
        self.assertIn(words, letter.body_html)
        self.assertIn(GREETING, letter.body_html)
        for other in ("Hasło", "hasło", "konta", "Security", "account"):
            self.assertNotIn(other, letter.body_html.replace("/web/", ""))

    def test_password(self):
        self._one(
            lambda user: user.write({"password": common.PASSWORD}),
            "Ваш пароль змінено.",
        )

    def test_login(self):
        self._one(lambda user: user.write({"login": "anna2"}), "Ваш логін змінено.")

    def test_second_step(self):
        self._one(
            lambda user: user.write({"totp_secret": SECRET}),
            "Другий крок увімкнено",
        )
        self._one(
            lambda user: user.with_user(self.clerk).action_second_step_off(),
            "Другий крок вимкнено",
        )

    def test_email_goes_to_the_address_that_was(self):
        self._one(
            lambda user: user.write({"email": "new@example.com"}),
            "з anna@example.com на new@example.com",
            email="anna@example.com",
        )
        self.assertFalse(
            self._told(lambda user: user.write({"email": "NEW@example.com"})),
            "the same address in other letters",
        )

    def test_trusted_devices(self):
        self.env.cr.execute(
            "INSERT INTO auth_totp_device (name, user_id, scope, index, key)"
            " VALUES ('Tablet', %s, 'browser', '12345678', 'none')",
            [self.anna.id],
        )
        self.env.invalidate_all()
        self._one(lambda user: user._revoke_all_devices(), "Tablet")

    def test_passkeys(self):
        made = {
            "name": "Telefon",
            "credential_identifier": "telefon",
            "public_key": "none",
        }
        keys = self.env["auth.passkey.key"].with_user(self.anna).sudo()
        self._one(
            lambda _user: keys.with_context(lang="pl_PL").create(made),
            "До Вашого облікового запису додано ключ доступу: Telefon.",
        )
        self._one(
            lambda user: user.auth_passkey_key_ids.unlink(),
            "З Вашого облікового запису видалено ключ доступу: Telefon.",
        )

    def test_a_login_on_a_new_device(self):
        self.anna.sudo().totp_secret = SECRET
        self.env.flush_all()
        self.authenticate(None, None)
        page = self._page("/web/login")
        [token] = page.xpath("//main//input[@name='csrf_token']/@value")
        before = self._letters(self.anna.email_formatted)
        self.url_open(
            "/web/login",
            data={
                "csrf_token": token,
                "login": self.anna.login,
                "password": common.PASSWORD,
            },
        )
        letters = self._letters(self.anna.email_formatted) - before
        self.assertIn("Хтось увійшов", letters.body_html)

    def test_staff_keep_the_letters_of_odoo(self):
        self.clerk.sudo().email = "clerk@example.com"
        before = self._letters(self.clerk.email_formatted)
        (self.anna | self.clerk).sudo().write({"password": common.PASSWORD})
        letter = self._letters(self.clerk.email_formatted) - before
        self.assertIn("o_mail_account_security_suggestions", letter.body_html)

    def test_deletion_tells_nothing_of_passkeys(self):
        self.env["auth.passkey.key"].with_user(self.anna).sudo().create(
            {"name": "T", "credential_identifier": "t", "public_key": "none"}
        )
        before = self.env["mail.mail"].search([])
        self._close("action_delete_account", "Written request")
        letters = self.env["mail.mail"].search([]) - before
        letters = letters.filtered(lambda mail: "anna" in (mail.email_to or ""))
        self.assertEqual(len(letters), 1)
