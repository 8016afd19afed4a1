from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-04-05 10:00:00")
class TestPeriodFee(common.WaterCase):
    """A fee for a billing period, where the length of the periods changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prices = {"water": 5, "subscription_water": (10, "period")}
        tariff = cls.make.tariff(
            prices, active=False, services="water", billing_months="1"
        )
        longer = prices | {"subscription_water": (18, "period")}
        cls.make.group(tariff, longer, "G2", services="water", billing_months="2")
        tariff.action_activate()

    def contract(self):
        """Billed by the month in January, then February and March together."""
        contract = self.make.household(100, services="water")
        contract._change_terms(
            day("2026-02-01"), {"billing_months": "2", "cycle_offset": 1}, "Agreed"
        )
        return contract

    def fees(self, contract, *ends):
        found = []
        for value, end in enumerate(ends, 101):
            self.make.read(contract.point_ids, value, end)
            bill = self.make.settle(contract, end)
            line = bill.line_ids.filtered(lambda row: row.unit == "period")
            found.append((line.quantity, line.price_net, line.amount_net))
        return found

    def test_each_cycle_read_pays_its_own_groups_fee(self):
        fees = self.fees(self.contract(), "2026-01-31", "2026-03-31")
        self.assertEqual(fees, [(1, 10, 10), (1, 18, 18)])

    def test_both_at_once_pay_the_last_groups_fee_for_their_months(self):
        """Three months are one and a half periods of two, not two."""
        fees = self.fees(self.contract(), "2026-03-31")
        self.assertEqual(fees, [(1.5, 18, 27)])

    def test_terms_that_leave_the_length_alone_change_no_count(self):
        contract = self.make.household(100, services="water")
        contract._change_terms(day("2026-02-01"), {"persons": 3}, "Agreed")
        fees = self.fees(contract, "2026-03-31")
        self.assertEqual(fees, [(3, 10, 30)])

    def test_a_fee_by_the_month_does_not_ask(self):
        self.env["water.tariff"].search([("state", "=", "active")]).action_close()
        self.make.tariff(
            {"water": 5, "subscription_water": (9, "month")}, services="water"
        )
        contract = self.contract()
        self.make.read(contract.point_ids, 101, "2026-03-31")
        line = self.make.settle(contract, "2026-03-31").line_ids.filtered(
            lambda row: row.unit == "month"
        )
        self.assertEqual((line.quantity, line.amount_net), (3, 27))
