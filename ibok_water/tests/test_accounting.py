from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

#: Bills reckoned from published tariffs (Łask, Przyrów, Rzeszów), to the grosz.
LASK = {"water": 5.72, "sewage": 8.10, "subscription_water": (12.39, "month")}
LASK_E = LASK | {"subscription_water": (12.35, "month")}
PRZYROW = {
    "water": 3.75,
    "sewage": 5.10,
    "subscription_water": (2.91, "month"),
    "subscription_sewage": (2.05, "month"),
}
RZESZOW = {"water": 4.35, "sewage": 4.38, "subscription_both": (6.31, "month")}


@freeze_time("2026-02-05 10:00:00")
class TestAccounting(common.WaterCase):
    """What a settlement leaves in the ledger."""

    def move(self, settlement):
        move = settlement.move_id
        self.assertEqual((move.state, move.move_type), ("posted", "out_invoice"))
        return move

    def household_bill(self, prices, before, after, **vals):
        self.make.tariff(prices)
        contract = self.make.household(before, services="water", **vals)
        self.make.read(contract.point_ids, after, "2026-01-31")
        return self.make.settle(contract, "2026-01-31")

    def assert_amounts(self, settlement, net, vat, gross):
        move = self.move(settlement)
        expected = (net, vat, gross)
        self.assertEqual(
            (move.amount_untaxed, move.amount_tax, move.amount_total), expected
        )
        self.assertEqual(
            (settlement.amount_net, settlement.amount_tax, settlement.amount_total),
            expected,
        )

    def test_b10_a_month_of_water(self):
        self.assert_amounts(self.household_bill(LASK, 345, 357), 81.03, 6.48, 87.51)

    def test_b11_electronic_invoice_group(self):
        tariff = self.make.tariff(LASK, active=False)
        self.make.group(tariff, LASK_E, "W2", invoice_form="electronic")
        tariff.action_activate()
        contract = self.make.household(345, services="water", invoice_form="electronic")
        self.make.read(contract.point_ids, 357, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.group_codes, "W2")
        self.assert_amounts(settlement, 80.99, 6.48, 87.47)

    def test_b12_no_use_still_owes_the_fee(self):
        self.assert_amounts(self.household_bill(LASK, 357, 357), 12.39, 0.99, 13.38)

    def test_b14_garden_and_three_months_of_fees(self):
        self.make.tariff(PRZYROW)
        main = self.make.metered_point(410, "2025-08-31")
        garden = self.make.metered_point(20, "2025-08-31", kind="garden", main=main)
        contract = self.make.contract(
            [main, garden], "2025-09-01", billing_months="3", cycle_offset=2
        )
        self.make.read(main, 435, "2025-11-30")
        self.make.read(garden, 29, "2025-11-30")
        settlement = self.make.settle(contract, "2025-11-30")
        self.assert_amounts(settlement, 190.23, 15.22, 205.45)

    def test_b20_vat_is_of_the_sum_and_not_of_the_lines(self):
        self.make.tariff(RZESZOW)
        norm = self.env["water.norm"].create(
            {"code": "T4", "name": "Row 4", "m3_month": 3.0}
        )
        contract = self.make.contract(metering="norm", norm_id=norm.id, persons=2)
        settlement = self.make.settle(contract, "2026-01-31")
        self.assert_amounts(settlement, 58.69, 4.70, 63.39)

    def test_lines_carry_account_tax_and_tags(self):
        move = self.move(self.household_bill(LASK, 345, 357))
        chart = self.env["account.chart.template"].with_company(self.company)
        product_lines = move.invoice_line_ids
        self.assertEqual(product_lines.tax_ids, chart.ref("vs_kraj_8"))
        self.assertEqual(product_lines.account_id.account_type, "income")
        self.assertEqual(
            product_lines.account_id,
            self.env.ref("ibok_water.product_water").property_account_income_id,
        )
        tax_line = move.line_ids.filtered("tax_line_id")
        self.assertEqual(len(tax_line), 1)
        self.assertEqual(tax_line.credit, 6.48)
        tags = {
            "base": product_lines.tax_tag_ids.mapped("name"),
            "tax": tax_line.tax_tag_ids.mapped("name"),
        }
        self.assertTrue(any("K_17" in name for name in tags["base"]), tags)
        self.assertTrue(any("K_18" in name for name in tags["tax"]), tags)
        self.assertFalse(any("K_18" in name for name in tags["base"]), tags)

    def test_journal_dates_and_receivable(self):
        settlement = self.household_bill(LASK, 345, 357)
        move = self.move(settlement)
        self.assertEqual(move.journal_id, self.company.water_journal_id)
        self.assertEqual(move.invoice_date, day("2026-02-05"))
        self.assertEqual(move.invoice_date_due, day("2026-02-19"))
        self.assertEqual(move.delivery_date, day("2026-01-31"))
        receivable = move.line_ids.filtered(
            lambda row: row.account_type == "asset_receivable"
        )
        self.assertEqual(
            (receivable.debit, receivable.partner_id, receivable.date_maturity),
            (87.51, settlement.partner_id, day("2026-02-19")),
        )
        self.assertEqual(
            (move.water_settlement_id, move.water_contract_id),
            (settlement, settlement.contract_id),
        )

    def test_lines_name_group_and_days(self):
        move = self.move(self.household_bill(LASK, 345, 357))
        self.assertTrue(
            all(
                "01.01.2026 – 31.01.2026" in line.name for line in move.invoice_line_ids
            )
        )
        self.assertTrue(all("G1" in line.name for line in move.invoice_line_ids))

    def test_numbers_follow_without_gap(self):
        self.make.tariff(LASK)
        numbers = []
        for _n in range(3):
            contract = self.make.household(0)
            self.make.read(contract.point_ids, 10, "2026-01-31")
            settlement = self.make.settle(contract, "2026-01-31")
            numbers.append(settlement.move_id.sequence_number)
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_ledger_that_disagrees_keeps_nothing(self):
        self.make.tariff(LASK)
        contract = self.make.household(345, services="water")
        self.make.read(contract.point_ids, 357, "2026-01-31")
        tax_23 = (
            self.env["account.chart.template"]
            .with_company(self.company)
            .ref("vs_kraj_23")
        )
        position = self.env["account.fiscal.position"].create({"name": "Wrong"})
        tax_23.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [
                    Command.link(
                        self.env["account.chart.template"]
                        .with_company(self.company)
                        .ref("vs_kraj_8")
                        .id
                    )
                ],
            }
        )
        contract.partner_id.property_account_position_id = position
        with self.assertRaisesRegex(UserError, "fiscal position"):
            with self.env.cr.savepoint():
                self.make.settle(contract, "2026-01-31")
        self.assertFalse(contract.settlement_ids)
        self.assertFalse(
            self.env["account.move"].search([("water_contract_id", "=", contract.id)])
        )

    def test_issued_bill_is_not_reopened(self):
        move = self.move(self.household_bill(LASK, 345, 357))
        for attempt in (move.button_draft, move.button_cancel):
            with self.subTest(attempt.__name__), self.assertRaises(UserError):
                attempt()

    def test_company_without_journal_says_what_to_do(self):
        self.make.tariff(LASK)
        contract = self.make.household(345)
        self.make.read(contract.point_ids, 357, "2026-01-31")
        self.company.water_journal_id = False
        with self.assertRaisesRegex(UserError, "Settings, section Water"):
            self.make.settle(contract, "2026-01-31")

    def test_a_clerk_can_do_all_this(self):
        clerk = common.user(self.env, "clerk-bill", "ibok_water.group_water_clerk")
        self.make.tariff(LASK)
        make = common.Factory(self.env(user=clerk))
        contract = make.household(345, services="water")
        make.read(contract.point_ids, 357, "2026-01-31")
        settlement = make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.move_id.amount_total, 87.51)
