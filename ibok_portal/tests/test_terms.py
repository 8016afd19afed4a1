from datetime import date, timedelta

from lxml import etree
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path, mute_logger

from odoo.addons.ibok_water.models.law_day import law_today

from . import common


class TermsFixtures:
    """A municipality whose data its texts name; each test publishes what it needs."""

    def setUp(self):
        super().setUp()
        common.name_municipality(self.env.company)
        common.forget_terms(self.env)
        self.today = law_today(self.env.company)

    def _terms(self, kind="terms", version="9", publish=True, **vals):
        return common.publish_terms(self.env, kind, version, publish=publish, **vals)


@tagged("post_install", "-at_install")
class TestTerms(TermsFixtures, common.WaterPortalCase):
    """Versions of texts."""

    def test_the_texts_in_the_box_can_be_published(self):
        # From the file: those in the database may have been filled long ago.
        box = etree.parse(file_path("ibok_portal/data/ibok_terms.xml"))
        company = self.env.company
        for kind, named in (
            ("terms", company.name),
            ("privacy", company.ibok_controller),
            ("e_invoice", company.name),
        ):
            (record,) = box.xpath(f"//record[field[@name='kind']='{kind}']")
            body = record.findtext("field[@name='body']")
            self.assertIn("[[", body)
            self.assertNotIn(named, body)
            terms = self._terms(kind, "box", body=body)
            self.assertEqual(terms.state, "published")
            self.assertNotIn("[[", terms.body)
            self.assertIn(named, terms.body)
            self.assertFalse(
                terms.body.startswith("<p>Obowiązuje"), "the page says it just above"
            )

    def test_a_new_version_begins_as_a_copy(self):
        first = self._terms(version="3", body="<p>First words</p>")
        self._terms(version="2026/1", publish=False)
        boss = new_test_user(self.env, "new-boss", "ibok_water.group_water_manager")
        action = first.with_user(boss).action_new_version()
        second = self.env["ibok.terms"].browse(action["res_id"])
        self.assertEqual((second.version, second.state), ("4", "draft"))
        self.assertEqual(second.body, first.body)
        self.assertGreater(second.date_from, self.today)
        second.with_user(boss).action_publish()
        self.assertEqual(second.state, "published")
        self.assertEqual(first.copy({"version": "x"}).version, "x")

    def test_a_new_version_states_its_own_day(self):
        first = self._terms(version="3", body="<p>Od [[date_from]], [[phone]]</p>")
        second = first.copy()
        self.assertEqual(second.body, "<p>Od [[date_from]], [[phone]]</p>")
        second.action_publish()
        day = second.date_from.strftime("%d.%m.%Y")
        self.assertEqual(second.body, f"<p>Od {day}, +48 43 677 00 00</p>")

    def test_of_a_version_without_its_draft_the_day_is_taken_out(self):
        first = self._terms(version="3", body="<p>Od [[date_from]]</p>")
        first._set_process({"draft_body": False})
        self.assertEqual(first.copy().body, "<p>Od [[date_from]]</p>")

    def test_the_text_keeps_what_was_true_on_its_day(self):
        terms = self._terms(body="<p>[[company]], tel. [[phone]]</p>")
        self.env.company.phone = "+48 11 111 11 11"
        self.assertIn("Gmina Testowa, tel. +48 43 677 00 00", terms.body)

    def test_names_of_the_municipality_are_no_code(self):
        self.env.company.name = "Gmina <b>Testowa</b> & Syn"
        terms = self._terms(body="<p>[[company]]</p>")
        self.assertEqual(
            terms.body, "<p>Gmina &lt;b&gt;Testowa&lt;/b&gt; &amp; Syn</p>"
        )

    def test_what_is_not_known_is_told(self):
        self.env.company.ibok_controller = False
        with self.assertRaisesRegex(UserError, "controller"):
            self._terms(body="<p>[[controller]] [[nonsense]]</p>")

    def test_scripts_do_not_survive(self):
        terms = self._terms(
            body='<p onclick="x()">A</p><script>x()</script><form><input/></form>'
        )
        for word in ("onclick", "<script", "<form", "<input"):
            self.assertNotIn(word, terms.body)

    def test_a_published_text_is_never_changed(self):
        terms = self._terms()
        for vals in (
            {"body": "<p>B</p>"},
            {"date_from": "2030-01-01"},
            {"kind": "privacy"},
        ):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                terms.sudo().write(vals)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            terms.unlink()
        with self.assertRaisesRegex(UserError, "published already"):
            terms.action_publish()

    def test_a_second_version_begins_tomorrow_at_the_earliest(self):
        self._terms(date_from=self.today)
        with self.assertRaisesRegex(UserError, "tomorrow at the earliest"):
            self._terms(version="10", date_from=self.today)
        self._terms(version="11", date_from=self.today + timedelta(days=1))

    def test_an_empty_text_is_not_published(self):
        with self.assertRaisesRegex(UserError, "Write the text"):
            self._terms(body="<p><br></p>")

    @mute_logger("odoo.sql_db")
    def test_one_version_of_a_day(self):
        day = self.today + timedelta(days=5)
        self._terms(date_from=day)
        with self.assertRaises(UniqueViolation):
            self._terms(version="10", date_from=day)

    def test_the_newest_that_has_begun_is_in_force(self):
        Terms = self.env["ibok.terms"]
        first = self._terms(date_from=date(2020, 1, 1))
        later = self._terms(version="10", date_from=self.today + timedelta(days=9))
        self.assertEqual(Terms._in_force("terms"), first)
        self.assertEqual(Terms._in_force("terms", day=later.date_from), later)
        self.assertFalse(Terms._in_force("terms", day=date(2019, 12, 31)))
        self.assertEqual(Terms._compulsory(), first)

    def test_clerks_read_and_the_manager_writes(self):
        clerk = new_test_user(self.env, "terms-office", "ibok_water.group_water_clerk")
        manager = new_test_user(
            self.env, "terms-boss", "ibok_water.group_water_manager"
        )
        draft = self._terms(publish=False)
        with self.assertRaises(AccessError):
            draft.with_user(clerk).action_publish()
        with self.assertRaises(AccessError):
            draft.with_user(manager).write({"state": "published"})
        draft.with_user(manager).action_publish()
        self.assertEqual(draft.published_by_id, manager)


@tagged("post_install", "-at_install")
class TestConsents(TermsFixtures, common.WaterPortalCase):
    """Acceptances are evidence."""

    def setUp(self):
        super().setUp()
        self.user = self._make_resident("celina")
        self.terms = self._terms()

    def _give(self, versions=None):
        return self.env["ibok.consent"]._give(
            self.user, versions or self.terms, "192.0.2.1"
        )

    def test_who_what_when_and_where(self):
        consent = self._give()
        self.assertEqual(consent.user_id, self.user)
        self.assertEqual(consent.partner_id, self.user.partner_id)
        self.assertEqual(consent.given_ip, "192.0.2.1")
        self.assertTrue(consent.given_at)
        self.assertEqual(consent.kind, "terms")

    def test_accepting_twice_is_accepting_once(self):
        self.assertEqual(self._give(), self._give())

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_one(self):
        consent = self._give()
        with self.assertRaises(UniqueViolation):
            consent.copy({"given_at": consent.given_at})

    def test_withdrawn_once_never_changed_never_deleted(self):
        consent = self._give()
        consent._withdraw("192.0.2.2")
        at = consent.withdrawn_at
        self.assertTrue(at)
        consent._withdraw("192.0.2.3")
        self.assertEqual(
            (consent.withdrawn_at, consent.withdrawn_ip), (at, "192.0.2.2")
        )
        for vals in ({"withdrawn_at": False}, {"given_at": at}, {"user_id": False}):
            with self.assertRaisesRegex(UserError, "never changed"):
                consent.sudo().write(vals)
        with self.assertRaisesRegex(UserError, "never deleted"):
            consent.unlink()
        again = self._give()
        self.assertNotEqual(again, consent)

    def test_a_new_version_is_accepted_beside_the_old_one(self):
        old = self._give()
        newer = self._terms(version="10", date_from=self.today + timedelta(days=1))
        new = self._give(newer)
        self.assertNotEqual(old, new)
        self.assertFalse(old.withdrawn_at)

    def test_a_resident_reads_his_own_and_writes_none(self):
        mine = self._give()
        other = self.env["ibok.consent"]._give(
            self._make_resident("darek"), self.terms, "192.0.2.9"
        )
        Consent = self.env["ibok.consent"].with_user(self.user)
        self.assertEqual(Consent.search([]), mine)
        with self.assertRaises(AccessError):
            other.with_user(self.user).read(["given_at"])
        with self.assertRaises(AccessError):
            mine.with_user(self.user).write({"withdrawn_at": "2026-01-01"})
        with self.assertRaises(AccessError):
            Consent.create({"terms_id": self.terms.id, "given_at": "2026-01-01"})


@tagged("post_install", "-at_install")
class TestTermsPages(TermsFixtures, common.WaterPortalHttpCase):
    """Pages for everybody."""

    def test_without_a_text_the_page_says_so(self):
        page = self._page("/ibok/terms")
        self.assertIn("not published", self._text(page))

    def test_version_in_force_and_older_ones(self):
        old = self._terms(body="<p>Old words</p>", date_from="2020-01-01")
        new = self._terms(
            version="10",
            body="<p>New words</p>",
            date_from=self.today + timedelta(days=3),
        )
        page = self._page("/ibok/terms")
        self.assertIn("Old words", self._text(page))
        self.assertNotIn("New words", self._text(page))
        links = page.xpath("//main//a/@href")
        self.assertIn(f"/ibok/terms/{old.id}", links)
        coming = self._text(self._page(f"/ibok/terms/{new.id}"))
        self.assertIn("New words", coming)
        self.assertIn("not the version in force", coming)

    def test_drafts_and_other_texts_are_not_found(self):
        draft = self._terms(publish=False)
        privacy = self._terms("privacy")
        for number in (draft.id, privacy.id, 2**31, 10**30, 0):
            self._page(f"/ibok/terms/{number}", status=404)

    def test_the_privacy_page_lists_cookies_and_sets_no_other(self):
        page = self._page("/ibok/privacy")
        listed = set(page.xpath("//table//code/text()"))
        self._login(self.anna)
        for url in ("/my", "/ibok/privacy", "/ibok/terms", "/web/login"):
            self.url_open(url)
        self.assertLessEqual({c.name for c in self.opener.cookies}, listed)
