from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-10-05 10:00:00")
class TestInterestAccrual(interest_case.InterestCase):
    """Interest of a quarter's end that no note charges yet, booked and taken back."""

    def accrual(self, end="2026-09-30"):
        return self.env["water.interest.accrual"].create({"quarter_end": day(end)})

    def own(self, accrual):
        """Rows of this test's customer."""
        return accrual.line_ids.filtered(lambda row: row.partner_id == self.partner)

    def test_each_debt_bears_what_a_note_of_that_day_would_charge(self):
        self.bill(365, "2026-08-31")
        self.late(1000, "2026-01-15", "2026-02-15")
        # Paid after the quarter's end: on its last day it was owed.
        self.late(200, "2026-08-31", "2026-10-02")
        self.bill(50, "2026-09-30")
        accrual = self.accrual()
        accrual.action_reckon()
        rows = self.own(accrual).sorted("id")
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.company, day("2026-09-30"), self.partner, unpaid=True
        )
        self.assertEqual(len(rows), 3)
        self.assertAlmostEqual(sum(rows.mapped("amount")), notes.amount_total)
        # 30 days of 365 zł at 9.25 %.
        self.assertIn((30, 365, 2.78), [(r.days, r.balance, r.amount) for r in rows])

    def test_the_entry_is_balanced_and_taken_back_on_the_next_day(self):
        self.bill(365, "2026-08-31")
        accrual = self.accrual()
        accrual.action_post()
        move, back = accrual.move_id, accrual.reversal_id
        self.assertEqual((move.state, back.state), ("posted", "posted"))
        self.assertEqual((move.date, back.date), (day("2026-09-30"), day("2026-10-01")))
        debit = move.line_ids.filtered("debit")
        self.assertEqual(debit.account_id, self.company.water_accrual_account_id)
        self.assertEqual(debit.debit, accrual.amount)
        self.assertAlmostEqual(sum(accrual.line_ids.mapped("amount")), accrual.amount)
        credit = move.line_ids - debit
        self.assertEqual(credit.account_id, self.company.water_interest_account_id)
        self.assertEqual(credit.credit, accrual.amount)
        self.assertFalse(move.line_ids.partner_id)
        both = (move | back).line_ids
        for account in both.account_id:
            own = both.filtered(lambda line, a=account: line.account_id == a)
            self.assertAlmostEqual(sum(own.mapped("balance")), 0)
        self.assertFalse(debit.account_id.account_type == "asset_receivable")

    def test_what_a_note_of_the_quarter_charges_is_not_accrued(self):
        self.bill(365, "2026-08-31")
        with freeze_time("2026-09-20 10:00:00"):
            note = self.notes("2026-09-20", unpaid=True)
        accrual = self.accrual()
        accrual.action_reckon()
        self.assertEqual(self.own(accrual).days, 10)
        self.assertEqual(self.own(accrual).date_from, day("2026-09-21"))
        # Cancelled in the next quarter it was still in the books of this one.
        note._water_cancel_note("Pomyłka")
        accrual.action_reckon()
        self.assertEqual(self.own(accrual).days, 10)

    def test_a_note_of_the_next_quarter_does_not_count(self):
        self.bill(365, "2026-08-31")
        self.notes("2026-10-04", unpaid=True)
        accrual = self.accrual()
        accrual.action_reckon()
        self.assertEqual(self.own(accrual).days, 30)

    @mute_logger("odoo.sql_db")
    def test_once_a_quarter(self):
        self.bill(365, "2026-08-31")
        first = self.accrual()
        first.action_post()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.accrual()
        with self.assertRaises(UserError):
            first.action_post()
        with self.assertRaises(UserError):
            first.quarter_end = day("2026-06-30")
        with self.assertRaises(UserError):
            first.unlink()
        first.action_cancel()
        self.assertEqual(
            (first.move_id | first.reversal_id).mapped("state"), ["cancel"] * 2
        )
        self.accrual().action_post()

    @mute_logger("odoo.sql_db")
    def test_only_on_a_quarter_s_last_day_that_is_over(self):
        for wrong in ("2026-09-29", "2026-08-31", "2026-10-01"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.accrual(wrong)
        with self.assertRaisesRegex(UserError, "over"):
            self.accrual("2026-12-31").action_reckon()
        self.assertEqual(
            self.env["water.interest.accrual"]._last_quarter_end(), day("2026-09-30")
        )

    def test_on_the_day_itself_the_next_day_s_entry_waits(self):
        self.bill(365, "2026-08-31")
        with freeze_time("2026-09-30 10:00:00"):
            accrual = self.accrual()
            accrual.action_post()
            self.assertEqual(accrual.reversal_id.state, "draft")
            self.assertEqual(accrual.reversal_id.auto_post, "at_date")

    def test_what_is_prescribed_is_not_accrued(self):
        # Both due in 2022: over since the end of 2025, but for the second one the time
        # ran anew from an acknowledgment.
        over, kept = self.bill(365, "2022-05-10"), self.bill(365, "2022-05-10")
        self.env["water.prescription.interruption"].sudo()._record(
            kept._water_receivable(), "acknowledgment", day("2025-12-01"), "Pismo"
        )
        # Paid whole in time: its interest has its years from the day of payment.
        self.late(365, "2022-05-10", "2022-12-30")
        # Paid when it was over: its interest went with it.
        self.late(365, "2022-05-10", "2026-03-02")
        paid = self.late(365, "2022-05-10", "2023-01-02")
        accrual = self.accrual()
        accrual.action_reckon()
        found = self.own(accrual).line_id.move_id
        self.assertEqual(found, kept | paid)
        self.assertNotIn(over, found)
        # A rate that only what is prescribed would need is missed by nobody.
        self.bill(1000, "2006-01-16")
        accrual.action_reckon()
        self.assertEqual(self.own(accrual).line_id.move_id, kept | paid)

    def test_on_the_last_day_it_can_still_be_pursued(self):
        bill = self.bill(365, "2022-05-10")
        with freeze_time("2026-01-05 10:00:00"):
            accrual = self.accrual("2025-12-31")
            accrual.action_reckon()
        self.assertEqual(self.own(accrual).line_id.move_id, bill)

    def test_a_missing_rate_is_named(self):
        self.at_court(self.bill(1000, "2006-01-16"))
        with self.assertRaisesRegex(UserError, "2006"):
            self.accrual().action_reckon()

    def test_the_board_reminds_until_it_is_booked(self):
        pile = self.env.ref("ibok_water.worklist_interest_accrual")
        accountant = new_test_user(
            self.env, "accrual-board", groups="account.group_account_user"
        )
        board = self.env["water.worklist"].with_user(accountant).search([])
        self.assertIn(pile, board)
        companies = self.env["res.company"].with_user(accountant)
        waiting = [
            ("water_accrual_missing", "in", [True]),
            ("id", "=", self.company.id),
        ]
        self.env["water.interest.accrual"].search([]).filtered(
            lambda one: one.state != "cancelled"
        ).action_cancel()
        self.bill(365, "2026-08-31")
        self.assertTrue(companies.search(waiting))
        self.assertTrue(self.company.with_user(accountant).water_accrual_missing)
        self.company.water_accrual_reminder = False
        self.assertFalse(companies.search(waiting))
        self.company.water_accrual_reminder = True
        accrual = self.accrual()
        accrual.action_reckon()
        self.assertTrue(companies.search(waiting))
        accrual.action_post()
        self.assertFalse(companies.search(waiting))
        accrual.action_cancel()
        self.assertTrue(companies.search(waiting))
        self.accrual().action_post()
        with freeze_time("2026-12-31 10:00:00"):
            self.assertFalse(companies.search(waiting))
        with freeze_time("2027-01-01 10:00:00"):
            self.assertTrue(companies.search(waiting))

    def test_nobody_is_reminded_before_anything_was_billed(self):
        company = self.env["res.company"].create({"name": "Nowa Gmina"})
        self.assertFalse(company.water_accrual_missing)

    def test_for_accountants(self):
        self.bill(365, "2026-08-31")
        clerk = new_test_user(self.env, "lada", "ibok_water.group_water_clerk")
        books = new_test_user(self.env, "ksiegi", "account.group_account_user")
        accruals = self.env["water.interest.accrual"]
        with self.assertRaises(AccessError):
            accruals.with_user(clerk).create({"quarter_end": day("2026-09-30")})
        accrual = accruals.with_user(books).create({"quarter_end": day("2026-09-30")})
        with self.assertRaises(AccessError):
            accrual.write({"state": "posted"})
        accrual.action_post()
        self.assertEqual(accrual.state, "posted")
        with self.assertRaises(AccessError):
            accrual.line_ids.write({"amount": 1})
