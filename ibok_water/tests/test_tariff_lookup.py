from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common, price_case


class TestTariffLookup(price_case.PriceCase):
    """Which price holds on a day, for which kind of contract."""

    def test_lookup_by_date(self):
        self.make.tariff({"water": 4.0, "sewage": 6.0}, "2023-01-01", "2023-12-31")
        self.make.tariff({"water": 5.0, "sewage": 7.0}, "2024-01-01", "2026-12-31")
        self.assertEqual(self.prices_on("2023-12-31")[0]["water"], 4.0)
        self.assertEqual(self.prices_on("2024-01-01")[0]["water"], 5.0)

    def test_old_tariff_runs_on_until_the_next_one(self):
        self.make.tariff({"water": 4.0, "sewage": 6.0}, "2020-01-01", "2022-12-31")
        self.make.tariff({"water": 5.0, "sewage": 7.0}, "2023-04-01", "2026-03-31")
        self.assertEqual(self.prices_on("2023-03-31")[0]["water"], 4.0)
        self.assertEqual(self.prices_on("2026-11-22")[0]["water"], 5.0)

    def test_a_withdrawn_tariff_prices_nothing(self):
        self.make.tariff().action_close()
        self.assertFalse(self.prices_on("2026-01-01")[0])

    def test_most_specific_group_wins(self):
        tariff = self.make.tariff(active=False)
        self.make.group(tariff, {"water": 9.0, "sewage": 9.0}, "P", recipients="other")
        tariff.action_activate()
        self.assertEqual(self.prices_on("2026-01-01")[0]["water"], 5.0)
        self.assertEqual(
            self.prices_on("2026-01-01", recipients="other")[0]["water"], 9.0
        )

    def test_own_group_of_each_service(self):
        tariff = self.make.tariff({"water": 3.0}, services="water", active=False)
        self.make.group(tariff, {"sewage": 6.0}, "S", services="sewage")
        tariff.action_activate()
        self.assertEqual(self.prices_on("2026-01-01")[0], {"water": 3.0, "sewage": 6.0})

    def test_subsidy_counts_only_for_its_groups(self):
        self.make.tariff()
        self.env["water.tariff.subsidy"].create(
            {
                "name": "XX/1/2026",
                "component": "sewage",
                "amount_net": 1.5,
                "date_from": "2026-01-01",
                "group_codes": "G9, G1",
            }
        )
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        line = self.make.settle(contract, "2026-01-31").line_ids.filtered(
            lambda row: row.component == "sewage"
        )
        self.assertEqual((line.price_net, line.subsidy_net), (6.5, 1.5))

    def settle_refused(self, code, pattern):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        with self.assertRaisesRegex(SettlementProblem, pattern) as caught:
            self.make.settle(contract, "2026-01-31")
        self.assertEqual(caught.exception.code, code)
        self.assertFalse(contract.settlement_ids)

    def test_missing_group_names_the_tariff(self):
        self.make.tariff(recipients="other")
        self.settle_refused("group_missing", "Tariff 2024-01-01 has no group")

    def test_ambiguous_groups_name_the_tariff(self):
        tariff = self.make.tariff(active=False, billing_months="1")
        self.make.group(tariff, code="G2", invoice_form="paper")
        tariff.action_activate()
        self.settle_refused("group_ambiguous", "Several groups of tariff Tariff 2024")

    def test_no_tariff_at_all_is_a_sentence(self):
        self.settle_refused("price_missing", common.told("2026-01-01"))
