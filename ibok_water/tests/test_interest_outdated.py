from odoo.tests import freeze_time, new_test_user

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-11-20 10:00:00")
class TestInterestOutdated(interest_case.InterestCase):
    """What is entered after a note, with a day that it charges, marks the note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = new_test_user(cls.env, "ksiegi", "account.group_account_user")

    def noted(self):
        bill = self.bill(1000, "2026-08-31")
        return bill, self.notes("2026-11-10", unpaid=True)

    def activities(self, note):
        return note.activity_ids.filtered(lambda one: one.user_id == self.books)

    def test_a_payment_dated_before(self):
        bill, note = self.noted()
        self.assertFalse(note.water_note_outdated)
        self.pay(bill, 400, "2026-10-01")
        self.assertTrue(note.water_note_outdated)
        self.assertEqual(len(self.activities(note)), 1)
        found = self.env["account.move"].search([("water_note_outdated", "=", True)])
        self.assertIn(note, found)

    def test_a_payment_after_the_days_charged_changes_nothing(self):
        bill, note = self.noted()
        self.pay(bill, 400, "2026-11-10")
        self.pay(bill, 100, "2026-11-15")
        self.assertFalse(note.water_note_outdated)

    def test_a_payment_taken_back_restores_the_note(self):
        bill, note = self.noted()
        payment = self.pay(bill, 400, "2026-10-01")
        self.assertTrue(note.water_note_outdated)
        payment.action_cancel()
        self.assertFalse(note.water_note_outdated)
        self.assertFalse(self.activities(note))

    def test_a_payment_returned_by_the_bank(self):
        bill = self.bill(1000, "2026-08-31")
        payment = self.pay(bill, 1000, "2026-10-01")
        self.pay(self.bill(10, "2026-08-31"), 10, "2026-09-10")
        note = self.notes("2026-11-10")
        self.assertFalse(note.water_note_outdated)
        payment.action_cancel()
        # Its days were owed indeed; those after come by the next note.
        self.assertFalse(note.water_note_outdated)

    def test_a_part_payment_returned_by_the_bank(self):
        bill = self.bill(1000, "2026-08-31")
        payment = self.pay(bill, 400, "2026-10-01")
        note = self.notes("2026-11-10", unpaid=True)
        payment.action_cancel()
        self.assertTrue(note.water_note_outdated)

    def test_a_correction(self):
        bill, note = self.noted()
        self.correct(bill, 300, "2026-11-15")
        self.assertTrue(note.water_note_outdated)

    def test_another_term_of_payment(self):
        bill, note = self.noted()
        bill._water_receivable().date_maturity = day("2026-10-30")
        self.assertTrue(note.water_note_outdated)

    def test_cancelled_and_made_anew_by_one_press(self):
        bill, note = self.noted()
        self.pay(bill, 400, "2026-10-01")
        action = note.with_user(self.books).action_water_note_anew()
        anew = self.env["account.move"].browse(action["res_id"])
        self.assertTrue(note.water_note_cancelled)
        self.assertFalse(note.water_note_outdated)
        self.assertFalse(self.activities(note))
        rows = anew.water_coverage_ids
        self.assertEqual([row.balance for row in rows.sorted("date_from")], [1000, 600])
        self.assertEqual(max(rows.mapped("date_to")), day("2026-11-10"))
        self.assertLess(anew.amount_total, note.amount_total)
        self.assertFalse(anew.water_note_outdated)

    def test_what_was_paid_of_it_goes_to_the_new_one(self):
        bill, note = self.noted()
        self.pay(note, note.amount_total, "2026-11-12")
        self.pay(bill, 400, "2026-10-01")
        self.assertTrue(note.water_note_outdated)
        action = note.with_user(self.books).action_water_note_anew()
        anew = self.env["account.move"].browse(action["res_id"])
        left = note.amount_total - anew.amount_total
        self.assertGreater(left, 0)
        self.assertEqual(anew.amount_residual, 0)
        credits = anew._water_open_credits(self.partner, self.company)
        self.assertAlmostEqual(-sum(credits.mapped("amount_residual")), left)

    def test_nothing_left_to_charge(self):
        bill, note = self.noted()
        self.pay(bill, 1000, "2026-08-31")
        action = note.action_water_note_anew()
        left = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(left.move_type, "out_refund")
        self.assertEqual(left.reversed_entry_id, note)

    def test_a_cancelled_note_is_not_marked(self):
        bill, note = self.noted()
        note._water_cancel_note("Pomyłka")
        self.pay(bill, 400, "2026-10-01")
        self.assertFalse(note.water_note_outdated)
