"""A run estimates what a resident reads at the same moment."""

from datetime import timedelta

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common


class TestEstimatesInParallel(parallel_sessions.ParallelSessions):
    """Either the resident's reading closes the month or the estimate, never both."""

    def unread(self):
        """Ids of a run, its contract without a reading of the month, and the point."""
        last = self.start - timedelta(days=1)
        with self.session() as env:
            make = common.Factory(env)
            contract = make.household(
                100, last.replace(day=1), allow_forecast=True, window_after=0
            )
            make.read(contract.point_ids, 110, last)
            make.settle(contract, last)
            run = env["water.billing.run"].create(
                {"cycle_end": self.cycle_end, "company_id": self.company_id}
            )
            env["water.billing.run.line"].create(
                {"run_id": run.id, "contract_id": contract.id}
            )
            run.state = "running"
            return run.id, contract.id, contract.point_ids.id

    def process(self, run_id):
        def job(env):
            return env["water.billing.run"].browse(run_id)._process_now()

        return job

    @mute_logger("odoo.sql_db")
    def test_resident_reads_while_the_run_estimates(self):
        cases = [self.unread() for _n in range(3)]
        jobs = []
        for run_id, _contract_id, point_id in cases:
            jobs += [self.process(run_id), self.submit(point_id, 113)]
        results = self.together(*jobs)
        wrong = [r for r in results if isinstance(r, Exception)]
        # The second one is told that the day has its state already.
        self.assertFalse([r for r in wrong if not isinstance(r, UserError)], results)
        with self.session() as env:
            for run_id, contract_id, point_id in cases:
                contract = env["water.contract"].browse(contract_id)
                bill = contract.settlement_ids.filtered(
                    lambda s: s.date_to == self.cycle_end
                )
                self.assertEqual((len(bill), bill.state), (1, "done"))
                self.assertEqual(bill.move_id.state, "posted")
                reading = env["water.reading"].search(
                    [
                        ("point_id", "=", point_id),
                        ("date", "=", self.cycle_end),
                        ("state", "in", ("submitted", "held", "accepted")),
                    ]
                )
                self.assertEqual(len(reading), 1)
                self.assertEqual(bill.usage_ids.reading_to_id, reading)
                self.assertIn(reading.source, ("resident", "estimate"))
                line = env["water.billing.run"].browse(run_id).line_ids
                self.assertEqual((line.state, line.settlement_id), ("done", bill))
        self.assert_no_gap()
