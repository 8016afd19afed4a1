import csv
import io

from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReadingList(common.WaterPortalHttpCase):
    """All readings with source and state, by meter and year, and as a file."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2033-01-20 10:00:00"))
        self.years = range(2027, 2033)
        for year in self.years:
            self._read(self.point, 300 + (year - 2020) * 10, common.date(year, 1, 5))
        self.garden = self._make_point(
            "1001G",
            value=5,
            kind="garden",
            main=self.point,
            premise=self.point.premise_id,
        )
        self.env["water.contract.point"].create(
            {
                "contract_id": self.contract.id,
                "point_id": self.garden.id,
                "date_from": "2026-11-01",
            }
        )
        self.rejected = self._read(self.garden, 9, common.date(2032, 6, 1))
        self.rejected.sudo().write({"state": "held"})
        self.rejected._reject("The photo shows another meter")
        self._login(self.anna)

    def _rows(self, query=""):
        rows = self._page(f"/my/readings{query}").xpath("//main//ul/li/a")
        return [" ".join(row.text_content().split()) for row in rows]

    def test_more_than_five_years_with_source_and_state(self):
        rows = self._rows()
        for year in self.years:
            [row] = [row for row in rows if f"01/05/{year}" in row]
            self.assertIn("the meter reader", row)
            self.assertIn("Accepted", row)

    def test_what_was_not_accepted_says_why(self):
        [row] = [row for row in self._rows() if "06/01/2032" in row]
        self.assertIn("Not accepted", row)
        self.assertIn("Why: The photo shows another meter", row)

    def test_one_meter_or_one_year(self):
        meter = self.garden.meter_id
        self.assertTrue(all("1001G" in row for row in self._rows(f"?meter={meter.id}")))
        self.assertEqual(len(self._rows("?year=2032")), 2)
        self.assertEqual(len(self._rows(f"?year=2032&meter={meter.id}")), 1)
        page = self._page("/my/readings?year=2032")
        chosen = page.xpath("//select[@name='year']/option[@selected]/@value")
        self.assertEqual(chosen, ["2032"])

    def test_other_words_choose_nothing(self):
        everything = self._rows()
        foreign = self.other_point.meter_id
        for query in (f"meter={foreign.id}", "meter=x", "year=²", f"year={9**40}"):
            with self.subTest(query):
                self.assertEqual(self._rows(f"?{query}"), everything)

    def test_file_of_readings(self):
        response = self.url_open("/my/readings.csv?year=2032")
        text = response.content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        self.assertEqual(len(table), 3)
        row = dict(zip(table[0], table[1], strict=True))
        self.assertEqual(row["Date"], "2032-06-01")
        self.assertEqual(row["Meter number"], "1001G")
        self.assertEqual(row["State"], "Not accepted")
        self.assertEqual(row["Why"], "The photo shows another meter")
        whole = self.url_open("/my/readings.csv").content.decode("utf-8-sig")
        self.assertNotIn(self.other_point.meter_id.number, whole)

    def test_use_is_compared_with_the_year_before(self):
        page = self._page("/my/water")
        text = self._text(page)
        self.assertIn("you used 10 m³", text)
        self.assertIn("twelve months before it 10 m³", text)
        table = page.xpath("//main//table")[0]
        self.assertEqual(
            [" ".join(th.text_content().split()) for th in table.xpath(".//thead//th")][
                -1
            ],
            "A year ago",
        )
        newest = [td.text_content().strip() for td in table.xpath(".//tbody/tr[1]/td")]
        self.assertEqual(newest[-1], "27")
        marks = page.xpath("//*[@class='o_water_chart_before']")
        self.assertEqual(len(marks), 2)
