from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.ibok_water.engine import PriceMissing

from . import common

DAY = date(2026, 1, 20)


@tagged("post_install", "-at_install")
class TestTariffCost(common.WaterCase):
    """What a billing cycle costs under the prices of a day."""

    def _kind(self, months=1, services="both", **kind):
        return {
            "recipients": "household",
            "metering": "main_meter",
            "billing_months": str(months),
            "invoice_form": "paper",
            "services": services,
            **kind,
        }

    def _reckon(self, volume, months=1, dn=None, **kind):
        tariffs = self.env["water.tariff"]
        kind = self._kind(months, **kind)
        return tariffs._cycle_cost(self.company, DAY, kind, Decimal(volume), dn)

    def _sizes(self):
        tariffs = self.env["water.tariff"]
        prices = tariffs._cost_prices(self.company, DAY, self._kind())[0]
        return tariffs._meter_sizes(prices)

    def test_the_sum_is_that_of_a_bill(self):
        """With a fee and a subsidy: both roads come to the same grosz."""
        prices = {"water": 5.72, "sewage": 8.1, "subscription_both": (12.39, "month")}
        self.make.tariff(prices)
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Uchwała",
                "component": "sewage",
                "amount_net": 1.15,
                "date_from": "2026-01-01",
            }
        )
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 113, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.date_from, date(2026, 1, 1))
        result = self._reckon(13)
        # 13 × (5.72 + 8.10 − 1.15) + 12.39 = 177.10; VAT 8 % 14.17
        self.assertEqual(result.gross, Decimal("191.27"))
        self.assertEqual(float(result.gross), settlement.amount_total)
        self.assertEqual(float(result.net), settlement.amount_net)

    def test_a_cycle_of_two_months_has_two_months_of_use_and_fee(self):
        prices = {"water": 5, "sewage": 5, "subscription_both": (3, "month")}
        self.make.tariff(prices)
        self.assertEqual(self._reckon("1.5", 2).net, Decimal("36.00"))

    def test_nothing_used_leaves_the_fee(self):
        prices = {"water": 5, "sewage": 5, "subscription_both": (3, "period")}
        self.make.tariff(prices)
        self.assertEqual(self._reckon(0, 6).net, Decimal("3.00"))

    def test_prices_by_the_size_of_the_meter(self):
        tariff = self.make.tariff({"water": 5, "sewage": 5}, active=False)
        for price, sizes in ((2, {"dn_to": 20}), (7, {"dn_from": 25})):
            self.env["water.tariff.rate"].create(
                {
                    "group_id": tariff.group_ids.id,
                    "period_id": tariff.period_ids.id,
                    "component": "subscription_water",
                    "price_net": price,
                    "per": "month",
                    **sizes,
                }
            )
        tariff.action_activate()
        self.assertEqual(self._sizes(), [(None, 20), (25, None)])
        self.assertEqual(self._reckon(1, dn=20).net, Decimal("12.00"))
        self.assertEqual(self._reckon(1, dn=40).net, Decimal("17.00"))
        with self.assertRaises(PriceMissing):
            self._reckon(1, dn=22)

    def test_no_size_is_asked_where_no_price_names_one(self):
        self.make.tariff()
        self.assertEqual(self._sizes(), [])

    def test_water_and_sewage_of_a_group_each(self):
        tariff = self.make.tariff({"water": 5}, services="water", active=False)
        self.make.group(tariff, {"sewage": 9}, "S1", "sewage", invoice_form="paper")
        tariff.action_activate()
        self.assertEqual(self._reckon(1).net, Decimal("14.00"))
        self.assertEqual(self._reckon(1, services="water").net, Decimal("5.00"))
        self.assertIsNone(self._reckon(1, invoice_form="electronic"))
        self.assertEqual(
            tariff._kinds(),
            {
                "recipients": [],
                "metering": [],
                "billing_months": [],
                "invoice_form": ["paper"],
            },
        )

    def test_the_last_prices_run_on_until_the_next_tariff(self):
        old = self.make.tariff({"water": 5, "sewage": 5}, "2020-01-01", "2025-06-30")
        self.assertEqual(self._reckon(1).net, Decimal("10.00"))
        self.make.tariff({"water": 6, "sewage": 6}, "2026-01-01", "2026-12-31")
        self.assertEqual(old.group_ids._prices_on(DAY)[old.group_ids], ([], []))
