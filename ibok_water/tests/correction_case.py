"""Households billed monthly whose bills turn out wrong."""

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-04-10")
class CorrectionCase(common.WaterCase):
    """One price of water, monthly bills, and the readings under them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.make.tariff(
            {"water": 5.72, "subscription_water": (12.39, "month")}, services="water"
        )

    def billed(self, *values, start=345, **vals):
        """A household billed monthly from January; its settlements."""
        contract = self.make.household(start, services="water", **vals)
        made = self.env["water.settlement"]
        ends = ("2026-01-31", "2026-02-28", "2026-03-31")
        for value, end in zip(values, ends, strict=False):
            self.make.read(contract.point_ids, value, end)
            made |= self.make.settle(contract, end)
        return made

    def reading(self, settlement):
        return settlement.usage_ids.reading_to_id
