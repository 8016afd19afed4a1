from odoo.exceptions import UserError

from odoo.addons.ibok_water.tests import bank_case, common

THEIRS = "27114020040000300201355387"


class TestRefund(bank_case.BankCase):
    """What a customer paid too much goes back to his account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff({"water": 5}, services="water")

    def overpaid(self, amount=80):
        """A customer with a credit and no debt; the credit's line."""
        data = self.mt940((amount, "2026-03-01", "woda", self.nrb()))
        [line] = self.take_in(data)
        return line.move_id.line_ids.filtered(
            lambda li: li.account_type == "asset_receivable"
        )

    def refund(self, **vals):
        vals = {"partner_id": self.partner.id, "nrb": THEIRS, **vals}
        return self.env["water.refund"].create(vals)

    def paid_out(self, amount, account=THEIRS):
        data = self.mt940(
            (-amount, "2026-03-20", "zwrot", "", "JAN TESTOWY", account),
            opening="80,00",
        )
        [line] = self.take_in(data)
        return line

    def test_all_the_credit_is_proposed(self):
        self.overpaid(80)
        refund = self.refund()
        self.assertEqual((refund.amount, refund.credit), (80, 80))
        self.assertEqual(self.refund(amount=1).credit, 0)

    def test_debts_are_taken_off(self):
        self.bill(30, "2026-04-01")
        self.overpaid(80)
        self.assertEqual(self.refund().amount, 50)

    def test_the_banks_statement_closes_it(self):
        credit = self.overpaid()
        refund = self.refund()
        refund.action_send()
        self.assertEqual(refund.state, "sent")
        line = self.paid_out(80)
        self.assertEqual((line.water_reason, line.is_reconciled), ("refund", True))
        self.assertEqual((refund.state, refund.statement_line_id), ("done", line))
        self.assertEqual(credit.amount_residual, 0)

    def test_another_amount_or_account_is_for_a_person(self):
        self.overpaid()
        refund = self.refund()
        refund.action_send()
        line = self.paid_out(80, "61109010140000071219812874")
        self.assertFalse(line.is_reconciled)
        wizard = self.env["water.bank.book"].create({"statement_line_id": line.id})
        self.assertEqual(wizard.kind, "refund")
        wizard.refund_id = refund
        wizard.action_book()
        self.assertEqual(refund.state, "done")
        line.action_water_undo()
        self.assertEqual((refund.state, line.is_reconciled), ("sent", False))

    def test_a_draft_is_not_taken_for_sent(self):
        self.overpaid()
        self.refund()
        self.assertFalse(self.paid_out(80).is_reconciled)

    def test_no_more_than_there_is_and_not_without_an_account(self):
        self.overpaid(80)
        with self.assertRaisesRegex(UserError, "too much today"):
            self.refund(amount=80.01).action_send()
        with self.assertRaisesRegex(UserError, "account number is missing"):
            self.refund(amount=1, nrb=False).action_send()
        with self.assertRaisesRegex(UserError, "first two digits"):
            self.refund(amount=1, nrb="28114020040000300201355387")

    def test_two_refunds_do_not_give_the_same_back(self):
        self.overpaid(80)
        first, second = self.refund(amount=60), self.refund(amount=20)
        first.action_send()
        second.action_send()
        with self.assertRaisesRegex(UserError, "too much today"):
            self.refund(amount=1).action_send()

    def test_while_it_waits_no_bill_takes_the_money(self):
        contract = self.make.household(100, services="water")
        self.contract, self.partner = contract, contract.partner_id
        credit = self.overpaid(80)
        refund = self.refund()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        move = self.make.settle(contract, "2026-01-31").move_id
        self.assertEqual((credit.amount_residual, move.water_credit), (-80, 0))
        refund.action_cancel()
        self.make.read(contract.point_ids, 112, "2026-02-28")
        self.make.settle(contract, "2026-02-28")
        self.assertEqual(move.amount_residual, 0)

    def test_what_was_sent_stays(self):
        self.overpaid(80)
        refund = self.refund()
        refund.action_send()
        with self.assertRaisesRegex(UserError, "sent to the bank already"):
            refund.amount = 1
        with self.assertRaisesRegex(UserError, "not deleted"):
            refund.unlink()

    def test_the_list_of_overpayments_makes_refunds(self):
        credit = self.overpaid(80)
        action = credit.action_water_refund()
        refund = self.env["water.refund"].search(action["domain"])
        self.assertEqual((refund.partner_id, refund.amount), (self.partner, 80))
        with self.assertRaisesRegex(UserError, "None of these"):
            credit.action_water_refund()

    def test_a_clerk_prepares_and_the_accountant_sends(self):
        self.overpaid(80)
        clerk = common.user(self.env, "refund-clerk", "ibok_water.group_water_clerk")
        refund = self.refund().with_user(clerk)
        self.assertFalse(refund.has_access("write"))
        accountant = common.user(
            self.env, "refund-accountant", "account.group_account_user"
        )
        refund.with_user(accountant).action_send()
        self.assertEqual(refund.sudo().state, "sent")
