from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-04-10")
class TestCredit(common.WaterCase):
    """What a correction gave back or was paid too much is taken off the next bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff({"water": 5, "sewage": 8, "subscription_both": (4, "month")})

    def paid_then_corrected(self, value, true):
        """A contract whose first bill was paid and then lowered; the correction."""
        contract = self.make.household(100)
        self.make.read(contract.point_ids, value, "2026-01-31")
        bill = self.make.settle(contract, "2026-01-31")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.move_id.ids
        ).create({})._create_payments()
        bill.usage_ids.reading_to_id._replace(true, "Misread")
        return contract, bill._correct("Misread").move_id

    def bill(self, contract, value, end):
        self.make.read(contract.point_ids, value, end)
        return self.make.settle(contract, end).move_id

    def test_next_bill_is_lower_by_it(self):
        contract, credit = self.paid_then_corrected(110, 108)
        # 2 m³ × 13 zł net are 28.08 zł gross.
        self.assertEqual(credit.amount_residual, 28.08)
        move = self.bill(contract, 118, "2026-02-28")
        self.assertEqual(credit.amount_residual, 0)
        self.assertEqual(move.water_credit, 28.08)
        self.assertEqual(move.amount_residual, round(move.amount_total - 28.08, 2))
        self.assertEqual(move._water_to_pay(), move.amount_residual)

    def test_what_one_bill_does_not_use_waits_for_the_next(self):
        contract, credit = self.paid_then_corrected(150, 101)
        first = self.bill(contract, 102, "2026-02-28")
        self.assertEqual(first.amount_residual, 0)
        self.assertEqual(first.water_credit, first.amount_total)
        self.assertIn("zero", first.water_amount_in_words)
        second = self.bill(contract, 110, "2026-03-31")
        self.assertEqual(second.water_credit, second.amount_total)
        used = first.amount_total + second.amount_total
        self.assertEqual(credit.amount_residual, round(credit.amount_total - used, 2))

    def test_nobody_uses_anothers(self):
        _contract, credit = self.paid_then_corrected(110, 108)
        other = self.make.household(100)
        move = self.bill(other, 110, "2026-01-31")
        self.assertFalse(move.water_credit)
        self.assertEqual(credit.amount_residual, 28.08)

    def test_a_payment_afterwards_does_not_change_what_was_asked_for(self):
        contract, _credit = self.paid_then_corrected(110, 108)
        move = self.bill(contract, 118, "2026-02-28")
        asked = move._water_to_pay()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(move._water_to_pay(), asked)

    def pay(self, partner, amount):
        """Money from this customer that no bill was named for."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "amount": amount,
                "payment_type": "inbound",
                "partner_type": "customer",
            }
        )
        payment.action_post()
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def test_money_paid_too_much_is_taken_off_the_next_bills(self):
        contract = self.make.household(100)
        paid = self.pay(contract.partner_id, 200)
        first = self.bill(contract, 110, "2026-01-31")
        self.assertEqual(first.amount_total, 144.72)
        self.assertEqual((first.amount_residual, first.water_credit), (0, 144.72))
        second = self.bill(contract, 120, "2026-02-28")
        self.assertEqual(second.water_credit, 55.28)
        self.assertEqual(second._water_to_pay(), 89.44)
        self.assertEqual(second.amount_residual, 89.44)
        self.assertTrue(paid.reconciled)

    def test_the_oldest_credit_is_used_first(self):
        contract, correction = self.paid_then_corrected(110, 108)
        paid = self.pay(contract.partner_id, 500)
        self.bill(contract, 118, "2026-02-28")
        self.assertEqual(correction.amount_residual, 0)
        self.assertEqual(paid.amount_residual, -383.36)

    def firm(self):
        """A contract of a firm whose bills go to its office, and both partners."""
        firm = self.make.partner("Spółdzielnia", is_company=True)
        office = self.make.partner("Księgowość", parent_id=firm.id, type="invoice")
        return self.make.household(100, partner=office), firm, office

    def test_money_of_any_contact_of_a_firm_is_the_firms(self):
        """The ledger names the firm; a bank's line may name who sent the money."""
        contract, firm, office = self.firm()
        other = self.make.partner("Kasa", parent_id=firm.id, type="other")
        paid = self.env["account.move.line"]
        for who, amount in ((office, 100), (other, 30), (firm, 5)):
            line = self.pay(who, amount)
            line.partner_id = who
            paid |= line
        self.assertEqual(paid.partner_id, firm | office | other)
        move = self.bill(contract, 110, "2026-01-31")
        self.assertEqual(move.amount_total, 144.72)
        self.assertEqual((move.water_credit, move.amount_residual), (135, 9.72))
        self.assertTrue(all(paid.mapped("reconciled")))

    def test_money_of_a_firms_contact_pays_the_older_bill_first(self):
        contract, _firm, office = self.firm()
        old = self.bill(contract, 110, "2026-01-31")
        self.pay(office, 150).partner_id = office
        new = self.bill(contract, 120, "2026-02-28")
        self.assertEqual((old.amount_residual, old.water_credit), (0, 0))
        self.assertEqual((new.amount_residual, new.water_credit), (139.44, 5.28))

    def test_money_of_another_customer_or_still_a_draft_stays(self):
        contract, other = self.make.household(100), self.make.household(100)
        paid = self.pay(other.partner_id, 50)
        draft = self.env["account.payment"].create(
            {
                "partner_id": contract.partner_id.id,
                "amount": 50,
                "payment_type": "inbound",
                "partner_type": "customer",
            }
        )
        move = self.bill(contract, 110, "2026-01-31")
        self.assertFalse(move.water_credit)
        self.assertEqual(paid.amount_residual, -50)
        self.assertEqual(draft.state, "draft")

    def test_a_bill_of_before_comes_first(self):
        """Money that nobody matched pays what is owed longest (art. 451 § 3)."""
        contract = self.make.household(100)
        old = self.bill(contract, 110, "2026-01-31")
        self.pay(contract.partner_id, 100)
        new = self.bill(contract, 120, "2026-02-28")
        self.assertEqual((old.amount_residual, old.water_credit), (44.72, 0))
        self.assertEqual((new.amount_residual, new.water_credit), (144.72, 0))
        self.pay(contract.partner_id, 200)
        third = self.bill(contract, 130, "2026-03-31")
        self.assertEqual(old.amount_residual, 0)
        self.assertEqual(new.amount_residual, 0)
        self.assertEqual((third.amount_residual, third.water_credit), (134.16, 10.56))
