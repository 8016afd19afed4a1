import re

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.ibok_portal.models.ibok_attempt import LIMIT
from odoo.addons.ibok_portal.tools.password import PasswordRule

from . import common


class TestRule(BaseCase):
    """What a password lacks."""

    def test_each_part(self):
        for password, lacks in (
            ("Źródło-wody-7", []),
            ("Żółw-123", []),
            ("Ab1-efg", ["shortest"]),
            ("Ab1-" + "x" * 26, []),
            ("Ab1-" + "x" * 27, ["longest"]),
            ("Abc-efgh", ["digit"]),
            ("żółw-123", ["capital"]),
            ("ŻÓŁW-123", ["small"]),
            ("Żółw1234", ["special"]),
            ("Żółw 123", []),
            ("", ["shortest", "digit", "capital", "small", "special"]),
        ):
            self.assertEqual(PasswordRule().failures(password), lacks, password)

    def test_what_is_not_asked_for(self):
        rule = PasswordRule(1, 0, False, False, False, False)
        self.assertEqual(rule.failures("x" * 99), [])


@tagged("post_install", "-at_install")
class TestPassword(common.WaterPortalHttpCase):
    """One rule at registration, reset and change."""

    def setUp(self):
        super().setUp()
        self.env["ibok.attempt"].search([]).unlink()
        self.anna.write({"email": "anna@example.com"})

    def test_the_rule_is_kept_wherever_a_password_is_set(self):
        for weak, lacks in (
            ("Shor-A1", "at least 8"),
            ("Ab1-" + "x" * 27, "at most 30"),
            ("nocapital-1", "a capital"),
            ("NOSMALL-1", "a small"),
            ("Nodigit-x", "a digit"),
            ("Nospecial1", "a special"),
        ):
            with self.assertRaisesRegex(UserError, lacks):
                self.anna.password = weak
        self.anna.password = "Źródło-wody-7"

    def test_limits_are_settings(self):
        param = self.env["ir.config_parameter"].set_param
        param("auth_password_policy.minlength", 12)
        with self.assertRaisesRegex(UserError, "at least 12"):
            self.anna.password = "Źródło-7"
        param("auth_password_policy.minlength", 4)
        param("ibok_portal.password_special", 0)
        self.anna.password = "Woda7"

    def test_employees_keep_the_length_alone(self):
        clerk = common.new_test_user(
            self.env, "password-office", "ibok_water.group_water_clerk"
        )
        clerk.password = "a" * 40
        with self.assertRaises(UserError):
            clerk.password = "a"

    def test_the_rule_stands_beside_the_field(self):
        self._login(self.anna)
        text = self._text(self._page("/my/security"))
        for words in ("at least 8", "at most 30", "a digit", "a capital", "a special"):
            self.assertIn(words, text)

    def test_a_weak_one_is_refused_on_change(self):
        self._login(self.anna)
        token = self._page("/my/security").xpath("//input[@name='csrf_token']/@value")[
            0
        ]
        answer = self.url_open(
            "/my/security",
            data={
                "csrf_token": token,
                "old": common.PASSWORD,
                "new1": "nocapital-1",
                "new2": "nocapital-1",
            },
        )
        self.assertIn("must have: a capital letter", answer.text)

    def _ask(self, login):
        page = self._page("/web/reset_password")
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            "/web/reset_password", data={"csrf_token": token, "login": login}
        )

    def test_a_new_password_by_letter(self):
        self._ask("anna")
        letter = self.env["mail.mail"].search([("email_to", "=", "anna@example.com")])
        link = re.search(r"/web/reset_password\?[^\"]+", str(letter.body_html))[0]
        link = link.replace("&amp;", "&")
        page = self._page(link)
        self.assertIn("at least 8", self._text(page))
        fields = {
            name: page.xpath(f"//form//input[@name='{name}']/@value")[0]
            for name in ("csrf_token", "token")
        }
        weak = {"password": "nocapital-1", "confirm_password": "nocapital-1"}
        answer = self.url_open("/web/reset_password", data={**fields, **weak})
        self.assertIn("must have: a capital letter", answer.text)
        good = {"password": "Źródło-wody-7", "confirm_password": "Źródło-wody-7"}
        self.url_open("/web/reset_password", data={**fields, **good})
        self.authenticate("anna", "Źródło-wody-7")

    def test_a_dead_link_says_how_to_get_another(self):
        page = self._page("/web/reset_password?token=none")
        text = self._text(page)
        self.assertIn("This link was used already or is too old", text)
        self.assertNotIn("token", text)
        form = "//form[contains(@class, 'oe_reset_password_form')]"
        self.assertFalse(page.xpath(f"{form}//button[@type='submit']"))
        self.assertTrue(page.xpath(f"{form}//a[@href='/web/reset_password']"))
        again = self._page("/web/reset_password")
        self.assertTrue(again.xpath(f"{form}//input[@name='login']"))

    def test_known_and_unknown_logins_look_the_same(self):
        answers = set()
        for login in ("anna", "nobody@example.com", ""):
            self.env["ibok.attempt"].search([]).unlink()
            self.env.flush_all()
            answer = self._ask(login)
            text = re.sub(r'value="[^"]*"|csrf_token: "\w+"', "", answer.text)
            answers.add((answer.status_code, text))
        self.assertEqual(len(answers), 1)
        answers = {
            self.url_open(f"/web/reset_password?signup_email={email}").url.split("?")[0]
            for email in ("anna@example.com", "nobody@example.com")
        }
        self.assertEqual(len(answers), 1)

    def test_letters_for_one_login_are_limited(self):
        for _number in range(LIMIT):
            self.assertEqual(self._ask("anna").status_code, 200)
        self.assertEqual(self._ask("anna").status_code, 429)
