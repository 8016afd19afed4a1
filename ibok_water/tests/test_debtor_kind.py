from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day


class TestDebtorKind(interest_case.InterestCase):
    """Interest on a bill follows the kind of debtor of the day it was issued."""

    def kinds(self, *bills):
        return [debt.kind for debt in self.debts(*bills)]

    def test_a_change_leaves_earlier_bills_as_they_were(self):
        with freeze_time("2026-03-10 10:00:00"):
            first = self.bill(100, "2026-03-24", issued="2026-03-10")
        with freeze_time("2026-05-04 10:00:00"):
            self.contract.debtor_kind = "commercial"
            second = self.bill(100, "2026-05-18", issued="2026-05-04")
        with freeze_time("2026-07-06 10:00:00"):
            self.contract.debtor_kind = "consumer"
            third = self.bill(100, "2026-07-20", issued="2026-07-06")
        self.assertEqual(
            self.kinds(first, second, third), ["statutory", "commercial", "statutory"]
        )
        self.assertEqual(
            [(row.date_from, row.kind) for row in self.contract.debtor_kind_ids],
            [
                (self.contract.date_from, "consumer"),
                (day("2026-05-04"), "commercial"),
                (day("2026-07-06"), "consumer"),
            ],
        )

    def test_before_the_first_bill_it_was_a_slip(self):
        self.contract.debtor_kind = "commercial"
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.assertEqual(self.kinds(bill), ["commercial"])
        self.assertFalse(self.contract.debtor_kind_ids)

    @freeze_time("2026-05-04 10:00:00")
    def test_twice_on_a_day_the_last_one_holds(self):
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.contract.debtor_kind = "commercial"
        self.contract.debtor_kind = "medical"
        later = self.bill(100, "2026-05-18", issued="2026-05-04")
        self.assertEqual(self.kinds(bill, later), ["statutory", "commercial_medical"])
        self.assertEqual(len(self.contract.debtor_kind_ids), 2)

    @freeze_time("2026-05-04 10:00:00")
    def test_the_day_of_a_change_is_mended(self):
        bill = self.bill(100, "2026-03-24", issued="2026-03-10")
        self.contract.debtor_kind = "commercial"
        self.assertEqual(self.kinds(bill), ["statutory"])
        self.contract.debtor_kind_ids[-1].date_from = day("2026-03-01")
        self.assertEqual(self.kinds(bill), ["commercial"])

    @freeze_time("2026-05-04 10:00:00")
    def test_a_mended_day_marks_the_notes_of_the_bills_between(self):
        first = self.bill(1000, "2026-02-24", issued="2026-02-10")
        bill = self.bill(1000, "2026-03-24", issued="2026-03-10")
        other = self.make.household(since="2014-01-01")
        theirs = self.bill(1000, "2026-03-24", contract=other, issued="2026-03-10")
        self.contract.debtor_kind = "commercial"
        before, note, others = (
            self.env["account.move"]._water_make_notes(
                self.company, day("2026-05-01"), moves=moves, unpaid=True
            )[0]
            for moves in (first, bill, theirs)
        )
        notes = before | note | others
        self.assertFalse(any(notes.mapped("water_note_outdated")))
        change = self.contract.debtor_kind_ids[-1].with_user(
            common.user(self.env, "kind-clerk", "ibok_water.group_water_clerk")
        )
        change.date_from = day("2026-03-01")
        self.assertEqual(notes.filtered("water_note_outdated"), note)
        change.date_from = day("2026-05-04")
        self.assertFalse(any(notes.mapped("water_note_outdated")))
        change.date_from = day("2026-03-01")
        made = self.env["account.move"].browse(
            note.with_user(self.env.user).action_water_note_anew()["res_id"]
        )
        self.assertEqual(set(made.water_coverage_ids.mapped("kind")), {"commercial"})
        change.sudo().unlink()
        self.assertEqual(notes.filtered("water_note_outdated"), before.browse())
        self.assertTrue(made.water_note_outdated)

    @freeze_time("2026-05-04 10:00:00")
    def test_a_note_over_an_opening_entry_keeps_its_kind(self):
        self.bill(100, "2026-04-24", issued="2026-04-10")
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        account = self.partner.property_account_receivable_id
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-01-01",
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": self.partner.id,
                            "account_id": account.id,
                            "debit": 1000,
                            "date_maturity": "2026-02-10",
                        }
                    ),
                    Command.create({"account_id": self.income.id, "credit": 1000}),
                ],
            }
        )
        entry.action_post()
        note = self.notes("2026-05-01", unpaid=True, moves=entry)
        self.contract.debtor_kind = "commercial"
        entry.line_ids._water_recheck_notes()
        self.assertFalse(note.water_note_outdated)
