from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestInterestNote(interest_case.InterestCase):
    """From a bill paid late to the posted note."""

    def test_published_values(self):
        """Of the calculators (G) and of the worked examples (I), through the ledger."""
        cases = {
            "G04": (10000, "2015-12-31", "2021-01-10", 3419.23),
            "G19": (10000, "2022-03-01", "2022-09-20", 605.76),
            "I01": (187.42, "2025-04-22", "2025-11-14", 11.09),
            "I02": (87.51, "2026-02-14", "2026-04-10", 1.18),
            "I03": (150, "2024-02-20", "2024-03-10", 0.88),
            "I05": (200, "2025-12-24", "2025-12-30", 0.05),
            "I08": (1250, "2025-06-20", "2026-08-03", 136.06),
            "I09": (500, "2014-12-12", "2015-01-09", 3.75),
        }
        for name, (amount, due, paid, expected) in cases.items():
            with self.subTest(name):
                self.late(amount, due, paid)
                note = self.notes("2026-09-20")
                self.assertEqual(note.amount_total, expected)
                self.assertAlmostEqual(
                    sum(note.water_coverage_ids.mapped("amount")), expected
                )

    def test_paid_on_the_first_working_day_bears_nothing(self):
        """24 December is a holiday since 2025, then come a Saturday and a Sunday."""
        self.late(200, "2025-12-24", "2025-12-29")
        self.assertFalse(self.notes("2026-09-20"))

    def test_partial_payments_principal_first(self):
        bill = self.bill(300, "2025-09-15")
        self.pay(bill, 100, "2025-09-30")
        self.pay(bill, 200, "2025-11-10")
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_total, 3.51)
        self.assertEqual(
            note.water_coverage_ids.sorted("date_from").mapped(
                lambda row: (row.date_from, row.date_to, row.balance, row.percent)
            ),
            [
                (day("2025-09-16"), day("2025-09-30"), 300, 10.25),
                (day("2025-10-01"), day("2025-10-08"), 200, 10.25),
                (day("2025-10-09"), day("2025-11-05"), 200, 10.0),
                (day("2025-11-06"), day("2025-11-10"), 200, 9.75),
            ],
        )
        paid = note.water_coverage_ids.filtered("paid")
        self.assertEqual(
            paid.sorted("date_to").mapped(lambda row: (row.date_to, row.paid)),
            [(day("2025-09-30"), 100), (day("2025-11-10"), 200)],
        )

    def test_a_settled_bill_paid_late(self):
        """The whole road: reading, bill with VAT, payment, note over the gross."""
        self.make.tariff(
            {"water": 5.72, "sewage": 8.10, "subscription_water": (12.39, "month")}
        )
        contract = self.make.household(345, services="water")
        with freeze_time("2026-02-02"):
            self.make.read(contract.point_ids, 357, "2026-01-31")
            bill = self.make.settle(contract, "2026-01-31").move_id
        self.assertEqual(
            (bill.amount_total, bill.invoice_date_due), (87.51, day("2026-02-16"))
        )
        self.pay(bill, 87.51, "2026-04-10")
        note = self.notes("2026-09-20", contract.partner_id)
        self.assertEqual(note.amount_total, 1.18)

    def test_the_note_is_outside_vat_in_a_journal_of_its_own(self):
        self.late(187.42, "2025-04-22", "2025-11-14")
        note = self.notes("2026-09-20")
        self.assertEqual(
            (note.move_type, note.state, note.water_document),
            ("out_receipt", "posted", "interest_note"),
        )
        self.assertEqual(note.journal_id, self.company.water_interest_journal_id)
        self.assertNotEqual(note.journal_id, self.company.water_journal_id)
        self.assertTrue(note.name.startswith("NO/2026/"), note.name)
        self.assertEqual(note.invoice_date_due, day("2026-10-04"))
        self.assertFalse(note.line_ids.tax_ids | note.line_ids.tax_line_id)
        self.assertFalse(note.line_ids.tax_tag_ids)
        income = note.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(income.account_id, self.company.water_interest_account_id)
        self.assertEqual(income.account_id.account_type, "income_other")
        self.assertFalse(
            self.env["water.vat.report"].search([("move_id", "=", note.id)])
        )

    def test_no_note_goes_to_the_national_system(self):
        # As if the municipality had its certificate.
        self.patch(type(self.company), "l10n_pl_edi_register", True)
        self.partner.vat = "PL5260001246"
        bill = self.late(187.42, "2025-04-22", "2025-11-14")
        note = self.notes("2026-09-20", unpaid=True)
        send = self.env["account.move.send"]
        self.assertIn("pl_ksef", send._get_default_extra_edis(bill))
        cancelled = note._water_cancel_note("Pomyłka")
        for document in (note, cancelled):
            self.assertNotIn("pl_ksef", send._get_default_extra_edis(document))
            self.assertFalse(
                send._get_all_extra_edis()["pl_ksef"]["is_applicable"](document)
            )
            self.assertFalse(send._get_default_invoice_edi_format(document))

    def test_one_note_for_all_late_bills_of_a_customer(self):
        contract = self.make.household(partner=self.partner)
        bills = self.late(187.42, "2025-04-22", "2025-11-14")
        bills |= self.late(87.51, "2026-02-14", "2026-04-10", contract=contract)
        note = self.notes("2026-09-20")
        self.assertEqual(len(note), 1)
        self.assertEqual(note.water_coverage_ids.debt_move_id, bills)
        self.assertEqual(note.amount_total, 12.27)
        self.assertEqual(len(note.invoice_line_ids), 2)

    def test_a_note_for_one_bill_leaves_the_others(self):
        first = self.late(187.42, "2025-04-22", "2025-11-14")
        second = self.late(87.51, "2026-02-14", "2026-04-10")
        note = self.notes("2026-09-20", moves=second)
        self.assertEqual(note.amount_total, 1.18)
        note = self.notes("2026-09-20")
        self.assertEqual(note.water_coverage_ids.debt_move_id, first)

    def test_the_same_twice_makes_nothing_twice(self):
        self.late(187.42, "2025-04-22", "2025-11-14")
        self.assertTrue(self.notes("2026-09-20"))
        self.assertFalse(self.notes("2026-09-20"))

    def test_the_office_is_told_how_to_charge_an_unpaid_bill(self):
        self.bill(10000, "2026-03-04")
        action = self.partner.action_water_interest_note()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        with Form(wizard) as form:
            form.until = "2026-03-31"
            form.unpaid = False
            self.assertIn("tick Also Unpaid Bills", form.message)
            form.unpaid = True
            self.assertFalse(form.message)
            self.assertTrue(form.amount)

    def test_unpaid_bills_wait_unless_asked_for(self):
        bill = self.bill(10000, "2026-03-04")
        self.assertFalse(self.notes("2026-03-31"))
        first = self.notes("2026-03-31", unpaid=True)
        self.assertEqual(first.water_coverage_ids.date_to, day("2026-03-31"))
        self.pay(bill, 10000, "2026-05-10")
        second = self.notes("2026-09-20")
        self.assertEqual(
            second.water_coverage_ids.mapped(
                lambda row: (row.date_from, row.date_to, row.days)
            ),
            [(day("2026-04-01"), day("2026-05-10"), 40)],
        )

    def test_the_setting_charges_unpaid_bills(self):
        self.bill(10000, "2026-03-04")
        self.company.water_interest_unpaid = True
        self.assertTrue(self.notes("2026-03-31"))

    def test_below_the_threshold_the_days_go_on_adding_up(self):
        self.late(87.51, "2026-02-14", "2026-04-10")
        self.company.water_interest_threshold = 5
        self.assertFalse(self.notes("2026-09-20"))
        self.late(187.42, "2025-04-22", "2025-11-14")
        self.assertEqual(self.notes("2026-09-20").amount_total, 12.27)

    def test_a_threshold_that_is_reached_makes_a_note(self):
        self.late(87.51, "2026-02-14", "2026-04-10")
        self.company.water_interest_threshold = 1.18
        self.assertTrue(self.notes("2026-09-20"))

    def test_interest_bears_no_interest(self):
        self.late(187.42, "2025-04-22", "2025-11-14")
        with freeze_time("2026-01-05"):
            note = self.notes("2026-01-05")
        self.assertLess(note.invoice_date_due, date(2026, 2, 1))
        self.assertFalse(self.notes("2026-09-20", unpaid=True))

    def test_an_opening_entry_is_a_debt(self):
        receivable = self.partner.property_account_receivable_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2025-04-30",
                "line_ids": [
                    Command.create(
                        {
                            "name": "BO",
                            "partner_id": self.partner.id,
                            "account_id": receivable.id,
                            "debit": 187.42,
                            "date_maturity": "2025-04-22",
                        }
                    ),
                    Command.create(
                        {
                            "name": "BO",
                            "account_id": self.company.water_interest_account_id.id,
                            "credit": 187.42,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self.pay(entry, 187.42, "2025-11-14")
        self.assertEqual(self.notes("2026-09-20").amount_total, 11.09)

    def test_what_is_not_for_water_is_left_alone(self):
        bill = self.bill(187.42, "2025-04-22", water_contract_id=False)
        self.pay(bill, 187.42, "2025-11-14")
        self.assertFalse(self.notes("2026-09-20"))

    def test_no_day_to_come_is_charged(self):
        self.bill(10000, "2026-03-04")
        with self.assertRaisesRegex(UserError, "up to today"):
            self.notes("2026-09-21", unpaid=True)
