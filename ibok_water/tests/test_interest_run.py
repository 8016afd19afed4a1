from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-11-20 10:00:00")
class TestInterestRun(interest_case.InterestCase):
    """Notes of many customers: previewed, made in chunks, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever else the database has is not this run's.
        cls.village = cls.env["water.village"].create({"name": "Wieś Odsetkowa"})
        cls.contract.premise_id.village_id = cls.village
        cls.others = [cls.make.household(since="2014-01-01") for _number in range(3)]
        for contract in cls.others:
            contract.premise_id.village_id = cls.village

    def run_(self, **vals):
        return self.env["water.interest.run"].create(
            {
                "until": day("2026-11-19"),
                "threshold": 0,
                "unpaid": False,
                "village_ids": self.village.ids,
                **vals,
            }
        )

    def previewed(self, **vals):
        run = self.run_(**vals)
        run.action_preview()
        run._process_now()
        self.assertEqual(run.state, "previewed")
        return run

    def done(self, **vals):
        run = self.previewed(**vals)
        run.action_start()
        run._process_now()
        self.assertEqual(run.state, "done")
        return run

    def states(self, run):
        return {line.partner_id: line.state for line in run.line_ids}

    def note_count(self):
        return self.env["account.move"].search_count(
            [("water_interest_note", "=", True)]
        )

    def test_the_preview_shows_amounts_and_makes_nothing(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        self.late(100, "2026-03-16", "2026-03-20")
        self.late(2, "2026-01-15", "2026-02-15", contract=self.others[0])
        before = self.note_count()
        run = self.previewed(threshold=1)
        found = {line.partner_id: line for line in run.line_ids}
        first, second = found[self.partner], found[self.others[0].partner_id]
        expected = sum(
            late.amount
            for late in self.env["water.interest.coverage"]._reckon(
                self.company, day("2026-11-19"), self.partner
            )[0][self.partner.id]
        )
        self.assertEqual(first.preview_state, "ready")
        self.assertEqual(first.amount, float(expected))
        self.assertEqual((first.document_count, first.days), (2, 31 + 4))
        self.assertEqual(second.preview_state, "below")
        self.assertEqual(run.amount_preview, first.amount)
        self.assertEqual((run.below_count, run.amount_below), (1, second.amount))
        self.assertEqual(self.note_count(), before)
        self.assertFalse(
            self.env["water.interest.coverage"]._covered(
                [
                    row.id
                    for row in self.env["account.move.line"]._water_late_lines(
                        self.company, day("2026-11-19"), self.partner
                    )
                ]
            )[0]
        )

    def test_no_note_of_what_is_prescribed(self):
        old = self.bill(500, "2019-05-10")
        self.bill(500, "2026-05-11", contract=self.others[0])
        # Paid in time: its interest is a claim of its own, with years of its own.
        self.late(500, "2022-05-10", "2023-06-12", contract=self.others[1])
        self.late(500, "2019-05-10", "2019-06-10", contract=self.others[2])
        run = self.previewed(unpaid=True)
        self.assertNotIn(self.partner, run.line_ids.partner_id)
        run.action_start()
        run._process_now()
        made = self.states(run)
        self.assertNotIn(self.partner, made)
        self.assertEqual(
            [made[other.partner_id] for other in self.others[:2]], ["done", "done"]
        )
        self.assertNotIn(self.others[2].partner_id, made)
        by_hand = self.notes("2026-11-19", unpaid=True)
        self.assertEqual(
            self.env["water.interest.coverage"]
            .search([("note_id", "=", by_hand.id)])
            .debt_move_id,
            old,
        )

    def test_what_hinders_is_named_before_anything_is_made(self):
        self.at_court(self.late(1000, "2006-01-16", "2006-02-15"))
        run = self.previewed()
        self.assertEqual(run.line_ids.preview_state, "problem")
        self.assertIn("2006", run.line_ids.reason)
        run.action_start()
        run._process_now()
        self.assertEqual((run.line_ids.state, run.held_count), ("held", 1))
        self.env["water.interest.rate"].create(
            {"kind": "statutory", "valid_from": "2005-01-01", "percent": 11.5}
        )
        run.action_retry_held()
        run._process_now()
        self.assertEqual(run.line_ids.state, "done")
        self.assertEqual(run.note_count, 1)

    def test_notes_are_those_made_one_by_one(self):
        for contract in [self.contract, *self.others]:
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        self.pay(self.bill(300, "2026-04-10"), 100, "2026-05-04")
        run = self.done(unpaid=True)
        self.assertEqual(run.note_count, 4)
        self.assertEqual(set(self.states(run).values()), {"done"})
        for line in run.line_ids:
            note = line.note_id
            self.assertEqual(note.state, "posted")
            self.assertEqual(note.commercial_partner_id, line.partner_id)
            self.assertEqual(note.amount_total, line.amount)
            self.assertEqual(
                round(sum(note.water_coverage_ids.mapped("amount")), 2), line.amount
            )
        self.assertAlmostEqual(
            run.amount_total, sum(run.line_ids.note_id.mapped("amount_total"))
        )

    def test_the_same_run_twice_makes_nothing_twice(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        first = self.done()
        self.assertEqual(first.note_count, 1)
        with self.assertRaisesRegex(UserError, "all of it is charged"):
            self.run_().action_preview()
        # One begun before the other was finished: listed, and found to be charged.
        first.line_ids.note_id._water_cancel_note("Pomyłka")
        second, third = self.previewed(), self.previewed()
        second.action_start()
        second._process_now()
        third.action_start()
        third._process_now()
        self.assertEqual(set(self.states(second).values()), {"done"})
        self.assertEqual(set(self.states(third).values()), {"nothing"})

    def test_below_the_threshold_the_days_stay_free(self):
        self.late(10, "2026-01-15", "2026-02-15")
        run = self.done(threshold=5)
        self.assertEqual(run.line_ids.state, "below")
        self.assertEqual((run.below_count, run.note_count), (1, 0))
        self.late(1000, "2026-03-16", "2026-04-16")
        run = self.done(threshold=5)
        self.assertEqual(run.line_ids.state, "done")
        self.assertEqual(len(run.line_ids.note_id.water_coverage_ids.line_id), 2)

    def test_the_choice_of_customers(self):
        route = self.env["water.route"].create({"name": "Odsetki", "code": "ODS"})
        chosen, trader, other = self.others
        chosen.premise_id.route_id = route
        trader.debtor_kind = "commercial"
        for contract in self.others:
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        everybody = self.previewed().line_ids.partner_id
        self.assertEqual(everybody, (chosen | trader | other).partner_id)
        run = self.previewed(route_ids=route.ids)
        self.assertEqual(run.line_ids.partner_id, chosen.partner_id)
        run = self.previewed(debtor_kind="commercial")
        self.assertEqual(run.line_ids.partner_id, trader.partner_id)

    def test_one_customer_stops_nobody(self):
        for contract in self.others:
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        bad = self.others[1].partner_id
        issue = type(self.env["account.move"])._water_issue_notes

        def refuse(moves, company, charged):
            if bad.id in charged:
                raise UserError("Nie tego")  # pylint: disable=translation-required
            return issue(moves, company, charged)

        with patch.object(type(self.env["account.move"]), "_water_issue_notes", refuse):
            run = self.done()
        states = self.states(run)
        self.assertEqual(states.pop(bad), "held")
        self.assertEqual(set(states.values()), {"done"})
        line = run.line_ids.filtered(lambda one: one.state == "held")
        self.assertEqual(line.reason, "Nie tego")
        line.action_retry()
        self.assertEqual(line.state, "done")

    def test_it_goes_on_where_it_was_left(self):
        for contract in self.others:
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        run = self.previewed()
        run.action_start()
        with patch.object(type(run), "_chunk", 2):
            self.assertEqual(run._run_chunk(), 2)
            self.assertEqual((run.state, round(run.progress)), ("running", 67))
            self.assertTrue(run.remaining)
            self.assertEqual(run._run_chunk(), 1)
            self.assertEqual(run._run_chunk(), 0)
        self.assertEqual((run.state, run.note_count), ("done", 3))

    def test_cancelled_it_keeps_what_was_made(self):
        for contract in self.others:
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        run = self.previewed()
        run.action_start()
        with patch.object(type(run), "_chunk", 2):
            run._run_chunk()
        run.action_cancel()
        self.assertEqual((run.note_count, run.line_count), (2, 2))
        with self.assertRaisesRegex(UserError, "it stays"):
            run.unlink()

    def test_no_day_to_come(self):
        with self.assertRaisesRegex(UserError, "days to come"):
            self.run_(until=day("2026-12-01")).action_preview()

    def test_no_note_is_made_unseen(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        with self.assertRaisesRegex(UserError, "preview first"):
            self.run_().action_start()

    def test_who_may(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        clerk = new_test_user(self.env, "odsetki", "ibok_water.group_water_clerk")
        reader = new_test_user(self.env, "odczyty", "ibok_water.group_water_reader")
        run = self.run_().with_user(clerk)
        run.action_preview()
        run.sudo()._process_now()
        run.action_start()
        run.sudo()._process_now()
        self.assertEqual(run.note_count, 1)
        with self.assertRaises(AccessError):
            run.write({"state": "draft"})
        with self.assertRaises(AccessError):
            run.line_ids.write({"note_id": False})
        with self.assertRaises(AccessError):
            run.line_ids.unlink()
        with self.assertRaises(AccessError):
            run.with_user(reader).read(["name"])

    def test_delivery_by_mail_and_on_paper(self):
        by_mail, on_paper, _third = self.others
        by_mail.invoice_form = "electronic"
        by_mail.partner_id.email = "dluznik@example.com"
        for contract in (by_mail, on_paper):
            self.late(1000, "2026-01-15", "2026-02-15", contract=contract)
        run = self.done()
        mailed = run.line_ids.note_id.filtered(
            lambda note: note.partner_id == by_mail.partner_id
        )
        printed = run.line_ids.note_id - mailed
        self.assertTrue(mailed._water_goes_by_mail())
        printing = run.action_print()
        self.assertEqual(printing["context"]["active_ids"], printed.ids)
        # The file of many is named by the report: no word of invoices.
        report = self.env["ir.actions.report"]._get_report(printing["report_name"])
        self.assertEqual(report.name, "Interest Notes")
        content, kind = report._render_qweb_pdf(report.report_name, printed.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        run.action_deliver()
        self.assertTrue(mailed.sending_data)
        self.assertFalse(printed.sending_data)
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        letter = mailed.message_ids.filtered(lambda one: one.message_type == "comment")
        self.assertIn(mailed.name, letter.subject)
        self.assertIn(mailed._water_letter_values()["title"], letter.body)
        self.assertEqual(len(letter.attachment_ids), 1)
        self.assertTrue(mailed.is_move_sent)
        with self.assertRaisesRegex(UserError, "Print the Rest"):
            run.action_deliver()
