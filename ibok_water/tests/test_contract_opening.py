from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-02-10 10:00:00")
class TestContractOpening(common.WaterCase):
    """Who opens a contract is told what its first bill will lack."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.make.tariff(recipients="household")
        cls.point = cls.make.point()
        cls.clerk = common.user(cls.env, "opening", "ibok_water.group_water_clerk")
        cls.make.install(cls.point, 100, "2025-06-01")
        cls.contract = cls.make.contract(
            [cls.point], "2026-02-01", opened=False
        ).with_user(cls.clerk)

    def told(self):
        self.contract.invalidate_recordset(["opening_text"])
        return self.contract.opening_text

    def read_first(self):
        """The state of the day before the contract begins."""
        self.make.read(self.point, 110, "2026-01-31", contract_id=self.contract.id)

    def test_a_first_reading_that_is_missing(self):
        self.assertIn(self.point.code, self.told())
        self.contract.action_open()
        self.assertIn(self.point.code, self.told())
        self.read_first()
        self.assertFalse(self.told())
        self.assertEqual(self.contract.contract_point_ids.initial_value, 110)

    def test_a_first_reading_that_is_there_before(self):
        self.read_first()
        self.assertFalse(self.told())

    def test_a_first_reading_of_the_meter_itself(self):
        self.contract.date_from = "2025-06-01"
        self.contract.contract_point_ids.date_from = "2025-06-01"
        self.assertFalse(self.told())

    def test_a_kind_without_a_group(self):
        self.read_first()
        self.contract.recipients = "other"
        self.assertIn(self.tariff.name, self.told())
        self.contract.action_open()
        self.assertIn(self.tariff.name, self.told())
        self.contract.action_close()
        self.assertFalse(self.told())

    def test_no_tariff_at_all(self):
        self.read_first()
        self.tariff._set_process({"state": "draft"})
        self.assertIn("No tariff", self.told())
