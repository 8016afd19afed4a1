from lxml import html

from odoo.tests import tagged

from . import common
from .register_case import NEW_PASSWORD, RegisterCase


@tagged("post_install", "-at_install")
class TestEmailChange(RegisterCase):
    """A new registration, and the old access ends with it."""

    def setUp(self):
        super().setUp()
        self.anna.write({"login": "anna@example.com", "email": "anna@example.com"})
        self.anna._accept_terms("192.0.2.1")
        self._login(self.anna)

    def _ask(self, **fields):
        token = self._csrf("/my/email")
        return self.url_open(
            "/my/email",
            data={
                "csrf_token": token,
                "email": "Nowa@example.com",
                "password": common.PASSWORD,
                **fields,
            },
            allow_redirects=False,
        )

    def test_the_new_address_takes_the_place_of_the_old_one(self):
        self.assertEqual(self._ask().status_code, 303)
        self.assertTrue(self.anna.active, "nothing changes before the letter is used")
        link = self._link("nowa@example.com")
        self.assertEqual(self._press(link).status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(self.anna.active)
        request = self._request("nowa@example.com")
        user = request.user_id
        self.assertEqual(user.partner_id, self.anna.partner_id)
        self.assertEqual(user.group_ids, self.env.ref("base.group_portal"))
        self.assertFalse(user._terms_to_accept())
        answer = self.url_open("/my", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self._press(link, password=NEW_PASSWORD, password2=NEW_PASSWORD)
        self._page("/my")
        self.assertIn("another e-mail", self._letters("anna@example.com")[-1:].subject)
        self.assertIn("anna@example.com", request.activity_ids.note)
        events = self.env["ibok.account.event"].search(
            [("account_number", "=", self.anna.id)]
        )
        self.assertEqual(events[:1].kind, "blocked")

    def test_who_comes_with_the_old_address_is_told_of_the_new_one(self):
        """The office has blocked nobody here."""
        page = html.fromstring(self.url_open(self._ask().headers["Location"]).text)
        self.assertTrue(page.xpath("//main//a[@href='/my/email']"))
        self.assertFalse(page.xpath("//main//a[@href='/ibok/register']"))
        self._press(self._link("nowa@example.com"))
        for login, told in (
            ("anna@example.com", "has another e-mail address now"),
            ("nobody@example.com", "Wrong login/password"),
        ):
            self.authenticate(None, None)
            answer = self.url_open(
                "/web/login",
                data={
                    "csrf_token": self._csrf("/web/login"),
                    "login": login,
                    "password": common.PASSWORD,
                },
            )
            self.assertIn(told, answer.text)
            self.assertNotIn("nowa@example.com", answer.text)
            self.assertNotIn("has blocked", answer.text)

    def test_the_password_is_asked(self):
        answer = self._ask(password="wrong")
        self.assertIn('id="password_error"', answer.text)
        self.assertFalse(self._request("nowa@example.com"))

    def test_an_address_of_another_account_is_not_told(self):
        self.bogdan.login = "nowa@example.com"
        self.assertEqual(self._ask().status_code, 303)
        self.assertEqual(self._request("nowa@example.com").state, "known")
        self.assertTrue(self.anna.active)

    def test_a_blocked_account_moves_nowhere(self):
        self._ask()
        self.anna._block("Insults")
        self.env.flush_all()
        self.authenticate(None, None)
        self._press(self._link("nowa@example.com"))
        self.env.invalidate_all()
        request = self._request("nowa@example.com")
        self.assertEqual((request.state, bool(request.user_id)), ("replaced", False))

    def test_employees_have_their_address_from_the_office(self):
        self.authenticate("register-office", "register-office")
        self._page("/my/email", status=404)
