"""Workers of interest and demand runs killed with kill -9: same notes, same letters."""

from collections import Counter

import parallel_debts
import parallel_sessions
import run_killer
from run_killer import KILLS

CUSTOMERS = 6


class TestKilledInterestRuns(run_killer.Killer, parallel_debts.ParallelDebts):
    """Killed at random points: each day charged once, numbers without a gap."""

    run_model = "water.interest.run"

    def begun(self):
        """A started run, and the bills that its customers paid late."""
        found = [
            self.debtor(200, paid_after=90, amount=1000 + 100 * number)
            for number in range(CUSTOMERS)
        ]
        run_id = self.previewed_run(
            self.run_model, {"until": self.cycle_end}, [one for one, _bill in found]
        )
        return run_id, [bill_id for _partner, bill_id in found]

    def notes(self, bill_ids):
        """What the notes over these bills say, without numbers."""
        with self.session() as env:
            rows = env["water.interest.coverage"].search(
                [("debt_move_id", "in", bill_ids)]
            )
            self.assertEqual(len(rows.note_id), len(bill_ids))
            return [
                (
                    note.state,
                    note.amount_total,
                    note.amount_residual,
                    sorted(
                        (line.account_id.code, line.balance) for line in note.line_ids
                    ),
                    [
                        (row.date_from, row.date_to, row.balance, row.amount, row.live)
                        for row in note.water_coverage_ids.sorted("date_from")
                    ],
                )
                for note in rows.note_id.sorted(
                    lambda note: bill_ids.index(note.water_coverage_ids.debt_move_id.id)
                )
            ]

    def test_the_same_notes(self):
        undisturbed, reference_ids = self.begun()
        whole = self.timed(undisturbed)
        reference = self.notes(reference_ids)
        killed = Counter()
        while killed["killed"] < KILLS:
            run_id, bill_ids = self.begun()
            self.kill_until_done(run_id, whole / 2, killed)
            self.assertEqual(self.notes(bill_ids), reference)
        self.assert_no_gap()


class TestKilledDemandRuns(run_killer.Killer, parallel_debts.ParallelDebts):
    """Killed at random points: one letter a customer, each debt demanded once."""

    run_model = "water.demand.run"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = cls._in_company(parallel_sessions.api.Environment(cr, 1, {}))
            cls.stage_id = cls.make_stage(env).id

    def begun(self):
        """A started run, and the bills that its customers have not paid."""
        found = [
            self.debtor(100, amount=1000 + 100 * number) for number in range(CUSTOMERS)
        ]
        run_id = self.previewed_run(
            self.run_model,
            {"stage_ids": [self.stage_id], "send_email": False},
            [one for one, _bill in found],
        )
        return run_id, [bill_id for _partner, bill_id in found]

    def demands(self, run_id, bill_ids):
        """What the demands over these bills say, without numbers."""
        with self.session() as env:
            rows = env["water.payment.demand.line"].search(
                [("move_id", "in", bill_ids)]
            )
            self.assertEqual(len(rows), len(bill_ids))
            demands = rows.demand_id
            self.assertEqual(len(demands), len(bill_ids))
            self.assertEqual(len(set(demands.mapped("name"))), len(bill_ids))
            run = env[self.run_model].browse(run_id)
            self.assertEqual(run.line_ids.demand_id, demands.sorted("id"))
            # Each has the one file that it is printed from ever after.
            self.assertTrue(all(demands.mapped("kept_pdf_id.raw")))
            return [
                (
                    row.demand_id.state,
                    row.amount,
                    row.interest,
                    row.live,
                    row.demand_id.amount_total,
                    row.demand_id.body,
                    row.demand_id.term_on,
                )
                for row in rows.sorted(lambda row: bill_ids.index(row.move_id.id))
            ]

    def test_the_same_letters(self):
        undisturbed, reference_ids = self.begun()
        whole = self.timed(undisturbed)
        reference = self.demands(undisturbed, reference_ids)
        killed = Counter()
        while killed["killed"] < KILLS:
            run_id, bill_ids = self.begun()
            self.kill_until_done(run_id, whole / 2, killed)
            self.assertEqual(self.demands(run_id, bill_ids), reference)
