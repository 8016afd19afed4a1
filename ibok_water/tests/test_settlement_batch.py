from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

FIRST, SECOND = day("2026-01-31"), day("2026-02-28")


@freeze_time("2026-11-22")
class TestSettlementBatch(common.WaterCase):
    """Many contracts ask the database together: queries do not grow with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contracts = cls.env["water.contract"]
        for _place in range(25):
            contract = cls.make.household(100)
            cls.make.read(contract.point_ids, 110, FIRST)
            cls.contracts |= contract
        cls.make.settle(cls.contracts, FIRST)
        for contract in cls.contracts:
            cls.make.exchange(contract.point_ids, 115, "2026-02-10", 3)
            cls.make.read(contract.point_ids, 9, SECOND)
        cls.env.flush_all()

    def queries(self, call):
        """How many queries the call needs on an empty cache."""
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def test_reckoning_asks_once_for_all(self):
        few = self.contracts[:5]
        self.env.registry.clear_cache()
        few._reckon_all(SECOND)  # what is kept for good is loaded now
        self.assertEqual(
            self.queries(lambda: few._reckon_all(SECOND)),
            self.queries(lambda: self.contracts._reckon_all(SECOND)),
        )

    def test_reckoning_without_an_exchange_asks_once_for_all(self):
        plain = self.env["water.contract"]
        for _place in range(12):
            contract = self.make.household(100)
            self.make.read(contract.point_ids, 110, FIRST)
            plain |= contract
        self.env.flush_all()
        few = plain[:3]
        few._reckon_all(FIRST)
        self.assertEqual(
            self.queries(lambda: few._reckon_all(FIRST)),
            self.queries(lambda: plain._reckon_all(FIRST)),
        )

    def test_reckoned_together_as_alone(self):
        ready, problems = self.contracts._reckon_all(SECOND)
        self.assertFalse(problems)
        self.assertEqual({vals["volume_water"] for vals in ready}, {11.0})
        table = (
            self.env["water.tariff"].sudo()._price_table(self.company, FIRST, SECOND)
        )
        alone = self.contracts[0].sudo()._prepare_settlement_vals(SECOND, table)
        self.assertEqual(alone, ready[0])

    def test_previous_readings_are_asked_for_once(self):
        readings = self.contracts.reading_ids.filtered(lambda r: r.date == SECOND)
        few = readings[:5]
        need = self.queries(lambda: few.mapped("previous_value"))
        self.assertEqual(self.queries(lambda: readings.mapped("previous_value")), need)
        self.assertEqual(set(readings.mapped("previous_value")), {3.0})
        self.assertEqual(set(readings.mapped("previous_date")), {day("2026-02-10")})
