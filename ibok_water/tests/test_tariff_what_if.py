import base64
import io
import json

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestTariffWhatIf(common.WaterCase):
    """A year of bills under another tariff, without touching anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Years before any demo municipality.
        cls.active = cls.make.tariff(
            {"water": 5, "sewage": 8, "subscription_both": (4, "month")},
            since="2019-01-01",
            until="2021-12-31",
        )
        cls.contracts = cls.env["water.contract"]
        for place, used in enumerate((10, 20, 60)):
            contract = cls.make.household(
                since="2020-01-01", partner=cls.make.partner(f"K {place}")
            )
            point = contract.contract_point_ids.point_id
            cls.make.read(point, used, "2020-01-31")
            cls.make.settle(contract, "2020-01-31")
            cls.make.read(point, used * 2, "2020-02-29")
            cls.make.settle(contract, "2020-02-29")
            cls.contracts |= contract
        cls.draft = cls.make.tariff(
            {"water": 6, "sewage": 8, "subscription_both": (5, "month")},
            since="2027-01-01",
            until="2027-12-31",
            active=False,
        )

    def what_if(self, tariff=None, **vals):
        wizard = self.env["water.tariff.what.if"].create(
            {"tariff_id": (tariff or self.draft).id, "date_to": "2020-12-31", **vals}
        )
        wizard.action_reckon()
        return wizard

    def rows(self, table):
        """What a table of the database holds, to see that nothing changed."""
        self.env.flush_all()
        self.env.cr.execute(f"SELECT json_agg(t ORDER BY id) FROM {table} t")
        return json.dumps(self.env.cr.fetchone()[0])

    def test_a_tariff_that_was_billed_gives_what_was_billed(self):
        wizard = self.what_if(self.active)
        billed = self.env["water.settlement"].search(
            [("contract_id", "in", self.contracts.ids)]
        )
        self.assertAlmostEqual(wizard.net_draft, wizard.net_now, 2)
        self.assertAlmostEqual(wizard.net_now, sum(billed.mapped("amount_net")), 2)
        self.assertEqual(wizard.percent, 0)

    def test_the_difference_is_that_of_the_prices(self):
        wizard = self.what_if()
        line = wizard.line_ids
        self.assertEqual((line.group_code, line.contract_count), ("G1", 3))
        self.assertEqual((line.volume_water, line.volume_sewage), (180, 180))
        self.assertEqual((line.months, line.periods), (6, 0))
        # 180 m³ dearer by 1 zł and 6 months by 1 zł
        self.assertAlmostEqual(line.difference, 186, 2)
        self.assertAlmostEqual(line.percent, 186 / (180 * 13 + 24), 4)
        self.assertEqual(wizard.contract_count, 3)
        self.assertEqual(wizard.settlement_count, 6)

    def test_months_are_counted_where_the_fee_is_for_a_period(self):
        by_period = self.make.tariff(
            {"water": 6, "sewage": 8, "subscription_both": (10, "period")},
            since="2027-01-01",
            until="2027-12-31",
            active=False,
        )
        self.active.action_close()
        self.env.flush_all()
        self.make.tariff(
            {"water": 5, "sewage": 8, "subscription_both": (8, "period")},
            since="2019-01-01",
            until="2021-12-31",
        )
        contract = self.make.household(since="2020-03-01", billing_months="2")
        self.make.read(contract.point_ids, 10, "2020-04-30")
        self.make.settle(contract, "2020-04-30")
        line = self.what_if(by_period).line_ids
        # Six bills of a month, and one of two.
        self.assertEqual((line.months, line.periods), (8, 7))

    def test_the_typical_bill_is_of_the_median(self):
        bill = self.what_if().bill_ids
        self.assertEqual(bill.contract_count, 3)
        # 40 m³ in the 60 days of two months
        self.assertAlmostEqual(bill.volume_water, 40 * 365 / 12 / 60, 2)
        month = bill.volume_water * 13 + 4
        self.assertAlmostEqual(bill.gross_now, month * 1.08, 1)
        self.assertAlmostEqual(bill.difference, (bill.volume_water + 1) * 1.08, 1)
        self.assertEqual((bill.groups_now, bill.groups_draft), ("G1", "G1"))

    def test_nothing_but_the_wizard_is_written(self):
        tables = (
            "water_settlement",
            "water_settlement_line",
            "water_contract",
            "water_tariff",
            "water_tariff_rate",
            "account_move",
            "water_reading",
        )
        before = {table: self.rows(table) for table in tables}
        self.what_if()
        self.assertEqual({table: self.rows(table) for table in tables}, before)

    def test_queries_do_not_grow_with_contracts(self):
        self.what_if()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.what_if()

    def test_contracts_that_no_group_fits_are_listed(self):
        self.draft.group_ids.recipients = "other"
        wizard = self.what_if()
        self.assertEqual(wizard.unplaced_ids.contract_id, self.contracts)
        self.assertTrue(all(wizard.unplaced_ids.mapped("reason")))
        self.assertEqual(wizard.contract_count, 0)
        self.assertAlmostEqual(wizard.unplaced_net, 180 * 13 + 24, 2)
        self.assertFalse(wizard.line_ids)

    def test_water_and_sewage_groups_share_a_contract(self):
        self.draft.group_ids.unlink()
        self.make.group(
            self.draft,
            {"water": 6, "subscription_water": (2, "month")},
            code="W",
            services="water",
        )
        self.make.group(
            self.draft,
            {"sewage": 9, "subscription_sewage": (10, "period")},
            code="S",
            services="sewage",
        )
        wizard = self.what_if()
        water, sewage = wizard.line_ids.sorted("group_code", reverse=True)
        self.assertEqual(wizard.contract_count, 3)
        self.assertEqual((water.contract_count, sewage.contract_count), (3, 3))
        self.assertAlmostEqual(water.net_draft, 180 * 6 + 12, 2)
        self.assertAlmostEqual(sewage.net_draft, 180 * 9 + 60, 2)
        self.assertEqual((sewage.months, sewage.periods), (6, 6))
        self.assertAlmostEqual(water.net_now + sewage.net_now, 180 * 13 + 24, 2)

    def test_prices_are_those_of_the_chosen_period(self):
        self.draft.write({"date_to": "2028-12-31"})
        later = self.env["water.tariff.period"].create(
            {
                "tariff_id": self.draft.id,
                "name": "2",
                "date_from": "2028-01-01",
                "date_to": "2028-12-31",
            }
        )
        for rate in self.draft.rate_ids:
            rate.copy({"period_id": later.id, "price_net": rate.price_net + 1})
        wizard = self.what_if(period_id=later.id)
        self.assertAlmostEqual(wizard.net_draft, 180 * 16 + 36, 2)

    def test_a_bill_that_began_before_the_year_is_priced_whole(self):
        wizard = self.what_if(date_to="2021-02-15")
        self.assertEqual(str(wizard.date_from), "2020-02-16")
        self.assertFalse(wizard.unplaced_ids)
        self.assertEqual(wizard.settlement_count, 3)
        self.assertAlmostEqual(wizard.difference, 90 + 3, 2)

    def test_a_subsidy_is_reported_beside_the_revenue(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "U1",
                "component": "water",
                "amount_net": 2,
                "date_from": "2027-01-01",
            }
        )
        line = self.what_if().line_ids
        self.assertEqual((line.subsidy_now, line.subsidy_draft), (0, 360))
        self.assertAlmostEqual(line.net_draft, 180 * 12 + 30, 2)

    def test_a_year_without_bills_is_told(self):
        with self.assertRaises(UserError):
            self.what_if(date_to="2018-12-31")

    def test_workbook_and_page(self):
        self.contracts[:1].partner_id.name = "=1+1"
        self.draft.group_ids.name = "=1+1"
        wizard = self.what_if()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.xlsx)))
        groups = book.worksheets[0]
        self.assertEqual(groups["B4"].data_type, "s")
        self.assertAlmostEqual(groups["J4"].value, 186, 2)
        action = wizard.action_print()
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(action["report_name"], wizard.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_accountant_asks_and_reads(self):
        user = common.user(self.env, "what_if_acc", "account.group_account_readonly")
        wizard = (
            self.env["water.tariff.what.if"]
            .with_user(user)
            .create({"tariff_id": self.draft.id, "date_to": "2020-12-31"})
        )
        wizard.action_reckon()
        self.assertAlmostEqual(wizard.difference, 186, 2)
        self.assertTrue(wizard.bill_ids and wizard.xlsx)
