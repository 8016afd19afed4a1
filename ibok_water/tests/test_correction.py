from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import correction_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-04-10")
class TestCorrection(correction_case.CorrectionCase):
    """What was billed wrongly is corrected by the difference, to the grosz."""

    def books(self, settlements):
        """Net, VAT and gross that the ledger says of these settlements together."""
        moves = settlements.move_id
        return tuple(
            round(sum(moves.mapped(name)), 2)
            for name in ("amount_untaxed_signed", "amount_tax_signed")
        )

    def test_lower_reading_gives_a_refund_of_the_difference(self):
        """Case B26: 12 m³ were billed, 9 m³ are true."""
        wrong = self.billed(357)
        self.assertEqual(wrong.amount_total, 87.51)
        self.reading(wrong)._replace(354, "Digits misread")
        right = wrong._correct("Digits misread")
        self.assertEqual(
            (right.amount_net, right.amount_tax, right.amount_total),
            (63.87, 5.11, 68.98),
        )
        self.assertEqual(
            (right.difference_net, right.difference_tax, right.difference_total),
            (-17.16, -1.37, -18.53),
        )
        move = right.move_id
        self.assertEqual(
            (move.move_type, move.state, move.amount_total, move.amount_tax),
            ("out_refund", "posted", 18.53, 1.37),
        )
        self.assertEqual(move.reversed_entry_id, wrong.move_id)
        self.assertEqual(move.water_document, "correction")
        self.assertEqual((wrong.state, right.state), ("corrected", "done"))
        self.assertEqual(right.corrected_id, wrong)
        self.assertEqual(
            [(line.quantity, line.price_unit) for line in move.invoice_line_ids],
            [(12, 5.72), (-9, 5.72)],
        )
        # The unpaid bill is lowered by it.
        self.assertEqual(wrong.move_id.amount_residual, 68.98)
        self.assertEqual(move.amount_residual, 0)

    def test_higher_reading_gives_an_additional_invoice(self):
        wrong = self.billed(357)
        self.reading(wrong)._replace(360, "Digits misread")
        right = wrong._correct("Digits misread")
        move = right.move_id
        # 3 × 5.72 = 17.16; VAT 8 % of 98.19 = 7.86, of 81.03 = 6.48.
        self.assertEqual(
            (move.move_type, move.amount_untaxed, move.amount_tax),
            ("out_invoice", 17.16, 1.38),
        )
        self.assertEqual(move.water_corrected_move_id, wrong.move_id)
        self.assertEqual(move.water_document, "correction")
        self.assertEqual(self.books(wrong | right), (98.19, 7.86))

    def test_vat_of_the_difference_is_the_difference_of_vat(self):
        """8 % of 17.16 is 1.37, yet bill and correction must sum to the true VAT."""
        wrong = self.billed(357)
        for value in (360, 354, 371, 350, 346, 357):
            self.reading(wrong._newest())._replace(value, "x")
            wrong._newest()._correct("x")
            newest = wrong._newest()
            chain = newest._chain()
            self.assertEqual(
                self.books(chain), (newest.amount_net, newest.amount_tax), value
            )
        self.assertEqual(newest.amount_total, wrong.amount_total)

    def test_tags_of_the_tax_report_follow(self):
        wrong = self.billed(357)
        self.reading(wrong)._replace(360, "x")
        higher = wrong._correct("x")
        self.reading(higher)._replace(350, "x")
        lower = higher._correct("x")
        lines = (wrong | higher | lower).move_id.line_ids

        def tagged(field):
            return {
                name: round(
                    -sum(
                        line.balance
                        for line in lines
                        if name in line.tax_tag_ids.mapped("name")
                    ),
                    2,
                )
                for name in lines.filtered(field).tax_tag_ids.mapped("name")
            }

        self.assertEqual(set(tagged("tax_line_id").values()), {lower.amount_tax})
        self.assertEqual(set(tagged("product_id").values()), {lower.amount_net})

    def test_both_bills_round_a_wrong_reading_are_corrected(self):
        first, second = self.billed(357, 370)
        wrong = self.reading(first)
        wrong._replace(354, "x")
        self.assertEqual(wrong._settlements_on(), first | second)
        made = (first | second)._correct("x")
        self.assertEqual(made.mapped("volume_water"), [9, 16])
        self.assertEqual(sum(made.mapped("difference_net")), 0)
        # The next bill begins where the true chain ends.
        contract = first.contract_id
        self.make.read(contract.point_ids, 380, "2026-03-31")
        self.assertEqual(self.make.settle(contract, "2026-03-31").volume_water, 10)

    def test_first_state_of_a_contract_is_corrected(self):
        bill = self.billed(357)
        start = bill.usage_ids.reading_from_id
        new = start._replace(347, "Protocol misread")
        row = bill.contract_id.contract_point_ids
        self.assertEqual((row.initial_reading_id, row.initial_value), (new, 347))
        self.assertEqual(bill._correct("x").volume_water, 10)

    def test_wrong_group_is_corrected_from_its_day(self):
        self.tariff.action_close()
        tariff = self.make.tariff(
            {"water": 5.72, "subscription_water": (12.39, "month")},
            services="water",
            active=False,
        )
        prices = {"water": 5.72, "subscription_water": (12.35, "month")}
        self.make.group(tariff, prices, "W2", "water", invoice_form="electronic")
        tariff.action_activate()
        bill = self.billed(357)
        contract = bill.contract_id
        contract.invoice_form = "electronic"
        contract._date_terms(bill.date_from, "Consent of 2 January was overlooked")
        right = bill._correct("Consent overlooked")
        # Case B11.
        self.assertEqual((right.amount_net, right.amount_total), (80.99, 87.47))
        self.assertEqual(right.group_codes, "W2")
        # Each side of the printed correction names its own group.
        for line in right.move_id._water_sides_values(right)["lines"]:
            for side, code in (("before", "G1"), ("after", "W2")):
                if line[side]:
                    self.assertIn(code, line[side]["text"])

    def test_wrong_tariff_is_corrected_for_all(self):
        bills = self.billed(357) | self.billed(50, start=40)
        self.tariff.action_close()
        self.make.tariff(
            {"water": 5.36, "subscription_water": (12.39, "month")}, services="water"
        )
        made = bills._correct("Price mistyped")
        self.assertEqual(made.mapped("difference_net"), [-4.32, -3.6])

    def test_nothing_changed_makes_nothing(self):
        bill = self.billed(357)
        self.assertFalse(bill._correct("x"))
        self.assertEqual(bill.state, "done")

    def test_what_is_paid_becomes_the_customers_credit(self):
        bill = self.billed(357)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.move_id.ids
        ).create({})._create_payments()
        self.assertEqual(bill.move_id.amount_residual, 0)
        self.reading(bill)._replace(354, "x")
        move = bill._correct("x").move_id
        self.assertEqual(move.amount_residual, 18.53)

    def test_another_receivable_account_since_is_no_obstacle(self):
        wrong = self.billed(357)
        account = wrong.partner_id.property_account_receivable_id
        wrong.partner_id.property_account_receivable_id = account.copy(
            {"code": f"{account.code}9", "name": "Other receivables"}
        )
        self.reading(wrong)._replace(354, "Digits misread")
        right = wrong._correct("Digits misread")
        self.assertEqual(right.move_id.state, "posted")
        self.assertEqual(right.move_id.amount_residual, 18.53)

    def test_only_the_newest_can_be_corrected(self):
        bill = self.billed(357)
        self.reading(bill)._replace(354, "x")
        bill._correct("x")
        with self.assertRaises(UserError):
            bill._correct("again")

    def test_municipal_unit_gets_a_new_note_and_no_move(self):
        bill = self.billed(357, settlement_doc="internal_note")
        self.reading(bill)._replace(354, "x")
        right = bill._correct("x")
        self.assertFalse(right.move_id)
        self.assertNotEqual(right.name, bill.name)
        self.assertEqual((right.amount_tax, right.amount_total), (0, 63.87))

    def test_reading_is_replaced_not_overwritten(self):
        bill = self.billed(357)
        wrong = self.reading(bill)
        new = wrong._replace(354, "Digits misread")
        self.assertEqual((wrong.state, wrong.value), ("replaced", 357))
        self.assertEqual(
            (new.state, new.date, new.value), ("accepted", day("2026-01-31"), 354)
        )
        self.assertEqual(wrong._live(), new)
        self.assertEqual(new.volume, 9)
        with self.assertRaises(UserError):
            wrong._replace(350, "again")
