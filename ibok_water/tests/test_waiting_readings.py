from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 10:00:00")
class TestWaitingReadings(common.WaterCase):
    """What is held is judged anew when what it was judged by changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(60, "2025-11-01")
        cls.point = cls.contract.point_ids
        for value, end in ((80, "2025-11-30"), (100, "2025-12-31")):
            cls.make.read(cls.point, value, end)
            cls.make.settle(cls.contract, end)

    def take(self, value, on, **extra):
        return self.make.read(self.point, value, on, **extra)

    def test_reason_follows_a_correction(self):
        wrong = self.take(110, "2026-01-31")
        low = self.take(105, "2026-02-28")
        self.assertEqual(low.hold_codes, "below_previous")
        wrong._replace(108, "Misread")
        self.assertEqual(low.state, "held")
        self.assertEqual(low.hold_params["below_previous"]["previous_value"], "108.000")
        wrong._live()._replace(101, "Misread again")
        self.assertEqual((low.state, low.volume), ("accepted", 4))

    def test_rejected_reading_frees_those_after_it_one_by_one(self):
        wrong = self.take(119, "2026-01-31")
        first = self.take(104, "2026-02-28")
        second = self.take(102, "2026-03-31")
        self.assertEqual({first.state, second.state}, {"held"})
        wrong._withdraw("Another house")
        # The first is the measure of the second.
        self.assertEqual((first.state, second.state), ("accepted", "held"))
        self.assertEqual(
            second.hold_params["below_previous"]["previous_value"], "104.000"
        )

    def test_accepted_reading_is_the_measure_of_a_later_one(self):
        spike = self.take(500, "2026-01-31")
        later = self.take(510, "2026-02-28")
        self.assertEqual((spike.hold_codes, later.hold_codes), ("usage_high",) * 2)
        spike.action_accept()
        self.assertEqual((later.state, later.volume), ("accepted", 10))
        self.assertIn("by itself", later.message_ids[0].body)

    def test_residents_are_billed_in_order(self):
        self.take(500, "2026-01-31", source="resident")
        self.take(510, "2026-02-28", source="resident")
        first = self.contract.reading_ids.filtered(
            lambda r: r.date == day("2026-01-31")
        )
        first.action_accept()
        bills = self.contract.settlement_ids.sorted("date_from")
        self.assertEqual(bills.mapped("volume_water"), [20, 20, 400, 10])

    def test_any_number_is_judged_with_the_same_queries(self):
        def waiting(count):
            contract = self.make.household(100)
            points = contract.point_ids
            wrong = self.make.read(points, 119, "2026-01-31")
            for number in range(count):
                self.make.read(points, 110 - number, day(f"2026-03-{number + 1:02}"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            held = wrong._judge_waiting()
            self.assertFalse(held)
            return self.env.cr.sql_log_count - before

        waiting(2)
        self.assertEqual(waiting(2), waiting(9))


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 10:00:00")
class TestWaitingBills(common.WaterCase):
    """Held bills are judged anew when an earlier bill is corrected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids

    def bill(self, value, end):
        reading = self.make.read(self.point, value, end)
        if reading.state == "held":
            reading.action_accept()
        return reading, self.make.settle(self.contract, end)

    def rule(self, code, **vals):
        self.env["water.hold.rule"].create({"name": code, "code": code, **vals})

    def test_no_reason_any_more_and_it_goes_out(self):
        _reading, first = self.bill(101, "2026-01-31")
        self.rule("spike", factor=2, margin=5, season="last_12_months")
        reading, held = self.bill(121, "2026-02-28")
        self.assertEqual((first.state, held.hold_codes), ("done", "spike"))
        january = first.usage_ids.reading_to_id
        wizard = self.env["water.settlement.correct"].create(
            {
                "settlement_ids": first.ids,
                "reading_id": january.id,
                "value": 112,
                "reason": "Misread",
            }
        )
        wizard.action_confirm()
        # Settled again from the true state: 9 m³ after 12.
        now = self.contract.settlement_ids.filtered(
            lambda s: s.date_to == day("2026-02-28") and s.state != "cancelled"
        )
        self.assertEqual((now.state, now.volume_water), ("done", 9))

    def test_bills_further_on_are_judged_too(self):
        _reading, first = self.bill(101, "2026-01-31")
        self.rule("zero_use", periods=2)
        self.bill(101, "2026-02-28")
        _reading, held = self.bill(101, "2026-03-31")
        self.assertEqual(held.hold_codes, "zero_use")
        self.assertEqual(held.hold_params[0]["periods"], "2")
        february = self.contract.settlement_ids.filtered(
            lambda s: s.date_to == day("2026-02-28")
        )
        february.usage_ids.reading_from_id._replace(100, "Misread")
        (first | february)._correct("Misread")
        # February has used 1 m³ now, so March is alone without use.
        self.assertEqual((held.state, held.move_id.state), ("done", "posted"))
        self.assertIn("by itself", held.message_ids[0].body)

    def test_another_reason_is_told(self):
        _reading, first = self.bill(110, "2026-01-31")
        self.rule("spike", factor=2, margin=5, season="last_12_months")
        self.bill(120, "2026-02-28")
        _reading, held = self.bill(200, "2026-03-31")
        limit = held.hold_params[0]["limit"]
        january = first.usage_ids.reading_to_id
        january._replace(112, "Misread")
        (first | self.contract.settlement_ids.filtered(lambda s: s.state == "done"))[
            :2
        ]._correct("Misread")
        self.assertEqual(held.state, "held")
        self.assertEqual(held.hold_params[0]["code"], "spike")
        self.assertTrue(limit)
