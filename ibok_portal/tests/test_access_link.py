import re

from freezegun import freeze_time

from odoo.tests import tagged

from . import access_case, common
from .register_case import NEW_PASSWORD


@tagged("post_install", "-at_install")
class TestInvitationLink(access_case.AccessHttpCase):
    """The page behind the letter's link."""

    def setUp(self):
        super().setUp()
        common.forget_terms(self.env)
        self.terms = common.publish_terms(self.env, "terms")
        self.privacy = common.publish_terms(self.env, "privacy")
        (self.ola | self.bogdan | self.anna)._accept_terms("192.0.2.1")
        self.env.flush_all()

    def _url(self, access, key):
        return f"/ibok/access/{access.id}/{key}"

    def _press(self, url, **fields):
        page = self._page(url)
        token = page.xpath("//main//form//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            url, data={"csrf_token": token, **fields}, allow_redirects=False
        )

    def test_logged_in_with_the_invited_address(self):
        access, key = self._invite(self.ola.login)
        self._login(self.ola)
        url = self._url(access, key)
        self.assertIn(self.anna.name, self._text(self._page(url)))
        self.env.invalidate_all()
        self.assertEqual(access.state, "invited")
        self.assertEqual(self._press(url).headers["Location"], "/my")
        self.env.invalidate_all()
        self.assertEqual(access.user_id, self.ola)
        self.assertIn(self.anna.name, self._text(self._page("/my")))
        self._page(url, 404)

    def test_logged_in_with_another_address(self):
        access, key = self._invite(self.ola.login)
        self._login(self.bogdan)
        url = self._url(access, key)
        page = self._page(url)
        self.assertIn("you are logged in as", self._text(page))
        self.assertFalse(page.xpath("//main//form"))
        token = self._page("/my/email").xpath("//input[@name='csrf_token']/@value")[0]
        self.url_open(url, data={"csrf_token": token}, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(access.state, "invited")

    def test_nobody_logged_in_with_an_account(self):
        access, key = self._invite(self.ola.login)
        self.authenticate(None, None)
        url = self._url(access, key)
        page = self._page(url)
        [link] = page.xpath("//main//a[contains(@href, '/web/login')]/@href")
        self.assertEqual(link, f"/web/login?redirect={url}")
        self.assertFalse(page.xpath("//input[@name='password']"))

    def test_account_opened_by_the_link(self):
        access, key = self._invite()
        self.authenticate(None, None)
        url = self._url(access, key)
        given = {
            "terms_id": self.terms.id,
            "privacy_id": self.privacy.id,
            "password": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        }
        for field, value in (
            ("terms_id", ""),
            ("privacy_id", ""),
            ("password", ""),
            ("password2", "other"),
        ):
            response = self._press(url, **{**given, field: value})
            self.assertEqual(response.status_code, 200, field)
            self.assertIn('role="alert"', response.text)
        weak = self._press(url, **{**given, "password": "weak", "password2": "weak"})
        self.assertIn("The password must have", weak.text)
        self.env.invalidate_all()
        self.assertEqual(access.state, "invited")
        self.assertEqual(self._press(url, **given).headers["Location"], "/my")
        self.env.invalidate_all()
        self.assertEqual(access.state, "live")
        home = self._text(self._page("/my"))
        self.assertIn(self.anna.name, home)
        self.assertNotIn("No water contract", home)
        self.authenticate(None, None)
        self._page(url, 404)

    def test_links_that_lead_nowhere_are_counted(self):
        access, key = self._invite()
        self.authenticate(None, None)
        statuses = [
            self.url_open(self._url(access, f"guess{number}")).status_code
            for number in range(7)
        ]
        self.assertEqual(statuses, [404] * 5 + [429] * 2)
        self.assertEqual(self.url_open(f"/ibok/access/{2**40}/x").status_code, 429)
        # The true one goes on working.
        self._page(self._url(access, key))

    def test_expired_and_withdrawn_links(self):
        access, key = self._invite()
        other, other_key = self._invite("other@example.com")
        other._end("x")
        self.env.flush_all()
        self.authenticate(None, None)
        self._page(self._url(other, other_key), 404)
        with freeze_time("2027-01-06 10:00:00"):
            self.env.invalidate_all()
            self._page(self._url(access, key), 404)

    def test_keys_are_told_to_no_other_site(self):
        access, key = self._invite()
        self.authenticate(None, None)
        response = self.url_open(self._url(access, key))
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertFalse(
            re.search(r"https?://(?!127|localhost)[^\"']*" + key, response.text)
        )

    def test_who_waits_for_the_office_is_let_in_meanwhile(self):
        access, key = self._invite()
        asked = self.env["ibok.account.request"].create(
            {
                "email": "nowa@example.com",
                "name": "Ola Nowa",
                "customer_number": "K-1",
                "state": "check",
            }
        )
        self.env.flush_all()
        self.authenticate(None, None)
        response = self._press(
            self._url(access, key),
            terms_id=self.terms.id,
            privacy_id=self.privacy.id,
            password=NEW_PASSWORD,
            password2=NEW_PASSWORD,
        )
        self.assertEqual(response.headers["Location"], "/my")
        self.env.invalidate_all()
        self.assertEqual(access.state, "live")
        self.assertEqual(asked.state, "check")
