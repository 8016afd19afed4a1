from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestMeterSize(common.WaterCase):
    """A fee by the size of the meter that measured the days, not of today's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tariff = cls.make.tariff({"water": 5}, active=False, services="water")
        for first, last, price in ((0, 25, 4), (26, 0, 20)):
            cls.env["water.tariff.rate"].create(
                {
                    "group_id": tariff.group_ids.id,
                    "period_id": tariff.period_ids.id,
                    "component": "subscription_water",
                    "price_net": price,
                    "per": "month",
                    "dn_from": first,
                    "dn_to": last,
                }
            )
        tariff.action_activate()
        cls.contract = cls.make.household(0, services="water")
        cls.point = cls.contract.point_ids

    def fee(self, settlement):
        lines = settlement.line_ids.filtered(lambda line: line.unit == "month")
        return sum(lines.mapped("amount_net"))

    def exchange(self, on):
        big = self.make.meter(type_id=self.make.meter_type(dn=50).id)
        self.make.exchange(self.point, 40, on, meter=big)

    def test_a_correction_pays_the_size_of_its_days(self):
        self.make.read(self.point, 31, "2026-01-31")
        made = self.make.settle(self.contract, "2026-01-31")
        self.assertEqual(self.fee(made), 4)
        self.exchange("2026-02-10")
        made.usage_ids.reading_to_id._replace(21, "Misread")
        right = made._correct("Misread")
        self.assertEqual((self.fee(right), right.difference_net), (4, -50))

    def test_a_bill_takes_the_size_of_its_last_day(self):
        self.exchange("2026-01-20")
        self.make.read(self.point, 3, "2026-01-31")
        made = self.make.settle(self.contract, "2026-01-31")
        self.assertEqual((made.volume_water, self.fee(made)), (43, 20))

    def test_the_last_bill_has_its_fee_though_the_meter_is_out(self):
        self.contract.date_to = "2026-01-31"
        self.point.installation_id.write(
            {"date_to": day("2026-01-31"), "final_value": 31}
        )
        self.assertFalse(self.point.meter_id)
        self.contract.action_close()
        made = self.make.settle(self.contract, "2026-01-31")
        self.assertEqual((made.volume_water, self.fee(made)), (31, 4))

    def test_before_any_meter_no_size_is_known(self):
        self.assertFalse(self.contract._main_dn(day("2025-12-30")))
        self.assertEqual(self.contract._main_dn(day("2025-12-31")), 15)
