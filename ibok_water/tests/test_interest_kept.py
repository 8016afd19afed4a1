import lxml.html
from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day

CLERK = "ibok_water.group_water_clerk"
READER = "ibok_water.group_water_reader"
ACCOUNTANT = "account.group_account_user"


@freeze_time("2026-09-20 10:00:00")
class TestInterestKept(interest_case.InterestCase):
    """An issued note stays as it was issued; it is cancelled as a whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = common.user(cls.env, "interest-accountant", ACCOUNTANT)
        cls.clerk = common.user(cls.env, "interest-clerk", CLERK)
        cls.reader = common.user(cls.env, "interest-reader", READER)

    def setUp(self):
        super().setUp()
        self.debt = self.late(187.42, "2025-04-22", "2025-11-14")
        self.note = self.notes("2026-09-20")

    def test_no_day_is_charged_twice(self):
        row = self.note.water_coverage_ids[:1]
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            row.copy({"date_from": row.date_to, "date_to": row.date_to})
            self.env.flush_all()

    def test_a_note_is_not_rewritten(self):
        for user in (self.accountant, self.clerk):
            note = self.note.with_user(user)
            for change in (
                lambda note=note: note.button_draft(),
                lambda note=note: note.button_cancel(),
                lambda note=note: note.write({"state": "draft"}),
                lambda note=note: note.write({"invoice_date": "2026-09-19"}),
                lambda note=note: note.write(
                    {"partner_id": self.accountant.partner_id.id}
                ),
                lambda note=note: note.invoice_line_ids.write({"price_unit": 1}),
                lambda note=note: note.action_reverse(),
                lambda note=note: note._reverse_moves(),
                lambda note=note: note.unlink(),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    change()
        self.assertEqual((self.note.state, self.note.amount_total), ("posted", 11.09))

    def test_its_marks_are_the_process_s_own(self):
        for vals in (
            {"water_interest_note": False},
            {"water_coverage_ids": [(5,)]},
        ):
            with self.assertRaises(UserError):
                self.note.with_user(self.accountant).write(vals)
        with self.assertRaises(AccessError):
            self.env["account.move"].with_user(self.accountant).create(
                {"move_type": "out_receipt", "water_interest_note": True}
            )

    def test_its_rows_are_nobody_s_to_change(self):
        rows = self.note.water_coverage_ids
        for user in (self.accountant, self.clerk):
            mine = rows.with_user(user)
            self.assertTrue(mine.mapped("amount"))
            for change in (
                lambda mine=mine: mine.write({"live": False}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine[:1].copy(),
            ):
                with self.assertRaises(AccessError):
                    change()
        with self.assertRaises(UserError):
            rows.write({"amount": 1})
        with self.assertRaises(UserError):
            rows.unlink()

    def test_cancelling_frees_the_days(self):
        rates = self.note.water_coverage_ids.rate_ids
        self.assertTrue(all(rates.mapped("in_use")))
        correction = self.note._water_cancel_note("Wpłata była w terminie")
        self.assertEqual(
            (correction.move_type, correction.state, correction.amount_total),
            ("out_refund", "posted", 11.09),
        )
        self.assertEqual(correction.water_document, "note_cancelled")
        self.assertEqual(correction.reversed_entry_id, self.note)
        self.assertEqual(correction.ref, "Wpłata była w terminie")
        self.assertFalse(correction.line_ids.tax_ids | correction.line_ids.tax_line_id)
        self.assertEqual(self.note.amount_residual, 0)
        self.assertEqual(correction.amount_residual, 0)
        self.assertTrue(self.note.water_note_cancelled)
        self.assertFalse(any(self.note.water_coverage_ids.mapped("live")))
        self.assertFalse(any(rates.mapped("in_use")))
        again = self.notes("2026-09-20")
        self.assertEqual(again.amount_total, 11.09)
        self.assertNotEqual(again, self.note)

    def test_a_note_is_cancelled_once(self):
        self.note._water_cancel_note("Pomyłka")
        with self.assertRaisesRegex(UserError, "already"):
            self.note._water_cancel_note("Pomyłka")
        with self.assertRaisesRegex(UserError, "no interest note"):
            self.debt._water_cancel_note("Pomyłka")
        with self.assertRaises(UserError):
            self.note.reversal_move_ids._water_cancel_note("Pomyłka")

    def test_what_was_paid_of_a_cancelled_note_goes_to_the_next_bill(self):
        self.pay(self.note, 11.09, "2026-09-20")
        correction = self.note._water_cancel_note("Pomyłka")
        self.assertEqual(correction.amount_residual, 11.09)
        credits = self.env["account.move"]._water_open_credits(
            self.partner, self.company
        )
        self.assertIn(correction, credits.move_id)

    def test_clerks_and_accountants_make_and_cancel_notes(self):
        self.note._water_cancel_note("Pomyłka")
        for user in (self.clerk, self.accountant):
            with self.subTest(user.login):
                partner = self.partner.with_user(user)
                action = partner.action_water_interest_note()
                wizard = (
                    self.env[action["res_model"]]
                    .with_user(user)
                    .with_context(**action["context"])
                )
                with Form(wizard) as form:
                    self.assertEqual(form.amount, 11.09)
                    self.assertFalse(form.message)
                    form.until = "2025-04-30"
                    self.assertTrue(form.message)
                    self.assertEqual(form.amount, 0)
                    form.until = "2026-09-20"
                    form.unpaid = False
                made = form.save().action_make()
                note = self.env["account.move"].browse(made["res_id"])
                self.assertEqual(note.amount_total, 11.09)
                self.assertEqual(note.create_uid, user)
                action = note.with_user(user).action_water_cancel_note()
                cancel = Form(
                    self.env[action["res_model"]]
                    .with_user(user)
                    .with_context(**action["context"])
                )
                cancel.reason = "Pomyłka"
                cancel.save().action_cancel()
                self.assertTrue(note.water_note_cancelled)

    def test_readers_and_residents_make_none(self):
        resident = common.user(self.env, "interest-resident")
        for user in (self.reader, resident):
            moves = self.env["account.move"].with_user(user)
            company = self.company.with_user(user)
            with self.assertRaises(AccessError):
                moves._water_make_notes(company, day("2026-09-20"), self.partner)
            with self.assertRaises(AccessError):
                self.note.with_user(user)._water_cancel_note("x")
            with self.assertRaises(AccessError):
                self.note.water_coverage_ids.with_user(user).read(["amount"])

    def test_a_resident_reads_his_own_notes_alone(self):
        own = common.user(self.env, "interest-own")
        own.partner_id = self.partner
        own.partner_id.name = "Jan Testowy"
        other = common.user(self.env, "interest-other")
        cancelled = self.note._water_cancel_note("Pomyłka")
        moves = self.env["account.move"]
        ids = [("id", "in", (self.note | cancelled).ids)]
        self.assertEqual(
            moves.with_user(own).search(ids, order="id"), self.note | cancelled
        )
        self.assertTrue(self.note.with_user(own).invoice_line_ids.mapped("name"))
        self.assertFalse(moves.with_user(other).search(ids))
        lines = self.env["account.move.line"].with_user(other)
        self.assertFalse(lines.search([("move_id", "in", ids[0][2])]))

    def test_the_printed_note_says_what_it_charges(self):
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("account.account_invoices", self.note.ids)[0]
            .decode()
        )
        for text in (
            "187[.,]42",
            "11[.,]09",
            self.debt.name,
            self.note.name,
            "art. 481",
        ):
            self.assertRegex(html, text)
        # Of each stretch its days, the balance, the rate and what that makes.
        words = " ".join(lxml.html.fromstring(html).text_content().split())
        for days, rate, amount in (
            (15, "11[.,]25", "0[.,]87"),
            (56, "10[.,]75", "3[.,]09"),
            (63, "10[.,]50?", "3[.,]40"),
            (35, "10[.,]25", "1[.,]84"),
            (28, "10([.,]00?)?", "1[.,]44"),
            (9, "9[.,]75", "0[.,]45"),
        ):
            with self.subTest(days):
                self.assertRegex(
                    words,
                    rf" {days} \D{{0,4}}187[.,]42\D{{1,5}}{rate} \D{{0,4}}{amount}",
                )
        for on in ("2025-04-23", "2025-11-14"):
            told = [day(on).strftime(f) for f in ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y")]
            self.assertTrue(any(one in words for one in told), on)
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "account.account_invoices", self.note.ids
        )
        self.assertEqual((pdf[:5], kind), (b"%PDF-", "pdf"))
        cancelled = self.note._water_cancel_note("Pomyłka")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("account.account_invoices", cancelled.ids)[0]
            .decode()
        )
        self.assertIn(self.note.name, html)
        self.assertIn("Pomyłka", html)
