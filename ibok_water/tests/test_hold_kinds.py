from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests.common import day

from .test_holds import HoldCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05 10:00:00")
class TestHoldKinds(HoldCase):
    """What the engine's rules find in real readings, each with its words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"

    def assert_held(self, bill, code, words):
        self.assertEqual((bill.state, bill.hold_codes), ("held", code))
        self.assertFalse(bill.move_id)
        self.assertIn(words, bill.hold_reason)

    def take(self, point, value, on):
        reading = self.make.read(point, value, on)
        if reading.state == "held":
            reading.action_accept()

    def test_a_garden_that_took_more_than_the_main_meter(self):
        self.rule("submeter_above_main")
        main = self.make.metered_point(100)
        garden = self.make.metered_point(20, kind="garden", main=main)
        contract = self.make.contract([main, garden])
        self.take(main, 105, "2026-01-31")
        self.take(garden, 26, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.assert_held(bill, "submeter_above_main", "more than the main meter")
        bill.action_release()
        # 5 m³ of water and the month's fee; sewage is not below zero.
        self.assertEqual(bill.move_id.amount_untaxed, 5 * 5 + 4)
        self.take(main, 115, "2026-02-28")
        self.take(garden, 36, "2026-02-28")
        equal = self.make.settle(contract, "2026-02-28")
        self.assertEqual((equal.state, equal.volume_sewage), ("done", 0))

    def test_a_register_that_went_through_zero(self):
        self.rule("rollover")
        contract = self.make.household(99_990)
        self.take(contract.point_ids, 2, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.assert_held(bill, "rollover", "rolled over")
        self.assertEqual(bill.volume_water, 12)
        self.take(contract.point_ids, 9, "2026-02-28")
        self.assertEqual(self.make.settle(contract, "2026-02-28").state, "done")

    def test_a_service_without_a_source(self):
        self.rule("no_source")
        intake = self.make.metered_point(0, kind="intake")
        contract = self.make.contract([intake])
        self.take(intake, 7, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.assert_held(bill, "no_source", "neither meter nor norm")
        self.assertEqual((bill.volume_water, bill.volume_sewage), (0, 7))

    def test_the_same_season_is_the_measure_not_the_year(self):
        """A garden takes 40 m³ each January, and 5 in every other month."""
        self.rule("spike", factor=2, margin=5)
        contract = self.make.household(100, "2025-01-01")
        value, end = 100, day("2024-12-31")
        for month in range(1, 13):
            end = day("2025-01-01") + relativedelta(months=month) - timedelta(days=1)
            value += 40 if month == 1 else 5
            self.take(contract.point_ids, value, end)
            self.assertEqual(self.make.settle(contract, end).state, "done")
        # By the year's mean day, 95 m³ in 365 days, 21 m³ would be the limit.
        self.take(contract.point_ids, value + 45, "2026-01-31")
        self.assertEqual(self.make.settle(contract, "2026-01-31").state, "done")
        # 2 × 5 m³ of last February, and 5 beside them: 15 are usual, 16 are not.
        self.take(contract.point_ids, value + 45 + 16, "2026-02-28")
        bill = self.make.settle(contract, "2026-02-28")
        self.assert_held(bill, "spike", "same season of last year")
        self.assertRegex(bill.hold_reason, "16 m³ in 28 days; .* up to 15 m³")
