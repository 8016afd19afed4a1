from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-06-15")
class TestPrescription(interest_case.InterestCase):
    """Until when each claim can be pursued."""

    def line(self, bill):
        return bill.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def last(self, bill, **options):
        line = self.line(bill)
        return line._water_prescription(**options)[line]

    def happened(self, kind, on, *bills, **vals):
        lines = self.env["account.move.line"].union(*map(self.line, bills))
        Events = self.env["water.prescription.interruption"]
        return Events._record(lines, kind, day(on), "Pismo z akt", **vals)

    def test_years_of_the_company_end_with_the_calendar_year(self):
        bill = self.bill(100, "2023-05-10")
        self.assertEqual(self.last(bill), date(2026, 12, 31))
        self.assertEqual(self.last(bill, careful=True), date(2025, 12, 31))
        self.company.water_prescription_years = "2"
        self.assertEqual(self.last(bill), date(2025, 12, 31))

    def test_a_part_payment_interrupts_where_the_company_holds_so(self):
        bill = self.bill(100, "2023-05-10")
        self.pay(bill, 30, "2025-02-01")
        self.assertEqual(self.last(bill), date(2026, 12, 31))
        self.company.water_prescription_payment = True
        self.assertEqual(self.last(bill), date(2028, 12, 31))

    def test_a_correction_is_no_payment(self):
        self.company.water_prescription_payment = True
        bill = self.bill(100, "2023-05-10")
        self.correct(bill, 30, "2025-02-01")
        self.assertEqual(self.last(bill), date(2026, 12, 31))

    def test_what_is_recorded_counts_until_it_is_archived(self):
        first, second = self.bill(100, "2023-05-10"), self.bill(50, "2023-08-10")
        event = self.happened("acknowledgment", "2025-03-03", first)
        self.assertEqual(self.last(first), date(2028, 12, 31))
        self.assertEqual(self.last(second), date(2026, 12, 31))
        event.active = False
        self.assertEqual(self.last(first), date(2026, 12, 31))

    def test_time_stands_still_before_a_court(self):
        bill = self.bill(100, "2023-05-10")
        event = self.happened("court", "2025-03-03", bill)
        self.assertIs(self.last(bill), False)
        event.date_end = "2026-01-15"
        self.assertEqual(self.last(bill), date(2029, 12, 31))
        self.happened("judgment", "2026-02-01", bill)
        self.assertEqual(self.last(bill), date(2032, 12, 31))

    def test_an_interest_note_lasts_no_longer_than_its_oldest_debt(self):
        self.late(5000, "2023-05-10", "2023-12-20")
        self.late(5000, "2024-05-10", "2024-12-20")
        note = self.notes("2025-01-31")
        self.assertEqual(len(note.water_coverage_ids.line_id), 2)
        self.assertEqual(self.last(note), date(2026, 12, 31))

    def test_claims_whose_time_is_over_may_not_be_demanded(self):
        firm = self.make.household(since="2014-01-01", debtor_kind="commercial")
        over, live = self.bill(100, "2022-05-10"), self.bill(100, "2023-05-10")
        theirs = self.bill(100, "2022-05-10", firm)
        lines = self.line(over) | self.line(live) | self.line(theirs)
        past = self.line(over) | self.line(theirs)
        self.assertEqual(lines._water_prescribed(), past)
        self.assertEqual(lines._water_prescribed(date(2026, 12, 31)), past)
        after = lines._water_prescribed(date(2027, 1, 1))
        self.assertEqual(after, past | self.line(live))

    def test_questions_do_not_grow_with_the_claims(self):
        def questions(bills):
            lines = self.line(self.env["account.move"].union(*bills))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(lines._water_prescription()), len(bills))
            return self.env.cr.sql_log_count - before

        bills = [self.bill(10 + n, "2023-05-10") for n in range(2)]
        few = questions(bills)
        bills += [self.bill(20 + n, "2023-05-10") for n in range(6)]
        self.assertEqual(questions(bills), few)

    def test_what_was_recorded_stays(self):
        bill = self.bill(100, "2023-05-10")
        event = self.happened("court", "2025-03-03", bill)
        for vals in (
            {"date": "2026-01-01"},
            {"kind": "acknowledgment"},
            {"line_ids": [(5,)]},
        ):
            with self.assertRaises(UserError):
                event.write(vals)
        with self.assertRaises(UserError):
            event.unlink()
        event.reason = "Sygn. I Nc 12/25"
        self.assertIn("I Nc 12/25", event.reason)

    def test_what_has_not_happened_or_is_another_s_is_refused(self):
        bill = self.bill(100, "2023-05-10")
        other = self.bill(100, "2023-05-10", self.make.household())
        with self.assertRaises(ValidationError):
            self.happened("acknowledgment", "2026-06-16", bill)
        with self.assertRaises(ValidationError):
            self.happened("court", "2026-06-01", bill, day_end=day("2026-06-16"))
        line = self.line(bill)
        vals = {
            "partner_id": self.partner.id,
            "kind": "acknowledgment",
            "date": "2026-06-01",
            "reason": "x",
        }
        Events = self.env["water.prescription.interruption"]
        for lines in (self.line(other), bill.line_ids - line, line.browse()):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                Events.create({**vals, "line_ids": lines.ids})

    @mute_logger("odoo.sql_db")
    def test_only_proceedings_have_an_end(self):
        bill = self.bill(100, "2023-05-10")
        for kind, on, end in (
            ("acknowledgment", "2026-06-01", "2026-06-02"),
            ("court", "2026-06-02", "2026-06-01"),
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.happened(kind, on, bill, day_end=day(end))

    def test_the_accountant_records_by_hand(self):
        bill = self.bill(100, "2023-05-10")
        accountant = common.user(
            self.env, "prescription-accountant", "account.group_account_user"
        )
        form = Form(self.env["water.prescription.interruption"].with_user(accountant))
        form.partner_id = self.partner
        form.kind = "acknowledgment"
        form.date = day("2026-06-01")
        form.reason = "Wniosek o raty"
        event = form.save()
        self.assertEqual(event.line_ids, self.line(bill))
        clerk = common.user(
            self.env, "prescription-clerk", "ibok_water.group_water_clerk"
        )
        event.with_user(clerk).read(["reason"])
        with self.assertRaises(AccessError):
            event.with_user(clerk).reason = "x"

    def test_the_bill_shows_its_day_while_it_is_open(self):
        bill, other = self.bill(100, "2023-05-10"), self.bill(50, "2024-05-10")
        bills = bill | other
        self.assertEqual(
            bills.mapped("water_prescribed_on"),
            [date(2026, 12, 31), date(2027, 12, 31)],
        )
        self.pay(bill, 100, "2026-06-01")
        self.assertFalse(bill.water_prescribed_on)
