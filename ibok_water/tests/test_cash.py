from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.tests import bank_case, common


class TestCash(bank_case.BankCase):
    """Cash at the office: bills settled, a receipt that stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = common.user(
            cls.env, "cash-clerk", "ibok_water.group_water_clerk", lang="en_US"
        )

    def take(self, amount, user=None, share=None):
        wizard = (
            self.env["water.cash.take"]
            .with_user(user or self.clerk)
            .create({"partner_id": self.partner.id, "amount": amount})
        )
        for row in wizard.line_ids:
            if share is not None:
                row.amount = share.get(row.name, 0)
        before = self.env["water.cash.receipt"].search([])
        wizard.action_take()
        return self.env["water.cash.receipt"].search([]) - before

    def test_bills_are_settled_from_the_oldest(self):
        newer, older = self.bill(50, "2026-02-20"), self.bill(70, "2026-01-20")
        receipt = self.take(100)
        self.assertEqual((older.amount_residual, newer.amount_residual), (0, 20))
        self.assertIn(older.name, receipt.settled)
        self.assertIn(newer.name, receipt.settled)
        self.assertEqual((receipt.user_id, receipt.payer), (self.clerk, "Jan Testowy"))
        line = receipt.statement_line_id
        self.assertEqual((line.amount, line.is_reconciled), (100, True))
        self.assertEqual(line.journal_id.type, "cash")

    def test_the_customer_says_which_bill(self):
        newer, older = self.bill(50, "2026-02-20"), self.bill(70, "2026-01-20")
        self.take(50, share={newer.name: 50})
        self.assertEqual((older.amount_residual, newer.amount_residual), (70, 0))

    def test_more_than_is_owed_waits_for_the_next_bill(self):
        bill = self.bill(50, "2026-02-20")
        receipt = self.take(60)
        self.assertEqual(bill.amount_residual, 0)
        credit = receipt.statement_line_id.line_ids.filtered(
            lambda li: li.account_type == "asset_receivable" and li.amount_residual
        )
        self.assertEqual(credit.amount_residual, -10)
        self.assertIn("Towards next bills", receipt.settled)

    def test_what_is_not_due_yet_is_told_apart(self):
        today = fields.Date.context_today(
            self.env.user.with_context(tz="Europe/Warsaw")
        )
        self.bill(50, "2026-02-20")
        self.bill(30, today)
        self.bill(7, today + timedelta(days=1))
        wizard = self.env["water.cash.take"].create(
            {"partner_id": self.partner.id, "amount": 1}
        )
        self.assertEqual((wizard.owed, wizard.owed_later), (80, 7))

    def test_the_receipt_leads_to_its_entry_and_is_printed_again(self):
        receipt = self.take(1)
        self.assertEqual(receipt.move_id, receipt.statement_line_id.move_id)
        action = receipt.with_user(self.clerk).action_print()
        self.assertEqual(
            action["report_name"], "ibok_water.report_cash_receipt_document"
        )

    def test_numbers_follow_without_a_gap(self):
        numbers = [self.take(1).number for _ in range(3)]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.take(1, share=None) and self.take(-1)
        numbers.append(self.take(1).number)
        tails = [int(number.rpartition("/")[2]) for number in numbers]
        self.assertEqual(tails, list(range(tails[0], tails[0] + 4)))

    def test_a_receipt_stays_as_it_was_given(self):
        receipt = self.take(10)
        for user in (self.clerk, self.env.ref("base.user_admin")):
            own = receipt.with_user(user)
            with self.assertRaises(AccessError):
                own.amount = 5
            with self.assertRaises(AccessError):
                own.unlink()
        with self.assertRaisesRegex(UserError, "not deleted"):
            receipt.sudo().unlink()

    def test_nothing_is_no_cash(self):
        with self.assertRaisesRegex(UserError, "Enter the amount"):
            self.take(0)

    def test_a_wrong_one_is_cancelled_and_keeps_its_number(self):
        bill = self.bill(50, "2026-02-20")
        before = self.env["account.bank.statement.line"].search([])
        receipt = self.take(50)
        with self.assertRaises(AccessError):
            receipt.with_user(self.clerk)._cancel("Pomyłka")
        accountant = common.user(
            self.env, "cash-accountant", "account.group_account_user"
        )
        cancel = (
            self.env["water.cash.cancel"]
            .with_user(accountant)
            .create({"receipt_id": receipt.id, "reason": "Pomyłka"})
        )
        cancel.action_cancel()
        self.assertEqual((receipt.state, bill.amount_residual), ("cancelled", 50))
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", receipt.journal_id.id), ("id", "not in", before.ids)]
        )
        self.assertEqual(sum(lines.mapped("amount")), 0)
        self.assertEqual(lines.mapped("is_reconciled"), [True, True])
        receivable = lines.line_ids.filtered(
            lambda li: li.account_type == "asset_receivable"
        )
        self.assertEqual(sum(receivable.mapped("amount_residual")), 0)
        with self.assertRaisesRegex(UserError, "cancelled already"):
            receipt.with_user(accountant)._cancel("Jeszcze raz")

    def test_the_receipt_is_printed(self):
        receipt = self.take(12.34)
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "ibok_water.report_cash_receipt", receipt.ids
        )
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))
        html = str(
            self.env["ir.qweb"]._render(
                "ibok_water.report_cash_receipt_page", {"o": receipt}
            )
        )
        self.assertIn(receipt.number, html)
        self.assertIn("dwanaście", html)

    def test_who_keeps_no_books_and_no_office_takes_none(self):
        reader = common.user(self.env, "cash-reader", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            self.take(5, user=reader)
