from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestSubsidyReport(common.WaterCase):
    """What the municipality paid stands in a report of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff({"water": 5, "sewage": 8, "subscription_both": (4, "month")})
        cls.env["water.tariff.subsidy"].create(
            {
                "name": "U1",
                "component": "sewage",
                "amount_net": 1.5,
                "date_from": "2026-01-01",
            }
        )
        cls.contract = cls.make.household()
        cls.make.read(cls.contract.contract_point_ids.point_id, 10, "2026-01-31")
        cls.settlement = cls.make.settle(cls.contract, "2026-01-31")
        cls.move = cls.settlement.move_id

    def rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["water.subsidy.report"].search(
            [("contract_id", "=", self.contract.id)], order="id"
        )

    def test_a_subsidised_line_is_there_with_its_prices(self):
        row = self.rows()
        self.assertEqual(row.component, "sewage")
        self.assertEqual(row.group_code, "G1")
        self.assertEqual(row.date, self.move.invoice_date)
        self.assertEqual(row.move_id, self.move)
        self.assertEqual((row.quantity, row.amount_subsidy), (10, 15))
        self.assertEqual(
            (row.price_before, row.subsidy_price, row.price_after), (8, 1.5, 6.5)
        )
        self.assertEqual(row.amount_after, 65)

    def test_rows_have_numbers_after_many_years_of_lines(self):
        """100,000 contracts pass 21 million lines within a decade."""
        line = self.settlement.line_ids.filtered(lambda ln: ln.component == "sewage")
        self.env.cr.execute(
            "UPDATE water_settlement_line SET id = 2000000000 WHERE id = %s", [line.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.rows().amount_subsidy, 15)

    def test_a_reversed_bill_is_taken_back_on_its_own_day(self):
        refund = common.reversed_by_odoo(self.move, {"invoice_date": "2026-12-01"})
        self.assertEqual(len(self.rows()), 1)
        refund.action_post()
        rows = self.rows()
        self.assertEqual(rows.mapped("amount_subsidy"), [15, -15])
        self.assertEqual(rows.mapped("quantity"), [10, -10])
        self.assertEqual(rows[1].move_id, refund)
        self.assertEqual(str(rows[1].date), "2026-12-01")

    def test_a_partly_reversed_bill_is_taken_back_in_part(self):
        refund = common.reversed_by_odoo(self.move, {"invoice_date": "2026-12-01"})
        refund.invoice_line_ids = [
            Command.update(line.id, {"quantity": line.quantity / 2})
            for line in refund.invoice_line_ids
        ]
        refund.action_post()
        self.assertAlmostEqual(sum(self.rows().mapped("amount_subsidy")), 7.5, 2)

    def test_a_held_settlement_is_not_there(self):
        point = self.contract.contract_point_ids.point_id
        self.make.read(point, 20, "2026-02-28")
        second = self.make.settle(self.contract, "2026-02-28")
        self.env.flush_all()
        self.assertEqual(len(self.rows()), 2)
        self.env.cr.execute(
            "UPDATE water_settlement SET state = 'held' WHERE id = %s", [second.id]
        )
        self.assertEqual(self.rows().settlement_id, self.settlement)

    def test_months_are_summed(self):
        groups = self.env["water.subsidy.report"]._read_group(
            [("contract_id", "=", self.contract.id)],
            ["date:month", "group_code", "component"],
            ["quantity:sum", "amount_subsidy:sum", "price_after:avg"],
        )
        self.assertEqual([row[1:] for row in groups], [("G1", "sewage", 10, 15, 6.5)])

    def test_who_may_read(self):
        reader = common.user(self.env, "sub_reader", "ibok_water.group_water_reader")
        accountant = common.user(self.env, "sub_acc", "account.group_account_readonly")
        self.assertTrue(self.rows().with_user(accountant).mapped("amount_subsidy"))
        with self.assertRaises(AccessError):
            self.env["water.subsidy.report"].with_user(reader).search([])

    def test_corrections_leave_what_is_true_in_sum(self):
        reading = self.settlement.usage_ids.reading_to_id
        for value in (8, 14):
            reading = reading._live()._replace(value, "Misread")
            self.settlement._newest()._correct("Misread")
        rows = self.rows()
        self.assertEqual(round(sum(rows.mapped("amount_subsidy")), 2), 21)
        self.assertEqual(sum(rows.mapped("quantity")), 14)
        self.assertEqual(round(sum(rows.mapped("amount_after")), 2), 91)
        chain = self.settlement._newest()._chain()
        self.assertEqual(rows.move_id, chain.move_id)
        # What was reported for the first bill stays.
        first = rows.filtered(lambda row: row.move_id == self.move)
        self.assertEqual(first.amount_subsidy, 15)
