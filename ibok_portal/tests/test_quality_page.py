import csv
import io
import json

from odoo.tests import tagged

from .public_case import PublicHttpCase

PAGE = "/ibok/water-quality"


@tagged("post_install", "-at_install")
class TestQualityPage(PublicHttpCase):
    """What everybody reads of the quality of water."""

    def test_nothing_is_published(self):
        self._sample({self.nitrates: "1"}, publish=False)
        for url in (PAGE, f"{PAGE}/history"):
            self.assertIn("No results are published", self._text(self._page(url)))

    def test_the_newest_results_by_place(self):
        self.env["water.premise"].create(
            {"village_id": self.village.id, "zone_id": self.zone.id}
        )
        self._sample({self.nitrates: "1,11"}, day="2026-11-01")
        self._sample(
            {self.nitrates: "<0,5", self.odour: "fine"}, place="School kitchen"
        )
        self._publish("ibok.page.text", place="quality", body="<p>Good water</p>")
        text = self._text(self._page(PAGE))
        for words in (
            *("Good water", "SUW Test", "Villages: Buczek-Test", "School kitchen"),
            *("Nitrates X mg/l <0,5 50 Met", "Odour X fine acceptable Met"),
            *("All limits of the law are met", "Law of water"),
        ):
            self.assertIn(words, text)
        self.assertNotIn("1,11", text)

    def test_what_is_not_met_is_said_in_words(self):
        sample = self._sample({self.nitrates: "51"})
        for url in (PAGE, f"{PAGE}/{sample.id}"):
            page = self._page(url)
            told = "//main//a[@href='/ibok/announcements?kind=quality']"
            self.assertTrue(page.xpath(told))
            text = self._text(page)
            self.assertIn("A limit is not met", text)
            self.assertIn("51 50 Not met", text)

    def test_by_village(self):
        other = self.env["water.village"].create({"name": "Z-Other", "zip": "98114"})
        self._sample({self.nitrates: "1"})
        self._sample({self.nitrates: "2"}, zone_id=False, village_id=other.id)
        third = self.env["water.village"].create({"name": "Z-Third", "zip": "98114"})
        self._sample({self.nitrates: "3"}, zone_id=False, village_id=third.id)
        page = self._page(f"{PAGE}?village={other.id}")
        self.assertEqual(
            [one.text_content() for one in page.xpath("//main//section//h2")][:1],
            ["Z-Other"],
        )
        self.assertNotIn("SUW Test", self._text(page))
        self.assertIn("SUW Test", self._text(self._page(f"{PAGE}?village=x")))

    def test_one_sample(self):
        sample = self._sample(
            {self.nitrates: "1"}, laboratory="Lab", report_number="7/2026"
        )
        text = self._text(self._page(f"{PAGE}/{sample.id}"))
        for words in ("Laboratory: Lab", "Report: 7/2026", "12/01/2026"):
            self.assertIn(words, text)
        sample.action_take_back()
        for number in (sample.id, 0, 2**31, 10**12):
            self._page(f"{PAGE}/{number}", status=404)

    def test_history_is_a_chart_and_a_table(self):
        for month, result in (("09", "10"), ("10", "<0,5"), ("11", "60")):
            self._sample(
                {self.nitrates: result, self.odour: "fine"}, day=f"2026-{month}-01"
            )
        url = f"{PAGE}/history?place=z{self.zone.id}"
        page = self._page(f"{url}&parameter={self.nitrates.id}")
        self.assertEqual(
            [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")],
            [
                "11/01/2026 60 50 Not met",
                "10/01/2026 <0,5 50 Met",
                "09/01/2026 10 50 Met",
            ],
        )
        self.assertEqual(len(page.xpath("//main//*[name()='circle']")), 3)
        self.assertEqual(len(page.xpath("//main//*[@class='o_water_chart_limit']")), 1)
        words = self._page(f"{url}&parameter={self.odour.id}")
        self.assertFalse(words.xpath("//main//*[name()='svg']"))
        self.assertEqual(len(words.xpath("//tbody/tr")), 3)
        for query in ("?place=z99999999&parameter=x", "?place=x"):
            self.assertEqual(
                len(self._page(f"{PAGE}/history{query}").xpath("//tbody/tr")), 3
            )

    def test_open_data(self):
        self._sample({self.nitrates: "51", self.odour: "=fine"}, publish=False)
        sample = self._sample({self.nitrates: "51"}, place="=School")
        data = json.loads(self.url_open(f"{PAGE}.json").text)
        self.assertEqual(data["format"], "ibok-water-quality/1")
        self.assertEqual(
            data["samples"],
            [
                {
                    "date": "2026-12-01",
                    "zone": "SUW Test",
                    "village": None,
                    "place": "=School",
                    "laboratory": None,
                    "report": None,
                    "results": [
                        {
                            "code": "NX",
                            "parameter": "Nitrates X",
                            "unit": "mg/l",
                            "result": "51",
                            "limit": "50",
                            "met": False,
                        }
                    ],
                }
            ],
        )
        response = self.url_open(f"{PAGE}.csv")
        text = response.content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual(
            rows[1:],
            [
                [
                    *("2026-12-01", "SUW Test", "", "'=School", "Nitrates X"),
                    *("mg/l", "51", "50", "not met"),
                ]
            ],
        )
        kept = {"If-None-Match": response.headers["ETag"]}
        again = self.url_open(f"{PAGE}.csv", headers=kept)
        self.assertEqual(again.status_code, 304)
        sample.action_take_back()
        again = self.url_open(f"{PAGE}.csv", headers=kept)
        self.assertEqual(again.status_code, 200)

    def test_the_office_previews_a_draft(self):
        draft = self._sample({self.nitrates: "1"}, publish=False)
        url = draft.action_preview()["url"]
        self._login(self._clerk())
        self.assertIn("This is a preview", self._text(self._page(url)))
        self._login(self._resident())
        self._page(url, status=404)

    def test_queries_do_not_grow_with_the_history(self):
        def queries(url):
            self._page(url)
            before = self.env.cr.sql_log_count
            self._page(url)
            return self.env.cr.sql_log_count - before

        urls = (PAGE, f"{PAGE}/history", f"{PAGE}.json")
        results = {self.nitrates: "1", self.odour: "fine"}
        self._sample(results, day="2026-01-01")
        before = [queries(url) for url in urls]
        for month in range(2, 12):
            self._sample(results, day=f"2026-{month:02}-01")
        after = [queries(url) for url in urls]
        for url, few, many in zip(urls, before, after, strict=True):
            self.assertLessEqual(many, few, url)
