from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
class TestLawDay(common.WaterCase):
    """Days are those of Poland, whatever clock a user's account has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff(since="2025-01-01")
        cls.contract = cls.make.household(0, "2025-12-01")
        cls.point = cls.contract.point_ids
        cls.clerks = {
            zone: common.user(
                cls.env,
                f"clerk-{place}",
                "ibok_water.group_water_clerk",
                tz=zone,
            )
            for place, zone in enumerate((False, "America/New_York", "Asia/Tokyo"))
        }

    def test_a_bill_made_after_midnight_is_of_the_new_year(self):
        self.make.read(self.point, 3, "2025-12-31")
        with freeze_time("2025-12-31 23:30:00"):
            settlement = self.contract.with_user(self.clerks[False])._settle(
                day("2025-12-31")
            )
        self.assertEqual(settlement.move_id.invoice_date, day("2026-01-01"))

    def test_every_clerk_has_the_same_day(self):
        moments = {
            "2026-03-28 22:59:00": "2026-03-28",
            "2026-03-28 23:00:00": "2026-03-29",
            # Summer time has begun in the night.
            "2026-03-29 21:59:00": "2026-03-29",
            "2026-03-29 22:00:00": "2026-03-30",
            "2028-02-28 23:00:00": "2028-02-29",
        }
        for moment, today in moments.items():
            for zone, clerk in self.clerks.items():
                with self.subTest(moment=moment, zone=zone), freeze_time(moment):
                    contract = self.contract.with_user(clerk)
                    self.assertEqual(law_today(contract), day(today))
                    run = self.env["water.billing.run"].with_user(clerk)
                    default = run.default_get(["invoice_date"])["invoice_date"]
                    self.assertEqual(day(str(default)), day(today))

    def test_a_reading_of_this_evening_is_not_in_the_future(self):
        with freeze_time("2026-01-14 23:30:00"):
            reading = self.point.with_user(self.clerks[False]).env["water.reading"]
            reading = reading.create({"point_id": self.point.id, "value": 2})
            self.assertEqual(reading.date, day("2026-01-15"))
            self.assertEqual(reading.state, "accepted")
