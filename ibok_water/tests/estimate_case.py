"""Households that were read for a year, and runs that estimate what came after."""

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class EstimateCase(common.WaterCase):
    """One price of water, contracts with a history, and the ledger's word on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.make.tariff(
            {"water": 5.72, "subscription_water": (12.39, "month")}, services="water"
        )

    def household(self, **vals):
        """A year read: 11 m³ in January, 12 in February, 127 until December."""
        vals = {"allow_forecast": True, "services": "water"} | vals
        contract = self.make.household(300, "2025-01-01", **vals)
        for value, on in (
            (311, "2025-01-31"),
            (323, "2025-02-28"),
            (450, "2025-12-31"),
        ):
            self.make.read(contract.point_ids, value, on)
        self.make.settle(contract, "2025-12-31")
        return contract

    def run_billing(self, cycle_end, *contracts):
        run = self.env["water.billing.run"].create({"cycle_end": day(cycle_end)})
        self.env["water.billing.run.line"].create(
            [{"run_id": run.id, "contract_id": contract.id} for contract in contracts]
        )
        run.state = "running"
        run._process_now()
        return run.line_ids

    def last_reading(self, contract):
        return self.env["water.reading"]._last_accepted(contract.point_ids)[
            contract.point_ids.id
        ]

    def net(self, contract):
        """What the ledger says of all bills and corrections of the contract."""
        moves = contract.settlement_ids.move_id
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        return round(sum(moves.mapped("amount_untaxed_signed")), 2)
