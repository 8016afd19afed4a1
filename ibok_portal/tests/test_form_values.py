from odoo.tests import tagged

from . import common
from .register_case import RegisterCase

#: What a program sends and a keyboard does not.
ZERO = "a\0b"
FILE = ("x.txt", b"x", "text/plain")


@tagged("post_install", "-at_install")
class TestFormValues(RegisterCase):
    """No form breaks by what no browser sends in its fields."""

    def _check(self, page, url, fields):
        """Each field once with a zero character and once as a file."""
        for name in fields:
            for data, files in (
                ({**fields, name: ZERO}, None),
                ({**fields, name: None}, {name: FILE}),
            ):
                self.env["ibok.attempt"].search([]).unlink()
                self.env.flush_all()
                token = self._page(page).xpath("//input[@name='csrf_token']/@value")[0]
                response = self.url_open(
                    url,
                    data={"csrf_token": token, **data},
                    files=files,
                    allow_redirects=False,
                )
                with self.subTest(url, field=name, file=bool(files)):
                    self.assertIn(response.status_code, (200, 303))

    def test_registration(self):
        form = self._form()
        del form["csrf_token"]
        self._check("/ibok/register", "/ibok/register", form)

    def test_zero_characters_are_left_out(self):
        self._register(name="Żaneta\0 Gołąb", email="zane\0ta@example.com")
        self.assertEqual(self._request().name, "Żaneta Gołąb")

    def test_forgotten_password(self):
        self._check("/web/reset_password", "/web/reset_password", {"login": "anna"})

    def test_pages_of_an_account(self):
        self.anna.login = self.anna.email = "anna@example.com"
        self.anna._accept_terms("192.0.2.1")
        self._make_contract(self.anna, [self._make_point("4104")])
        self.env.flush_all()
        self._login(self.anna)
        secret = {"password": common.PASSWORD}
        self._check("/my/email", "/my/email", {"email": "x@example.com", **secret})
        self._check(
            "/my/account",
            "/my/account/change",
            dict.fromkeys(("name", "phone", "street", "zip", "city", "note"), ""),
        )
        names = ("contract_id", "name", "email", "role", "scope", "date_from")
        self._check(
            "/my/access/new",
            "/my/access/new",
            {**dict.fromkeys(names, "x"), **secret},
        )
