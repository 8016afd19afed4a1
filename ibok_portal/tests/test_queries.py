from freezegun import freeze_time

from odoo.tests import tagged

from . import common

#: Queries that one more contract with its meter may cost a page.
PER_CONTRACT = {
    "/my": 25,
    "/my/water": 12,
    "/my/readings": 5,
    "/my/contracts": 1,
    "/my/invoices": 1,
    "/my/statement": 0,
}


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

    def test_more_contracts_cost_little_each(self):
        one = {url: self._queries(url) for url in PER_CONTRACT}
        for number in range(5):
            point = self._make_point(f"77{number}", value=10)
            self._make_contract(self.anna, [point])
        for url, limit in PER_CONTRACT.items():
            with self.subTest(url):
                more = self._queries(url) - one[url]
                self.assertLessEqual(more / 5, limit)

    def test_more_readings_cost_nothing(self):
        urls = [*PER_CONTRACT, f"/my/contracts/{self.contract.id}"]
        few = {url: self._queries(url) for url in urls}
        for day in range(5, 25):
            self._read(self.point, 340 + day, common.date(2026, 11, day))
        for url in urls:
            with self.subTest(url):
                self.assertLessEqual(self._queries(url), few[url] + 6)
