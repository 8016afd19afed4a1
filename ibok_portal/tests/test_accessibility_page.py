from datetime import date

from freezegun import freeze_time
from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common

#: Ids that the ministry's conditions (version 2.0) ask for in every declaration.
ALWAYS = {
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-komunikacja",
}
#: Of a declaration that is not drawn up: what is known of the office.
KNOWN = {
    "a11y-deklaracja",
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-kontakt",
    "a11y-osoba",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-aplikacje",
}
FULL = {
    "date_site_published": "2026-01-02",
    "date_site_updated": "2026-05-04",
    "status": "full",
    "date_prepared": "2026-01-05",
    "method": "self",
    "building": "No steps",
    "communication": "No sign language interpreter on line",
}
GAP = {"kind": "annex", "what": "Old bills are pictures", "way_around": "Call us"}


def declaration_of(env, **vals):
    """The company's declaration as if nobody had touched it, then with `vals`."""
    common.name_municipality(env.company)
    declaration = env["ibok.accessibility.declaration"]._of(env.company)
    declaration.state = "draft"
    declaration.gap_ids.unlink()
    untouched = dict.fromkeys(
        (
            *("date_site_published", "date_site_updated", "status", "date_prepared"),
            *("date_reviewed", "method", "assessor", "report_url", "facilities"),
            *("shortcuts", "contact_name", "contact_email", "contact_phone"),
            *("complaint_to", "building", "building_url", "communication", "apps"),
        ),
        False,
    )
    declaration.write({**untouched, "site_name": "IBOK", **vals})
    declaration.activity_ids.unlink()
    return declaration


@tagged("post_install", "-at_install")
class TestAccessibilityDeclaration(common.WaterPortalCase):
    """What a declaration may be, and who is reminded of it."""

    def test_every_company_has_one(self):
        company = self.env["res.company"].create({"name": "Other"})
        Declaration = self.env["ibok.accessibility.declaration"]
        self.assertEqual(Declaration._of(company).state, "draft")
        self.assertFalse(Declaration._ensure())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            Declaration.create({"company_id": company.id})

    def test_it_is_published_when_nothing_is_missing(self):
        declaration = declaration_of(self.env)
        with self.assertRaisesRegex(UserError, "Compliance"):
            declaration.action_publish()
        declaration.write({**FULL, "building": False})
        self.assertEqual(declaration.missing, "Access to the Building")
        declaration.building_url = "https://example.com/building"
        declaration.write({"method": "external"})
        self.assertEqual(declaration.missing, "Assessor")
        declaration.assessor = "Fundacja"
        declaration.status = "partial"
        self.assertEqual(declaration.missing, "What Is Not Accessible")
        declaration.gap_ids = [Command.create(GAP)]
        self.env.company.phone = False
        self.assertEqual(declaration.missing, "Contact Phone")
        declaration.contact_phone = "43 677 00 01"
        declaration.action_publish()
        self.assertEqual(declaration.state, "published")

    def test_a_published_one_stays_complete(self):
        declaration = declaration_of(self.env, **{**FULL, "status": "partial"})
        declaration.gap_ids = [Command.create(GAP)]
        declaration.action_publish()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.communication = False
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.gap_ids.unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.status = "full"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE ibok_accessibility_declaration SET status = NULL WHERE id = %s",
                [declaration.id],
            )

    def test_days_are_in_order_and_past(self):
        declaration = declaration_of(self.env, **FULL)
        for vals in (
            {"date_site_updated": "2026-01-01"},
            {"date_reviewed": "2026-01-04"},
        ):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                declaration.write(vals)
                self.env.flush_all()
        with freeze_time("2026-05-03 21:00:00"), self.assertRaises(ValidationError):
            declaration.date_site_updated = "2026-05-04"
        with freeze_time("2026-05-03 23:00:00"):
            declaration.date_site_updated = "2026-05-04"

    def test_links_lead_to_pages_only(self):
        declaration = declaration_of(self.env, **FULL)
        for name in ("report_url", "building_url"):
            with self.subTest(name), self.assertRaises(ValidationError):
                declaration[name] = "javascript:alert(1)"
        for vals in (
            {**GAP, "kind": "cost"},
            {**GAP, "kind": "cost", "url": "data:text/html,x"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                declaration.write(
                    {"status": "partial", "gap_ids": [Command.create(vals)]}
                )

    def test_what_was_said_before_stays_in_the_history(self):
        declaration = declaration_of(self.env, **{**FULL, "status": "partial"})
        declaration.gap_ids = [Command.create(GAP)]
        declaration.gap_ids.what = "All bills are pictures"
        declaration.gap_ids.unlink()
        said = " ".join(declaration.message_ids.mapped("body"))
        for words in (
            "Added: Old bills",
            "Changed: All bills",
            "Deleted: All bills",
        ):
            self.assertIn(words, said)

    def test_the_manager_alone_writes(self):
        declaration = declaration_of(self.env, **FULL)
        manager = new_test_user(
            self.env, "boss", groups="ibok_water.group_water_manager"
        )
        clerk = new_test_user(self.env, "clerk2", groups="ibok_water.group_water_clerk")
        declaration.with_user(manager).building = "A lift"
        declaration.with_user(manager).action_publish()
        self.assertEqual(declaration.with_user(clerk).building, "A lift")
        for forbidden in ({"building": "B"}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                declaration.with_user(clerk).write(forbidden)
        with self.assertRaises(AccessError):
            declaration.with_user(manager).state = "draft"
        with self.assertRaises(AccessError):
            declaration.with_user(manager).unlink()

    def test_reminders(self):
        new_test_user(self.env, "boss", groups="ibok_water.group_water_manager")
        declaration = declaration_of(self.env)

        def summaries():
            declaration.invalidate_recordset()
            self.env["ibok.accessibility.declaration"]._cron_remind()
            return declaration.activity_ids.mapped("summary")

        with freeze_time("2026-11-26 08:00:00"):
            self.assertEqual(len(summaries()), 1)
            self.assertEqual(len(summaries()), 1, "one is enough")
            declaration.write(FULL)
            declaration.action_publish()
            self.assertFalse(summaries(), "done with the publication")
            self.assertEqual(declaration.review_due, date(2027, 3, 31))
        with freeze_time("2027-02-28 08:00:00"):
            self.assertFalse(summaries())
        with freeze_time("2027-03-01 08:00:00"):
            self.assertEqual(len(summaries()), 1)
            self.assertEqual(declaration.activity_ids.date_deadline, date(2027, 3, 31))
            declaration.action_reviewed()
            self.assertFalse(summaries())
            self.assertEqual(declaration.date_reviewed, date(2027, 3, 1))
            self.assertEqual(declaration.review_due, date(2028, 3, 31))


@tagged("post_install", "-at_install")
class TestAccessibilityPage(common.WaterPortalHttpCase):
    """The page that every page leads to."""

    def _ids(self, page):
        return [i for i in page.xpath("//@id") if i.startswith("a11y-")]

    def _headings(self, page):
        return [h.text_content().strip() for h in page.xpath("//main//h2")]

    def _declaration(self, **vals):
        gaps = vals.pop("gaps", ())
        declaration = declaration_of(self.env, **vals)
        declaration.gap_ids = [Command.create(gap) for gap in gaps]
        if vals:
            declaration.action_publish()
        return declaration

    def test_every_page_leads_to_it(self):
        for url in (
            "/web/login",
            "/web/reset_password",
            "/ibok/terms",
            "/ibok/register",
        ):
            with self.subTest(url):
                self.assertTrue(
                    self._page(url).xpath("//a[@href='/ibok/accessibility']")
                )
        self._login(self.anna)
        for url in ("/my", "/my/account", "/my/invoices", "/my/water"):
            with self.subTest(url):
                self.assertTrue(
                    self._page(url).xpath("//footer//a[@href='/ibok/accessibility']")
                )

    def test_not_drawn_up(self):
        self._declaration()
        page = self._page("/ibok/accessibility")
        ids = self._ids(page)
        self.assertEqual(set(ids), KNOWN)
        text = self._text(page)
        for words in (
            "Gmina Testowa",
            "Rynek 1, 98-113 Testowo",
            "+48 43 677 00 00",
            "urzad@example.com",
            "Wójt Gminy Testowej",
            "drawing up the declaration",
            "7 days",
            "2 months",
        ):
            self.assertIn(words, text)
        self.assertTrue(page.xpath("//main//a[@href='https://bip.brpo.gov.pl/']"))

    def test_fully_compliant(self):
        self._declaration(**FULL)
        page = self._page("/ibok/accessibility")
        ids = self._ids(page)
        self.assertEqual(len(ids), len(set(ids)), "each id once")
        self.assertLessEqual(ALWAYS, set(ids))
        self.assertNotIn("a11y-data-przeglad", ids)
        self.assertNotIn("a11y-ocena", ids)
        (status,) = page.xpath("//*[@id='a11y-status']")
        self.assertIn("fully compliant", status.text_content())
        for field, day in (
            ("publikacja", "2026-01-02"),
            ("aktualizacja", "2026-05-04"),
            ("sporzadzenie", "2026-01-05"),
        ):
            (moment,) = page.xpath(f"//time[@id='a11y-data-{field}']")
            self.assertEqual(moment.get("datetime"), day)
        self.assertEqual(
            self._headings(page),
            [
                "State of digital accessibility",
                "Preparation of the declaration of accessibility and its update",
                "Keyboard shortcuts",
                "Feedback and contact details",
                "Handling of requests and complaints about accessibility",
                "Other information",
            ],
        )

    def test_partially_compliant(self):
        self._declaration(
            **{**FULL, "status": "partial", "method": "external"},
            date_reviewed="2026-03-30",
            assessor="Fundacja Dostępna",
            report_url="https://example.com/report",
            facilities="Large letters",
            building_url="https://example.com/building",
            apps="Gmina w telefonie",
            gaps=(
                {"kind": "annex", "what": "Old bills <b>are</b> pictures"},
                {"kind": "exempt", "what": "A map", "legal_basis": "art. 3"},
                {"kind": "cost", "what": "Films", "url": "https://example.com/cost"},
            ),
        )
        page = self._page("/ibok/accessibility")
        ids = set(self._ids(page))
        optional = {
            *("a11y-data-przeglad", "a11y-ocena", "a11y-audytor"),
            *("a11y-architektura-url", "a11y-aplikacje"),
        }
        self.assertLessEqual(ALWAYS | optional, ids)
        (status,) = page.xpath("//*[@id='a11y-status']")
        self.assertIn("partially compliant", status.text_content())
        self.assertEqual(
            [h.text_content().strip() for h in page.xpath("//main//h3")][:3],
            [
                "Non-compliance with the annex",
                "Content not covered by the law",
                "Excessive cost",
            ],
        )
        text = self._text(page)
        self.assertIn("Old bills <b>are</b> pictures", text, "typed, not markup")
        for words in ("art. 3", "Fundacja Dostępna", "Gmina w telefonie"):
            self.assertIn(words, text)
        self.assertIn("Content that is not accessible", self._headings(page))

    def test_not_compliant(self):
        self._declaration(**{**FULL, "status": "none"}, gaps=(GAP,))
        (status,) = self._page("/ibok/accessibility").xpath("//*[@id='a11y-status']")
        self.assertIn("not compliant", status.text_content())

    def test_the_polish_words_are_the_binding_ones(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["pl_PL"])
        self._declaration(**{**FULL, "status": "partial"}, gaps=(GAP,))
        self.opener.cookies["frontend_lang"] = "pl_PL"
        page = html.fromstring(self.url_open("/ibok/accessibility").text)
        words = " ".join(self._text(page).split())
        self.assertIn(
            "Strona internetowa jest częściowo zgodna z załącznikiem do ustawy z dnia "
            "4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji "
            "mobilnych podmiotów publicznych z powodu niezgodności lub wyłączeń "
            "wymienionych poniżej.",
            words,
        )
        self.assertIn(
            "zobowiązuje się zapewnić dostępność swojej strony internetowej zgodnie z "
            "przepisami ustawy z dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron "
            "internetowych i aplikacji mobilnych podmiotów publicznych.",
            words,
        )
        self.assertEqual(
            self._headings(page),
            [
                "Stan dostępności cyfrowej",
                "Niedostępne treści",
                "Przygotowanie deklaracji dostępności i jej aktualizacja",
                "Skróty klawiszowe",
                "Informacje zwrotne i dane kontaktowe",
                "Obsługa wniosków i skarg związanych z dostępnością",
                "Pozostałe informacje",
            ],
        )
        self.assertEqual(
            [h.text_content().strip() for h in page.xpath("//main//h3")],
            [
                "Niezgodność z załącznikiem",
                "Aplikacje mobilne",
                "Dostępność architektoniczna",
                "Dostępność komunikacyjno-informacyjna",
            ],
        )
        self.assertIn("4 maja 2026", words)

    def test_the_office_previews_what_nobody_else_sees(self):
        declaration = self._declaration()
        declaration.write({**FULL, "communication": False})
        url = f"/ibok/accessibility/preview/{declaration.id}"
        self.assertEqual(declaration.action_preview()["url"], url)
        clerk = new_test_user(
            self.env,
            "clerk2",
            groups="ibok_water.group_water_clerk",
            password=common.PASSWORD,
        )
        self._login(clerk)
        text = self._text(self._page(url))
        self.assertIn("Still to fill in: Communication", text)
        self.assertIn("fully compliant", text)
        self._page(f"/ibok/accessibility/preview/{2**40}", status=404)
        self._login(self.anna)
        self._page(url, status=404)
        self.assertNotIn(
            "fully compliant", self._text(self._page("/ibok/accessibility"))
        )
