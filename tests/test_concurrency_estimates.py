"""A run estimates what a resident reads at the same moment."""

from datetime import timedelta

import parallel_sessions

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
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            for run_id, contract_id, point_id in cases:
                contract = env["water.contract"].browse(contract_id)
                bills = contract.settlement_ids.filtered(
                    lambda s: s.date_to == self.cycle_end
                )
                bill = bills.filtered(lambda s: s.state == "done")
                self.assertEqual(len(bill), 1)
                self.assertEqual(set(bills.move_id.mapped("state")), {"posted"})
                # What he read stands, whoever was first: an estimate above it comes
                # down to it, of one below it the next bill takes the rest.
                reading = env["water.reading"].search(
                    [
                        ("point_id", "=", point_id),
                        ("date", "=", self.cycle_end),
                        ("source", "=", "resident"),
                    ]
                )
                self.assertEqual((reading.state, reading.value), ("accepted", 113))
                closing = bill.usage_ids.reading_to_id
                self.assertLessEqual(closing.value, 113)
                self.assertEqual(
                    round(sum(bills.move_id.mapped("amount_total_signed")), 2),
                    round(bill.amount_total, 2),
                )
                line = env["water.billing.run"].browse(run_id).line_ids
                self.assertEqual(
                    (line.state, line.settlement_id._newest()), ("done", bill)
                )
        self.assert_no_gap()
