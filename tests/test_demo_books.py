"""The demo municipality's bills, ledger and settlements agree."""

from collections import defaultdict
from datetime import timedelta

import demo_town

from odoo import fields
from odoo.tests import tagged
from odoo.tools import float_compare

from odoo.addons.ibok_water.demo import plan


@tagged("post_install", "-at_install")
class TestDemoBooks(demo_town.DemoTown):
    """Two years of money."""

    def test_two_years_of_bills(self):
        self.assertGreaterEqual(len(self.bills), 600)
        self.assertEqual(set(self.bills.mapped("state")), {"posted"})
        months = {(day.year, day.month) for day in self.settlements.mapped("date_to")}
        self.assertGreaterEqual(len(months), plan.MONTHS)

    def test_bills_are_numbered_by_date(self):
        bills = self.bills.sorted("id")
        years = defaultdict(list)
        for bill in bills:
            years[bill.invoice_date.year].append(bill)
        for year, moves in years.items():
            self.assertEqual(moves[0].name, f"WOD/{year}/00001")
            ordered = sorted(moves, key=lambda move: move.sequence_number)
            days = [move.invoice_date for move in ordered]
            self.assertEqual(days, sorted(days))

    def test_ledger_equals_settlements(self):
        for move, settlements in self.settlements.grouped("move_id").items():
            if not move:
                continue
            receivable = move.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            total = sum(settlements.mapped("amount_total"))
            for found, expected in (
                (move.amount_total, total),
                (sum(receivable.mapped("balance")), total),
                (
                    sum(move.invoice_line_ids.mapped("price_subtotal")),
                    sum(settlements.mapped("amount_net")),
                ),
            ):
                self.assertFalse(float_compare(found, expected, 2), move.name)

    def test_vat_in_the_ledger_is_that_of_the_bills(self):
        lines = self.bills.line_ids
        tax = lines.filtered("tax_line_id")
        base = lines.filtered("tax_ids")
        billed = self.settlements.filtered("move_id")
        self.assertEqual(tax.tax_line_id.mapped("amount"), [8.0])
        for found, expected in (
            (tax, sum(billed.mapped("amount_tax"))),
            (base, sum(billed.mapped("amount_net"))),
        ):
            total = -sum(found.mapped("balance"))
            self.assertFalse(float_compare(total, expected, 2), (total, expected))
            self.assertTrue(found.tax_tag_ids)

    def test_no_day_is_billed_twice_and_none_is_left_out(self):
        for contract in self.contracts:
            rows = self.settlements.filtered(
                lambda s, c=contract: s.contract_id == c
            ).sorted("date_from")
            if not rows:
                continue
            self.assertEqual(rows[0].date_from, contract.date_from)
            for row, following in zip(rows, rows[1:], strict=False):
                self.assertEqual(row.date_to + timedelta(days=1), following.date_from)

    def test_meters_add_up_to_what_was_billed(self):
        for contract in self.contracts.filtered(lambda c: c.metering != "norm"):
            usage = self.env["water.settlement.usage"].search(
                [("contract_id", "=", contract.id), ("active", "=", True)]
            )
            for point in usage.point_id:
                spans = usage.filtered(lambda u, p=point: u.point_id == p)
                spans = spans.sorted(lambda u: (u.date_from, u.date_to, u.id))
                for span, following in zip(spans, spans[1:], strict=False):
                    self.assertEqual(span.date_to, following.date_from)

    def test_garden_takes_off_sewage_only(self):
        rows = self.settlements.filtered("volume_garden")
        self.assertTrue(rows)
        for row in rows:
            self.assertAlmostEqual(
                row.volume_sewage, row.volume_water - row.volume_garden
            )

    def test_bills_paid_late_in_part_too_much_and_not_at_all(self):
        states = set(self.bills.mapped("payment_state"))
        self.assertLessEqual({"paid", "partial", "not_paid"}, states)
        overdue = self.bills.filtered(
            lambda m: (
                m.payment_state != "paid" and m.invoice_date_due < fields.Date.today()
            )
        )
        self.assertTrue(overdue)
        partner = self._of("overpaid").partner_id
        credit = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", "<", 0),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertTrue(credit)
