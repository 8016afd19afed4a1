from lxml import html

from odoo.tests import tagged

from . import common

LINKS = "//footer//nav[@aria-label='Language']//a"


@tagged("post_install", "-at_install")
class TestLanguage(common.WaterPortalHttpCase):
    """Residents choose among the languages that are installed, without a script."""

    def _others_off(self, *codes):
        """Leave only these languages on; by the database, as users have others."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_lang SET active = code IN %s WHERE active", [codes]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_one_language_is_no_choice(self):
        self._others_off("en_US")
        self.assertFalse(self._page("/ibok/terms").xpath(LINKS))

    def test_ukrainian_of_pages(self):
        self._others_off("en_US")
        self.env["res.lang"]._activate_lang("uk_UA")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["uk_UA"])
        links = self._page("/ibok/terms").xpath(LINKS)
        self.assertEqual(
            [(a.get("lang"), a.get("aria-current")) for a in links],
            [("en", "true"), ("uk", None)],
        )
        page = html.fromstring(self.url_open(links[1].get("href")).text)
        self.assertEqual(page.get("lang"), "uk-UA")
        self.assertIn("Правила користування", self._text(page))
        (back,) = [a for a in page.xpath("//footer//a") if a.get("lang") == "en"]
        page = html.fromstring(self.url_open(back.get("href")).text)
        self.assertIn("Terms of use", self._text(page))

    def test_a_resident_reads_ukrainian_at_home(self):
        self.env["res.lang"]._activate_lang("uk_UA")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["uk_UA"])
        self._login(self.anna)
        self.opener.cookies["frontend_lang"] = "uk_UA"
        text = self._text(html.fromstring(self.url_open("/my").text))
        self.assertIn("Вам нема чого платити. Дякуємо.", text)
        self.assertIn("Головний лічильник", text)

    def test_the_door_speaks_the_language_that_was_chosen(self):
        self.env["res.lang"]._activate_lang("uk_UA")
        self.env["ir.module.module"]._load_module_terms(["ibok_portal"], ["uk_UA"])
        self.opener.cookies["frontend_lang"] = "uk_UA"
        page = self._page("/web/login")
        self.assertEqual(page.get("lang"), "uk-UA")
        self.assertIn("Увійти", self._text(page))
        self.opener.cookies["frontend_lang"] = "xx_XX"
        self.assertNotEqual(self._page("/web/login").get("lang"), "xx-XX")
