from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ibok_portal.models import ibok_terms_announce
from odoo.addons.ibok_water.models.law_day import law_today

from . import common
from .account_case import AccountCase


@tagged("post_install", "-at_install")
class TestDeletion(AccountCase):
    """An account goes at any time; what the law keeps stays."""

    def _delete(self):
        self._login(self.anna)
        page = self._page("/my/security")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            "/my/deactivate_account",
            data={
                "csrf_token": token,
                "validation": self.anna.login,
                "password": common.PASSWORD,
            },
            allow_redirects=False,
        )

    def test_by_the_resident(self):
        number, partner = self.anna.id, self.anna.partner_id
        self.assertEqual(self._delete().status_code, 303)
        self.assertIn(
            "/web/login",
            self.url_open("/my", allow_redirects=False).headers["Location"],
        )
        self.env.invalidate_all()
        self.assertFalse(self.anna.active)
        self.assertTrue(partner.active, "a customer stays one")
        self.assertEqual(partner.name, "Anna")
        self.assertFalse(partner.email)
        self.assertEqual(self.contract.partner_id, partner)
        self.assertEqual(self.contract.state, "open")
        event = self.env["ibok.account.event"].search(
            [("account_number", "=", number)], limit=1
        )
        self.assertEqual((event.kind, event.by_resident), ("deleted", True))
        self.assertIn("is deleted", self._letters()[-1:].subject)

    def test_what_odoo_deletes_later_takes_no_customer_with_it(self):
        common.forget_terms(self.env)
        partner, number = self.anna.partner_id, self.anna.id
        consent = self.env["ibok.consent"]._give(
            self.anna, common.publish_terms(self.env, version="99"), "192.0.2.1"
        )
        self._close("action_delete_account", "Letter of 3 Nov 2026")
        self.anna.unlink()
        self.env.invalidate_all()
        self.assertTrue(partner.exists())
        self.assertTrue(consent.exists())
        self.assertEqual(consent.account_number, number)
        self.assertTrue(
            self.env["ibok.account.event"].search_count(
                [("account_number", "=", number), ("kind", "=", "deleted")]
            )
        )

    def test_by_the_office_on_request(self):
        self._close("action_delete_account", "Letter of 3 Nov 2026")
        self.assertFalse(self.anna.active)
        self.assertTrue(self.anna.login.startswith("__deleted_user_"))
        event = self._events(self.anna)[-1:]
        self.assertEqual(event.reason, "Letter of 3 Nov 2026")
        self.assertFalse(event.by_resident)

    def test_without_books_the_person_is_anonymised(self):
        user = self._make_resident("celina")
        user.write({"login": "celina@example.com", "email": "celina@example.com"})
        request = self.env["ibok.account.request"].create(
            {
                "name": "Celina Nowak",
                "email": "celina@example.com",
                "customer_number": "K00099",
                "phone": "+48600700800",
                "state": "opened",
                "user_id": user.id,
            }
        )
        self._close("action_delete_account", "Letter", users=user)
        self.assertIn("Deleted account", user.partner_id.name)
        self.assertFalse(user.partner_id.email)
        self.assertEqual(request.name, "Deleted account")
        self.assertFalse(request.phone)

    def test_the_address_is_free_again(self):
        self._close("action_delete_account", "Letter")
        self.assertFalse(self.env["ibok.account.request"]._is_login("anna@example.com"))
        self.assertFalse(
            self.env["ibok.account.request"]._accounts_of(self.anna.partner_id)
        )


@tagged("post_install", "-at_install")
class TestNewTerms(AccountCase):
    """A new version is announced, and accepted before all else."""

    def setUp(self):
        super().setUp()
        common.forget_terms(self.env)
        self.today = law_today(self.env.company)
        self.old = common.publish_terms(self.env)
        (self.anna | self.bogdan)._accept_terms("192.0.2.1")

    def _new(self, days=1):
        return common.publish_terms(
            self.env,
            version="10",
            date_from=self.today + timedelta(days=days),
            changes="Readings may be sent by telephone.",
        )

    def test_accepted_before_going_on(self):
        new = self._new()
        self._login(self.anna)
        self._page("/my")
        with common.freeze_time(new.date_from):
            self._login(self.anna)
            for url in ("/my", "/my/invoices", "/my/water", "/my/readings/new"):
                answer = self.url_open(url, allow_redirects=False)
                self.assertEqual(answer.status_code, 303, url)
                self.assertTrue(answer.headers["Location"].endswith("/terms/accept"))
            page = self._page("/ibok/terms/accept")
            self.assertIn("Readings may be sent", self._text(page))
            token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
            answer = self.url_open("/ibok/terms/accept", data={"csrf_token": token})
            self.assertIn("tick each box", answer.text)
            self.url_open(
                "/ibok/terms/accept", data={"csrf_token": token, f"terms_{new.id}": "1"}
            )
            self._page("/my")
        consents = self.env["ibok.consent"].search([("user_id", "=", self.anna.id)])
        self.assertEqual(consents.terms_id, self.old | new)
        self.assertFalse(any(consents.mapped("withdrawn_at")))

    def test_leaving_stays_possible(self):
        new = self._new()
        with common.freeze_time(new.date_from):
            self._login(self.anna)
            self._page("/my/security")
            token = self._page("/my/security").xpath(
                "//input[@name='csrf_token']/@value"
            )
            self.url_open(
                "/my/deactivate_account",
                data={
                    "csrf_token": token[0],
                    "validation": self.anna.login,
                    "password": common.PASSWORD,
                },
            )
        self.env.invalidate_all()
        self.assertFalse(self.anna.active)

    def test_employees_are_not_asked(self):
        new = self._new()
        with common.freeze_time(new.date_from):
            self.assertTrue(self.anna._terms_to_accept())
            self.authenticate("account-office", "account-office")
            self.assertEqual(
                self.url_open("/my", allow_redirects=False).status_code, 200
            )

    def _announce(self, commit=lambda *a, **k: 1):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.env["ibok.terms"]._cron_announce()

    def test_everybody_is_told_once(self):
        self.bogdan.email = "bogdan@example.com"
        new = self._new(10)
        with patch.object(ibok_terms_announce, "CHUNK", 1):
            # Killed behind the first letter: the next run goes on.
            self._announce(lambda *a, **k: 0)
            self._announce()
        self._announce()
        for email in ("anna@example.com", "bogdan@example.com"):
            letters = self._letters(email).filtered(lambda m: "new terms" in m.subject)
            self.assertEqual(len(letters), 1, email)
            self.assertIn("by telephone", letters.body_html)
            self.assertIn(f"/ibok/terms/{new.id}", letters.body_html)
        self.assertTrue(new.announced_at)

    def test_a_first_version_is_not_news(self):
        common.publish_terms(self.env, "privacy")
        self._announce()
        self.assertFalse(self._letters())
