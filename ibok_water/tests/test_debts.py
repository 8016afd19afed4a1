from datetime import date
from decimal import Decimal

from odoo.addons.ibok_water.engine import Payment
from odoo.addons.ibok_water.tests import interest_case


class TestDebts(interest_case.InterestCase):
    """What a document asked for, and when it was paid."""

    def test_a_bill_and_its_payments_by_day(self):
        bill = self.bill(300, "2025-09-15")
        self.pay(bill, 100, "2025-09-30")
        self.pay(bill, 150, "2025-11-10")
        [debt] = self.debts(bill)
        self.assertEqual(
            (debt.amount, debt.due, debt.kind, debt.name),
            (Decimal(300), date(2025, 9, 15), "statutory", bill.name),
        )
        self.assertEqual(
            debt.payments,
            (
                Payment(date(2025, 9, 30), Decimal(100)),
                Payment(date(2025, 11, 10), Decimal(150)),
            ),
        )
        self.assertFalse(debt.paid_by(date(2026, 1, 1)))
        self.pay(bill, 50, "2025-12-01")
        [debt] = self.debts(bill)
        self.assertFalse(debt.paid_by(date(2025, 11, 30)))
        self.assertTrue(debt.paid_by(date(2025, 12, 1)))

    def test_two_payments_of_one_day_are_one(self):
        bill = self.bill(300, "2025-09-15")
        self.pay(bill, 100, "2025-09-30")
        self.pay(bill, 200, "2025-09-30")
        [debt] = self.debts(bill)
        self.assertEqual(debt.payments, (Payment(date(2025, 9, 30), Decimal(300)),))

    def test_a_correction_counts_from_the_beginning(self):
        bill = self.bill(300, "2025-09-15")
        self.correct(bill, 100, "2025-12-20")
        self.pay(bill, 200, "2025-11-10")
        [debt] = self.debts(bill)
        self.assertEqual(debt.amount, Decimal(200))
        self.assertEqual(debt.payments, (Payment(date(2025, 11, 10), Decimal(200)),))

    def test_a_correction_after_payment_leaves_what_was_owed(self):
        """The rest was never owed, wherever the correction was set off later."""
        bill = self.late(300, "2025-09-15", "2025-11-10")
        correction = self.correct(bill, 100, "2025-12-20")
        other = self.bill(500, "2025-12-01")
        (other._water_receivable() | correction._water_receivable()).reconcile()
        paid, next_one = self.debts(bill, other)
        self.assertEqual(paid.amount, Decimal(200))
        self.assertEqual(paid.payments, (Payment(date(2025, 11, 10), Decimal(200)),))
        self.assertEqual(next_one.amount, Decimal(500))
        self.assertEqual(
            next_one.payments, (Payment(date(2025, 12, 20), Decimal(100)),)
        )

    def test_a_bill_corrected_to_nothing_is_no_debt(self):
        bill = self.bill(300, "2025-09-15")
        self.correct(bill, 300, "2025-12-20")
        [debt] = self.debts(bill)
        self.assertEqual((debt.amount, debt.payments), (Decimal(0), ()))
        self.assertFalse(self.notes("2026-01-31", unpaid=True))

    def test_the_kind_is_that_of_the_bill_s_contract(self):
        for debtor, kind in (
            ("consumer", "statutory"),
            ("commercial", "commercial"),
            ("medical", "commercial_medical"),
        ):
            with self.subTest(debtor):
                contract = self.make.household(debtor_kind=debtor)
                [debt] = self.debts(self.bill(10, "2026-02-02", contract))
                self.assertEqual(debt.kind, kind)

    def test_late_lines_are_those_open_after_their_term(self):
        bills = {
            "in time": self.late(10, "2025-09-15", "2025-09-15"),
            "late": self.late(20, "2025-09-15", "2025-09-16"),
            "open": self.bill(30, "2025-09-15"),
            "not due": self.bill(40, "2026-01-31"),
        }
        lines = self.env["account.move.line"]._water_late_lines(
            self.company, date(2026, 1, 31), self.partner
        )
        names = {bill: name for name, bill in bills.items()}
        self.assertEqual({names[line.move_id] for line in lines}, {"late", "open"})

    def test_questions_do_not_grow_with_the_debts(self):
        bills = [self.late(10 + n, "2025-09-15", "2025-11-10") for n in range(2)]
        until = date(2025, 12, 1)
        rows = self.env["water.interest.coverage"]
        self.env.flush_all()
        rows._reckon(self.company, until, self.partner)

        def questions():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found, _problems = rows._reckon(self.company, until, self.partner)
            return self.env.cr.sql_log_count - before, len(found[self.partner.id])

        few, counted = questions()
        self.assertEqual(counted, len(bills))
        for n in range(8):
            self.late(20 + n, "2025-09-15", "2025-11-10")
        many, counted = questions()
        self.assertEqual(counted, 10)
        self.assertEqual(many, few)
