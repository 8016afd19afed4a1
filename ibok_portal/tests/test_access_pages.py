from lxml import html

from odoo.tests import tagged

from odoo.addons.ibok_portal.controllers import portal_access
from odoo.addons.ibok_portal.models.ibok_attempt import LIMIT

from . import access_case, common


@tagged("post_install", "-at_install")
class TestAccessPages(access_case.AccessHttpCase):
    """The pages of the customer who opens a contract."""

    def _csrf(self, url):
        return self._page(url).xpath("//form//input[@name='csrf_token']/@value")[0]

    def _send_invitation(self, **given):
        data = {
            "csrf_token": self._csrf("/my/access/new"),
            "contract_id": self.house.id,
            "name": "Ola Nowa",
            "email": "Nowa@Example.com",
            "role": "proxy",
            "scope": "act",
            "date_from": "2026-12-29",
            "date_to": "2027-12-31",
            "password": common.PASSWORD,
            **given,
        }
        return self.url_open("/my/access/new", data=data, allow_redirects=False)

    def _access(self, email="nowa@example.com"):
        self.env.invalidate_all()
        return self.env["ibok.access"].search([("email", "=", email)], limit=1)

    def test_customer_invites_sees_and_withdraws(self):
        self._login(self.anna)
        self.assertIn("Nobody but you", self._text(self._page("/my/access")))
        response = self._send_invitation()
        self.assertEqual(response.status_code, 303)
        access = self._access()
        self.assertEqual(access.state, "invited")
        self.assertEqual(str(access.date_to), "2027-12-31")
        self.assertEqual(access.granted_by_id, self.anna)
        page = self._page("/my/access?done=invited")
        text = self._text(page)
        for words in ("on its way", "Ola Nowa", "nowa@example.com", "enter readings"):
            self.assertIn(words, text)
        contract = self._text(self._page(f"/my/contracts/{self.house.id}"))
        self.assertIn("Ola Nowa", contract)
        other = self._text(self._page(f"/my/contracts/{self.shop.id}"))
        self.assertNotIn("Ola Nowa", other)
        [form] = page.xpath("//form[contains(@action, '/withdraw')]")
        token = form.xpath(".//input[@name='csrf_token']/@value")[0]
        response = self.url_open(
            form.get("action"), data={"csrf_token": token}, allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self._access().state, "revoked")
        self.assertIn("withdrawn", self._text(self._page("/my/access?done=withdrawn")))

    def test_faults_stay_beside_their_fields(self):
        self._login(self.anna)
        for field, value in (
            ("contract_id", self.foreign.id),
            ("contract_id", "x"),
            ("name", " "),
            ("email", "nobody"),
            ("email", self.anna.login),
            ("role", "king"),
            ("scope", ""),
            ("date_from", "tomorrow"),
            ("date_to", "2026-12-28"),
            ("password", "wrong"),
        ):
            with self.subTest(field, value=value):
                self.env["ibok.attempt"].search([]).unlink()
                response = self._send_invitation(**{field: value})
                self.assertEqual(response.status_code, 200)
                page = html.fromstring(response.text)
                [error] = page.xpath(f"//*[@id='{field}_error']")
                self.assertTrue(error.text_content().strip())
        self.assertFalse(self._access())
        self.assertFalse(
            self.env["mail.mail"].search([("email_to", "=", "nowa@example.com")])
        )

    def test_wrong_passwords_are_counted(self):
        self._login(self.anna)
        for _try in range(LIMIT):
            self.assertEqual(self._send_invitation(password="x").status_code, 200)
        self.assertEqual(self._send_invitation().status_code, 429)
        self.assertFalse(self._access())

    def test_who_manages_many_contracts_invites_at_a_sitting(self):
        self._login(self.anna)
        for number in range(LIMIT + 2):
            email = f"osoba{number}@example.com"
            self.assertEqual(self._send_invitation(email=email).status_code, 303)
            self.assertEqual(self._access(email).state, "invited")

    def test_letters_of_one_account_are_limited(self):
        self._login(self.anna)
        self.patch(portal_access, "INVITATIONS", 2)
        for number in range(2):
            email = f"osoba{number}@example.com"
            self.assertEqual(self._send_invitation(email=email).status_code, 303)
        response = self._send_invitation()
        self.assertEqual(response.status_code, 429)
        self.assertFalse(self._access())
        self.assertFalse(
            self.env["mail.mail"].search([("email_to", "=", "nowa@example.com")])
        )

    def test_answer_does_not_tell_who_has_an_account(self):
        self._login(self.anna)
        answers = []
        for email in ("nobody@example.com", self.bogdan.login):
            response = self._send_invitation(email=email)
            page = self._text(self._page(response.headers["Location"]))
            answers.append((response.status_code, response.headers["Location"]))
            self.assertIn("Invited", page)
        self.assertEqual(*answers)

    def test_nobody_withdraws_what_is_not_his(self):
        access = self._give()
        self._login(self.bogdan)
        data = {"csrf_token": self._csrf("/my/access/new")}
        for access_id in (access.id, access.id + 999, 2**40):
            response = self.url_open(
                f"/my/access/{access_id}/withdraw", data=data, allow_redirects=False
            )
            self.assertEqual(response.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(access.state, "live")

    def test_holder_gives_back(self):
        access = self._give(date_to="2027-12-31")
        self._login(self.ola)
        page = self._page("/my/access")
        self.assertIn(self.anna.name, self._text(page))
        [form] = page.xpath("//form[contains(@action, '/withdraw')]")
        token = form.xpath(".//input[@name='csrf_token']/@value")[0]
        self.url_open(form.get("action"), data={"csrf_token": token})
        self.env.invalidate_all()
        self.assertEqual(access.state, "revoked")
        self.assertIn("nobody opened one to you", self._text(self._page("/my/access")))
