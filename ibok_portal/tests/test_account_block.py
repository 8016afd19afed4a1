from odoo.tests import tagged

from . import common
from .account_case import AccountCase


@tagged("post_install", "-at_install")
class TestBlock(AccountCase):
    """The office closes an account and opens it again."""

    def test_blocked_at_once_and_told_why(self):
        self._login(self.anna)
        self._page("/my")
        self._close("action_block", "Insults in messages")
        answer = self.url_open("/my", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertIn("Insults in messages", self._letters()[-1:].body_html)
        event = self._events(self.anna)[-1:]
        self.assertEqual(
            (event.kind, event.reason, event.by_id, event.by_resident),
            ("blocked", "Insults in messages", self.clerk, False),
        )
        with self.assertRaises(common.AccessDenied):
            self.env["res.users"].authenticate(
                {
                    "login": self.anna.login,
                    "password": common.PASSWORD,
                    "type": "password",
                },
                {"interactive": True},
            )

    def _try(self, login, password=common.PASSWORD):
        """What the page of the login form answers."""
        self.authenticate(None, None)
        page = self._page("/web/login")
        answer = self.url_open(
            "/web/login",
            data={
                "csrf_token": page.xpath("//input[@name='csrf_token']/@value")[0],
                "login": login,
                "password": password,
            },
            allow_redirects=False,
        )
        return self._text(common.html.fromstring(answer.text))

    def test_with_the_right_password_the_block_and_the_office_are_told(self):
        self._close("action_block", "Insults in messages")
        text = self._try(self.anna.login)
        self.assertIn("The office has blocked this account", text)
        self.assertIn("Reason: Insults in messages", text)
        self.assertIn("+48 43 677 00 00", text)

    def test_with_a_wrong_password_nobody_learns_that_there_is_an_account(self):
        self._close("action_block", "Insults in messages")
        # An archived account that the office did not block tells nothing either.
        self.bogdan.sudo().active = False
        texts = [
            self._try(self.anna.login, "x"),
            self._try(self.bogdan.login),
            self._try("nobody@example.com"),
            self._try(self.clerk.login, "x"),
        ]
        for text in texts:
            self.assertIn("Wrong login/password", text)
            self.assertNotIn("blocked", text)
            self.assertIn("+48 43 677 00 00", text)

    def test_each_refusal_costs_one_comparison_of_passwords(self):
        """Else the time of the answer would tell who is blocked."""
        self._close("action_block", "Insults")
        context = self.env["res.users"]._crypt_context()
        counted = []
        for name in ("verify", "verify_and_update"):
            verify = getattr(type(context), name)

            def count(self, secret, hashed, *args, _verify=verify, **kwargs):
                counted.append(hashed[:14])
                return _verify(self, secret, hashed, *args, **kwargs)

            self.patch(type(context), name, count)
        costs = {}
        for login, password in (
            (self.anna.login, "x"),
            (self.anna.login, common.PASSWORD),
            ("nobody@example.com", "x"),
            (self.bogdan.login, "x"),
        ):
            counted.clear()
            with self.assertRaises(common.AccessDenied):
                self.env["res.users"].authenticate(
                    {"login": login, "password": password, "type": "password"},
                    {"interactive": True},
                )
            costs[login, password] = list(counted)
        self.assertEqual({len(cost) for cost in costs.values()}, {1}, costs)
        self.assertEqual(
            {cost[0] for cost in costs.values()}, {"$pbkdf2-sha512"}, costs
        )

    def test_too_many_tries_say_nothing_of_a_block(self):
        self._close("action_block", "Insults")
        self.env["ir.config_parameter"].sudo().set_param("base.login_cooldown_after", 1)
        self.addCleanup(self.registry.__dict__.pop, "_login_failures", None)
        self._try(self.anna.login, "x")
        self._try(self.anna.login, "x")
        text = self._try(self.anna.login)
        self.assertIn("Too many login failures", text)
        self.assertNotIn("blocked", text)

    def test_unblocked_with_the_old_password(self):
        self._close("action_block", "Insults")
        self.anna.with_user(self.clerk).action_unblock()
        self.env.flush_all()
        self._login(self.anna)
        self._page("/my")
        self.assertEqual(self._events(self.anna)[-1:].kind, "unblocked")
        self.assertIn("open again", self._letters()[-1:].subject)

    def test_only_residents_and_only_by_the_office(self):
        with self.assertRaises(common.UserError):
            self.clerk.with_user(self.clerk).action_block()
        reader = common.new_test_user(
            self.env, "account-reader", "ibok_water.group_water_reader"
        )
        for user in (reader, self.bogdan, self.anna):
            for method in ("action_block", "action_unblock", "action_delete_account"):
                with self.assertRaises(common.AccessError):
                    getattr(self.anna.with_user(user), method)()
            with self.assertRaises(common.AccessError):
                self.anna.with_user(user)._block("x")
