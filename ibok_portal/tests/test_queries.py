from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from . import common

#: A firm has fifty contracts: one more of them costs a page nothing.
PAGES = (
    "/my",
    "/my/water",
    "/my/readings",
    "/my/contracts",
    "/my/invoices",
    "/my/statement",
)


@tagged("post_install", "-at_install")
class TestQueries(common.WaterPortalHttpCase):
    """A page asks the database about as much for many readings as for few."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._login(self.anna)

    def _queries(self, url):
        """How many queries the second visit of a page takes."""
        self._page(url)
        before = self.env.cr.sql_log_count
        self._page(url)
        return self.env.cr.sql_log_count - before

    def _more_contracts(self, name):
        for number in range(5):
            point = self._make_point(f"{name}{number}", value=10)
            self._make_contract(self.anna, [point])
            self._read(point, 12, common.date(2026, 11, 20))
            self._read(point, 15, common.date(2026, 12, 10))

    def test_more_contracts_cost_nothing(self):
        self._more_contracts("77")
        six = {url: self._queries(url) for url in PAGES}
        self._more_contracts("88")
        for url in PAGES:
            with self.subTest(url):
                self.assertLessEqual(self._queries(url), six[url])

    def test_a_cooperative_loads_no_history(self):
        """Of hundreds of contracts the first page reads what is open, and no more."""
        self._more_contracts("77")
        home = "odoo.addons.ibok_portal.controllers.portal_home.MANY"
        readings = self.env.registry["water.reading"]
        with patch(home, 2):
            few = self._queries("/my")
            self._more_contracts("88")
            for url in ("/my", "/my/readings/new"):
                self.env.invalidate_all()
                with patch.object(
                    readings,
                    "_fetch_query",
                    autospec=True,
                    side_effect=readings._fetch_query,
                ) as loaded:
                    self._page(url)
                with self.subTest(url):
                    self.assertFalse(loaded.call_count)
            self.assertLessEqual(self._queries("/my"), few)

    def test_more_readings_cost_nothing(self):
        urls = [*PAGES, f"/my/contracts/{self.contract.id}"]
        few = {url: self._queries(url) for url in urls}
        for day in range(5, 25):
            self._read(self.point, 340 + day, common.date(2026, 11, day))
        for url in urls:
            with self.subTest(url):
                self.assertLessEqual(self._queries(url), few[url] + 6)

    def test_the_language_of_addresses_is_looked_up_once(self):
        """Each link of a page asks for it; a change of it holds at once."""
        self._queries("/my")
        Default = self.env.registry["ir.default"]
        with patch.object(
            Default, "search", autospec=True, side_effect=Default.search
        ) as searched:
            self._page("/my")
            self._page("/my/invoices")
        self.assertFalse(searched.call_count)
        polish = self.env["res.lang"]._activate_lang("pl_PL")
        Lang = self.env["ir.default"].sudo()
        for language in ("en_US", polish.code):
            Lang.set("res.partner", "lang", language)
            self.assertEqual(Lang._get("res.partner", "lang"), language)
        Lang.search([("field_id.model", "=", "res.partner")]).unlink()
        self.assertIsNone(Lang._get("res.partner", "lang"))
