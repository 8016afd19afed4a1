from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestLayout(common.WaterPortalHttpCase):
    PAGES = (
        "/my",
        "/my/water",
        "/my/readings",
        "/my/readings/new",
        "/my/contracts",
        "/my/statement",
        "/my/account",
        "/my/security",
        "/my/invoices",
    )

    def test_every_page_says_its_language_and_subject(self):
        self._login(self.anna)
        for url in self.PAGES:
            with self.subTest(url):
                page = self._page(url)
                self.assertEqual(page.get("lang"), "en-US")
                subject, company = page.findtext(".//title").split("·")
                self.assertTrue(subject.strip())
                self.assertEqual(company.strip(), self.env.company.name)

    def test_a_title_says_what_its_page_says(self):
        self._login(self.anna)
        for url in ("/my/security", "/my/statement", "/my/contracts", "/my/privacy"):
            page = self._page(url)
            [heading] = page.xpath("//main//h1")
            subject = page.findtext(".//title").split("·")[0].strip()
            self.assertIn(subject.lower(), heading.text_content().lower(), url)

    def test_a_page_that_is_not_there_says_its_subject_too(self):
        self._login(self.anna)
        page = self._page("/my/nowhere", status=404)
        subject, company = page.findtext(".//title").split("·")
        self.assertEqual(subject.strip(), "There is no such page here")
        self.assertEqual(company.strip(), self.env.company.name)

    def test_the_municipality_s_name_and_logo_stand_on_top(self):
        company = self.env.company
        company.write({"name": "Gmina Testowa"})
        self._login(self.anna)
        for url in ("/my", "/ibok/register"):
            [logo] = self._page(url).xpath("//header//a[hasclass('navbar-brand')]/img")
            self.assertEqual(logo.get("alt"), "Gmina Testowa")
            self.assertEqual(logo.get("src"), f"/logo.png?company={company.id}")

    def test_pages_have_one_first_heading(self):
        self._login(self.anna)
        for url in self.PAGES[:6]:
            with self.subTest(url):
                self.assertEqual(len(self._page(url).xpath("//main//h1")), 1)

    def test_pictures_and_buttons_have_names(self):
        self._login(self.anna)
        for url in self.PAGES:
            page = self._page(url)
            with self.subTest(url):
                self.assertFalse(page.xpath("//img[not(@alt)]"))
                for button in page.xpath("//button"):
                    name = button.text_content().strip() or button.get("aria-label")
                    self.assertTrue(name, common.html.tostring(button))

    def test_fields_have_labels(self):
        self._login(self.anna)
        for url in ("/my/readings/new", "/my/account", "/my/security"):
            page = self._page(url)
            labelled = set(page.xpath("//label/@for"))
            for field in page.xpath(
                "//main//form//select | //main//form//textarea"
                " | //main//form//input[not(@type='hidden')]"
            ):
                with self.subTest(url, field=field.get("name")):
                    inside = field.xpath("ancestor::label")
                    self.assertTrue(
                        inside or field.get("id") in labelled or field.get("aria-label")
                    )

    def test_login_page(self):
        page = self._page("/web/login")
        self.assertTrue(page.get("lang"))
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertTrue(
            page.xpath("//button[contains(@class,'o_show_password')]/@aria-label")
        )
