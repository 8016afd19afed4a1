from lxml import etree

from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common


@freeze_time("2026-02-10 10:00:00")
class TestContractMeterless(common.WaterCase):
    """Who opens a contract is told that its point has no meter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.point = cls.make.point()
        cls.contract = cls.make.contract([cls.point], opened=False)
        cls.clerk = common.user(cls.env, "meterless", "ibok_water.group_water_clerk")

    def told(self):
        self.contract.invalidate_recordset(["meterless_text"])
        return self.contract.with_user(self.clerk).meterless_text

    def test_it_is_told_before_and_after_it_is_in_force(self):
        self.assertIn(self.point.code, self.told())
        self.contract.action_open()
        self.assertIn(self.point.code, self.told())
        self.make.install(self.point, 0, "2026-02-01")
        self.assertFalse(self.told())

    def test_what_is_told_is_true(self):
        self.contract.action_open()
        with self.assertRaises(SettlementProblem) as refused:
            self.make.settle(self.contract, "2026-01-31")
        self.assertIn(refused.exception.code, ("no_reading", "no_start", "no_meter"))

    def test_a_norm_needs_none(self):
        norm = self.env["water.norm"].create(
            {"code": "TST", "name": "Test", "m3_month": 3, "date_from": "2020-01-01"}
        )
        self.contract.write({"metering": "norm", "norm_id": norm.id, "persons": 2})
        self.assertFalse(self.told())

    def test_a_garden_without_its_meter_is_only_not_taken_off(self):
        self.make.install(self.point, 0, "2025-12-31")
        garden = self.make.point(kind="garden", main=self.point)
        self.contract.contract_point_ids = [Command.create({"point_id": garden.id})]
        self.assertFalse(self.told())

    def test_a_row_that_is_over_and_a_contract_that_ended_are_not_told(self):
        self.contract.action_open()
        self.contract.action_close()
        self.assertFalse(self.told())

    def test_the_filter_finds_them(self):
        view = self.env["water.contract"].get_view(view_type="search")
        arch = etree.fromstring(view["arch"])
        domain = safe_eval(arch.find(".//filter[@name='meterless']").get("domain"))
        found = self.env["water.contract"].search(domain)
        self.assertIn(self.contract, found)
        self.make.install(self.point, 0, "2025-12-31")
        self.assertNotIn(self.contract, self.env["water.contract"].search(domain))
