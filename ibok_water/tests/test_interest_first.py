from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import interest_case


@freeze_time("2026-11-20 10:00:00")
class TestInterestFirst(interest_case.InterestCase):
    """A payment entered on a bill counts on its interest first, where it is so set."""

    def noted(self):
        """An unpaid bill, its note that is due by now, and a note of another bill."""
        bill = self.bill(1000, "2026-03-31")
        with freeze_time("2026-09-30 10:00:00"):
            note = self.notes("2026-09-29", unpaid=True)
        return bill, note

    def test_the_note_then_the_bill(self):
        self.company.water_interest_first = True
        bill, note = self.noted()
        self.pay(bill, 100, "2026-11-19")
        self.assertEqual(note.amount_residual, 0)
        self.assertAlmostEqual(bill.amount_residual, 900 + note.amount_total)
        [debt] = self.debts(bill)
        # What bears interest from now on is what is left of the principal.
        paid = float(sum(payment.amount for payment in debt.payments))
        self.assertAlmostEqual(paid, 100 - note.amount_total)

    def test_principal_first_leaves_the_note(self):
        self.company.water_interest_first = False
        bill, note = self.noted()
        self.pay(bill, 100, "2026-11-19")
        self.assertEqual(bill.amount_residual, 900)
        self.assertEqual(note.amount_residual, note.amount_total)

    def test_less_than_the_interest(self):
        self.company.water_interest_first = True
        bill, note = self.noted()
        self.pay(bill, 1, "2026-11-19")
        self.assertAlmostEqual(note.amount_residual, note.amount_total - 1)
        self.assertEqual(bill.amount_residual, 1000)

    def test_a_note_that_is_not_due_waits(self):
        self.company.water_interest_first = True
        bill = self.bill(1000, "2026-03-31")
        note = self.notes("2026-11-19", unpaid=True)
        self.pay(bill, 100, "2026-11-20")
        self.assertEqual(note.amount_residual, note.amount_total)
        self.assertEqual(bill.amount_residual, 900)

    def test_interest_of_another_bill_is_not_touched(self):
        self.company.water_interest_first = True
        _bill, note = self.noted()
        other = self.bill(200, "2026-10-30")
        self.pay(other, 100, "2026-11-19")
        self.assertEqual(note.amount_residual, note.amount_total)
        self.assertEqual(other.amount_residual, 100)

    def test_a_cancelled_note_takes_nothing(self):
        self.company.water_interest_first = True
        bill, note = self.noted()
        note._water_cancel_note("Pomyłka")
        self.pay(bill, 100, "2026-11-19")
        self.assertEqual(bill.amount_residual, 900)
