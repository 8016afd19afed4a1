from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestEstimates(common.WaterPortalHttpCase):
    """A bill on an estimate: the resident sees it, and his reading settles it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.allow_forecast = True
        cls._read(cls.point, 350, "2026-11-30")
        with freeze_time("2027-01-20 10:00:00"):
            run = cls.env["water.billing.run"].create({"cycle_end": "2026-12-31"})
            cls.line = cls.env["water.billing.run.line"].create(
                {"run_id": run.id, "contract_id": cls.contract.id}
            )
            run.state = "running"
            run._process_now()

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2027-01-20 10:00:00"))

    def submit(self, text):
        return self.contract.with_user(self.anna)._portal_submit({self.point.id: text})

    def spans(self):
        return [
            (float(span["volume"]), span["estimated"])
            for span in self.contract._portal_spans(self.contract.contract_point_ids)
        ]

    def test_home_page_asks_for_the_reading(self):
        self.assertEqual(self.line.state, "done", self.line.reason)
        self._login(self.anna)
        text = self._text(self._page("/my"))
        self.assertIn("Your last bill was made on an estimate", text)
        self.assertIn("This state is estimated: nobody read the meter.", text)

    def test_list_chart_and_table_say_estimated(self):
        self._login(self.anna)
        text = self._text(self._page("/my/readings"))
        self.assertIn("From: Estimate by the office.", text)
        page = self._page("/my/water")
        # Nobody read 10 m³ in the 31 days of December.
        bars = page.xpath("//main//*[local-name()='rect']/@class")
        self.assertEqual(bars, ["o_water_chart_estimated"])
        self.assertIn("Bars with a dashed edge are estimated", self._text(page))
        cells = page.xpath("//main//tbody/tr[1]/td[1]")
        self.assertIn("12/31/2026 estimated", self._text(page))
        self.assertEqual(cells[0].text_content().strip(), "360")
        self.assertEqual(self.spans(), [(10, False), (10, True)])

    def test_any_reading_ends_the_request(self):
        self.assertEqual(self.submit("355").state, "accepted")
        self._login(self.anna)
        text = self._text(self._page("/my"))
        self.assertNotIn("made on an estimate", text)
        self.assertNotIn("This state is estimated", text)
        # Less than estimated and not yet billed: the reading tells the whole time.
        self.assertEqual(self.spans(), [(10, False), (5, False)])

    def test_range_to_expect_begins_at_what_was_read(self):
        meter = self.contract._portal_meters()[0]
        self.assertEqual((meter["estimated"], meter["low"]), (True, 350))

    def test_reading_in_the_window_settles_the_estimate(self):
        first = self.contract.settlement_ids
        with freeze_time("2027-02-25 10:00:00"):
            reading = self.submit("355")
        self.assertEqual(reading.state, "accepted")
        made = self.contract.settlement_ids - first
        self.assertEqual((first.state, len(made)), ("corrected", 2))
        live = made.filtered(lambda s: s.state == "done")
        self.assertEqual(sum(live.mapped("volume_water")), 15)
        self.assertFalse(self.contract._portal_estimated_bills())
        # 5 m³ in 87 days: 1 of them in December.
        self.assertEqual(self.spans(), [(10, False), (1, True), (4, False)])
