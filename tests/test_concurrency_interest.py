"""Two who make or cancel interest notes of one customer at once."""

from datetime import timedelta
from unittest.mock import patch

import parallel_debts
from psycopg2 import OperationalError

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class TestInterest(parallel_debts.ParallelDebts):
    """No day is charged twice, and both workers come to an end."""

    def late(self):
        """Ids of a customer and of a bill that he paid late."""
        return self.debtor(200, paid_after=90)

    def make(self, partner_id):
        """A job: make the customer's note."""

        def job(env):
            notes, _problems = env["account.move"]._water_make_notes(
                env.company, self.cycle_end, env["res.partner"].browse(partner_id)
            )
            return notes.ids

        return job

    def cancel(self, note_id):
        """A job: cancel a note."""

        def job(env):
            return env["account.move"].browse(note_id)._water_cancel_note("Pomyłka").ids

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_notes_at_once_are_one(self):
        partner_id, bill_id = self.late()
        results = self.together(*[self.make(partner_id)] * 3)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assertEqual(sorted(len(ids) for ids in results), [0, 0, 1])
        with self.session() as env:
            rows = env["water.interest.coverage"].search(
                [("debt_move_id", "=", bill_id)]
            )
            self.assertEqual(len(rows.note_id), 1)
            # The term may have ended on a free day.
            paid = self.start - timedelta(days=110)
            self.assertEqual(sum(rows.mapped("days")), (paid - rows[0].due).days)
        self.assert_no_gap()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_notes_of_several_customers_at_once(self):
        found = [self.late() for _ in range(3)]
        results = self.together(*(self.make(partner_id) for partner_id, _bill in found))
        self.assertEqual([len(ids) for ids in results], [1, 1, 1], results)
        self.assert_no_gap()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_note_is_cancelled_by_one_of_two(self):
        partner_id, _bill = self.late()
        with self.session() as env:
            [note_id] = self.make(partner_id)(env)
        results = self.together(*[self.cancel(note_id)] * 2)
        refused = [r for r in results if isinstance(r, UserError)]
        self.assertEqual(len(refused), 1, results)
        with self.session() as env:
            note = env["account.move"].browse(note_id)
            self.assertEqual(len(note.reversal_move_ids), 1)
            self.assertFalse(any(note.water_coverage_ids.mapped("live")))

    def run_(self, *partner_ids):
        """Id of a started run over these customers."""
        return self.previewed_run(
            "water.interest.run", {"until": self.cycle_end}, partner_ids
        )

    def process(self, run_id):
        """A job: one worker of a run, as the scheduler's, a customer a chunk."""

        def job(env):
            run = env["water.interest.run"].browse(run_id)
            while run._run_chunk():
                env.cr.commit()

        job.on_its_own = True
        return job

    def assert_charged_once(self, found):
        with self.session() as env:
            for partner_id, bill_id in found:
                rows = env["water.interest.coverage"].search(
                    [("debt_move_id", "=", bill_id)]
                )
                self.assertEqual(len(rows.note_id), 1, partner_id)
                paid = self.start - timedelta(days=110)
                self.assertEqual(sum(rows.mapped("days")), (paid - rows[0].due).days)
        self.assert_no_gap()

    @mute_logger("odoo.sql_db")
    def test_two_runs_at_once_make_nothing_twice(self):
        found = [self.late() for _ in range(4)]
        partner_ids = [partner_id for partner_id, _bill in found]
        first, second = self.run_(*partner_ids), self.run_(*partner_ids)
        with patch.object(self.registry["water.interest.run"], "_chunk", 2):
            results = self.together(*map(self.process, (first, second)))
        self.assertEqual(results, [None, None])
        self.assert_charged_once(found)
        with self.session() as env:
            runs = env["water.interest.run"].browse((first, second))
            self.assertEqual(runs.mapped("state"), ["done", "done"])
            states = runs.line_ids.mapped("state")
            self.assertEqual(sorted(states), ["done"] * 4 + ["nothing"] * 4)

    @mute_logger("odoo.sql_db")
    def test_two_workers_share_a_run(self):
        found = [self.late() for _ in range(5)]
        run_id = self.run_(*(partner_id for partner_id, _bill in found))
        with patch.object(self.registry["water.interest.run"], "_chunk", 1):
            results = self.together(*[self.process(run_id)] * 2)
        self.assertEqual(results, [None, None])
        self.assert_charged_once(found)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_run_and_a_note_by_hand_meet(self):
        found = [self.late() for _ in range(3)]
        run_id = self.run_(*(partner_id for partner_id, _bill in found))
        results = self.together(self.process(run_id), self.make(found[-1][0]))
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assert_charged_once(found)

    @mute_logger("odoo.sql_db")
    def test_a_run_killed_inside_a_chunk_goes_on(self):
        found = [self.late() for _ in range(3)]
        run_id = self.run_(*(partner_id for partner_id, _bill in found))
        lines = self.registry["water.interest.run.line"]
        process, calls = lines._process, []

        def dies_in_the_second(pending):
            process(pending)
            pending.env.flush_all()
            calls.append(pending.ids)
            if len(calls) == 2:
                pid = pending.env.cr._cnx.info.backend_pid
                with self.registry.cursor() as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with (
            patch.object(self.registry["water.interest.run"], "_chunk", 1),
            patch.object(lines, "_process", dies_in_the_second),
            self.assertRaises(OperationalError),
            self.session() as env,
        ):
            self.process(run_id)(env)
        with self.session() as env:
            run = env["water.interest.run"].browse(run_id)
            self.assertEqual((run.state, run.note_count), ("running", 1))
        with self.session() as env:
            self.process(run_id)(env)
            self.assertEqual(env["water.interest.run"].browse(run_id).state, "done")
        self.assert_charged_once(found)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_rate_is_not_changed_while_a_note_uses_it(self):
        """Whoever comes first: a note in force and its rates say the same."""
        for _try in range(3):
            # Of this test alone: no other one has a debtor of this kind.
            partner_id, bill_id = self.debtor(200, paid_after=90, debtor_kind="medical")
            with self.session() as env:
                bill = env["account.move"].browse(bill_id)
                rates = env["water.interest.rate"]
                since = [("kind", "=", "commercial_medical")]
                rate = rates.search(
                    [*since, ("valid_from", "=", bill.invoice_date)]
                ) or rates.create(
                    {
                        "kind": "commercial_medical",
                        "valid_from": bill.invoice_date,
                        "percent": 10,
                    }
                )
                rate_id, percent = rate.id, rate.percent

            def change(env, rate_id=rate_id, percent=percent):
                env["water.interest.rate"].browse(rate_id).percent = percent + 1

            made, changed = self.together(self.make(partner_id), change)
            self.assertFalse(isinstance(made, Exception), made)
            with self.session() as env:
                rate = env["water.interest.rate"].browse(rate_id)
                rows = env["water.interest.coverage"].search(
                    [("debt_move_id", "=", bill_id), ("rate_ids", "in", rate.ids)]
                )
                self.assertTrue(rows)
                self.assertEqual(set(rows.mapped("percent")), {rate.percent})
                if isinstance(changed, Exception):
                    self.assertIsInstance(changed, UserError)
                    self.assertEqual(rate.percent, percent)
                rows.note_id._water_cancel_note("Próba")
