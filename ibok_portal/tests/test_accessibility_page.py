from lxml import html

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from . import common
from .accessibility_case import FULL, GAP, declaration_of

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
        (description,) = page.xpath("//head/meta[@name='description']/@content")
        self.assertIn("Gmina Testowa", description)
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

    def test_each_state_has_its_binding_sentence(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["pl_PL"])
        self.opener.cookies["frontend_lang"] = "pl_PL"
        act = (
            "z załącznikiem do ustawy z dnia 4 kwietnia 2019 r. o dostępności cyfrowej "
            "stron internetowych i aplikacji mobilnych podmiotów publicznych"
        )
        reasons = " z powodu niezgodności lub wyłączeń wymienionych poniżej"
        for status, words, gaps in (
            ("full", f"w pełni zgodna {act}.", ()),
            ("partial", f"częściowo zgodna {act}{reasons}.", (GAP,)),
            ("none", f"niezgodna {act}{reasons}.", (GAP,)),
        ):
            with self.subTest(status):
                self._declaration(**{**FULL, "status": status}, gaps=gaps)
                page = html.fromstring(self.url_open("/ibok/accessibility").text)
                [told] = page.xpath("//p[@id='a11y-status']")
                self.assertEqual(
                    " ".join(told.text_content().split()),
                    f"Strona internetowa jest {words}",
                )

    def test_a_site_without_a_name_is_named_in_the_reader_s_language(self):
        company = self.env["res.company"].create({"name": "Gmina Nowa"})
        declaration = self.env["ibok.accessibility.declaration"]._of(company)
        self.assertFalse(declaration.site_name)
        self._declaration(site_name=False, **FULL)
        self.assertFalse(declaration.site_name)
        english = self._page("/ibok/accessibility").xpath("//a[@id='a11y-url']")
        self.assertIn("Customer office", english[0].text_content())
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["pl_PL"])
        self.opener.cookies["frontend_lang"] = "pl_PL"
        page = html.fromstring(self.url_open("/ibok/accessibility").text)
        [name] = page.xpath("//a[@id='a11y-url']")
        self.assertEqual(name.text_content(), "Internetowe Biuro Obsługi Klienta")

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
