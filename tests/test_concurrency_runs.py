"""Billing runs meet each other, residents and a killed server."""

from unittest.mock import patch

import parallel_sessions
from psycopg2 import OperationalError

from odoo.tools import mute_logger

from odoo.addons.ibok_water.models import water_billing_run


class TestBillingRuns(parallel_sessions.ParallelSessions):
    """Whoever takes a contract first bills it, once; what was left goes on."""

    def process(self, env):
        env["water.billing.run"]._cron_process()

    #: The scheduler does not try a job again as a request is.
    process.on_its_own = True

    def assert_run_finished(self, run_id, contract_ids):
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.line_ids.mapped("reason"), [False] * len(contract_ids))
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})
        self.assert_billed_once(*contract_ids)

    @mute_logger("odoo.sql_db")
    def test_two_workers_share_a_run(self):
        run_id, contract_ids = self.billing_run(9)
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        with self.session() as env:
            self.process(env)
        self.assert_run_finished(run_id, contract_ids)

    @mute_logger("odoo.sql_db")
    def test_two_workers_with_the_same_contract_in_two_runs(self):
        first, contract_ids = self.billing_run(4)
        with self.session() as env:
            second = env["water.billing.run"].browse(first).copy()
            second.action_start()
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        self.assert_billed_once(*contract_ids)

    @mute_logger("odoo.sql_db")
    def test_a_run_and_a_resident_meet(self):
        run_id, contract_ids = self.billing_run(4)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_ids[-1])
            point_id = contract.point_ids.id
        results = self.together(self.process, self.submit(point_id, 108))
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assert_billed_once(*contract_ids)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.state, "done")
            # The resident was first, or the run: either way nobody is left pending.
            self.assertLessEqual(run.held_count, 1)

    @mute_logger("odoo.sql_db")
    def test_a_run_killed_between_and_inside_chunks_goes_on(self):
        run_id, contract_ids = self.billing_run(6)
        process = self.registry["water.billing.run.line"]._process
        calls = []

        def dies_in_the_second(lines):
            process(lines)
            lines.env.flush_all()
            calls.append(lines.ids)
            if len(calls) == 2:
                pid = lines.env.cr._cnx.info.backend_pid
                with self.registry.cursor() as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with (
            patch.object(water_billing_run, "CHUNK", 2),
            patch.object(
                self.registry["water.billing.run.line"], "_process", dies_in_the_second
            ),
            self.assertRaises(OperationalError),
            self.session() as env,
        ):
            self.process(env)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual((run.state, run.settled_count), ("running", 2))
        with self.session() as env:
            self.process(env)
            self.assertEqual(env["water.billing.run"].browse(run_id).state, "done")
        self.assert_run_finished(run_id, contract_ids)

    @mute_logger("odoo.sql_db")
    def test_cancelling_does_not_wait_for_the_chunk_in_work(self):
        """Else the next chunk has the rows before the office gets them."""
        run_id, contract_ids = self.billing_run(6)
        with patch.object(water_billing_run, "CHUNK", 2):
            with self.session() as worker:
                run = worker["water.billing.run"].browse(run_id)
                self.assertEqual(run._process_chunk(), 2)
                with self.session() as office:
                    office.cr.execute("SET LOCAL lock_timeout = '3s'")
                    office["water.billing.run"].browse(run_id).action_cancel()
            with self.session() as worker:
                run = worker["water.billing.run"].browse(run_id)
                self.assertEqual(run._run_chunk(), 0)
                self.assertEqual(run.state, "cancelled")
                self.assertEqual(run.line_ids.mapped("state"), ["done", "done"])
                self.assertEqual(run.line_ids.contract_id.ids, contract_ids[:2])
        self.assert_billed_once(*contract_ids[:2])

    @mute_logger("odoo.sql_db")
    def test_what_a_chunk_left_on_a_cancelled_run_goes(self):
        run_id, contract_ids = self.billing_run(4)
        with patch.object(water_billing_run, "CHUNK", 2):
            with self.session() as worker:
                run = worker["water.billing.run"].browse(run_id)
                self.assertEqual(len(run._pending_lines()), 2)
                with self.session() as office:
                    office["water.billing.run"].browse(run_id).action_cancel()
                worker.cr.rollback()
            with self.session() as worker:
                run = worker["water.billing.run"].browse(run_id)
                self.assertEqual(len(run.line_ids), 2)
                self.assertEqual(run._run_chunk(), 0)
                self.assertFalse(run.line_ids)
        with self.session() as env:
            contracts = env["water.contract"].browse(contract_ids)
            self.assertFalse(contracts.settlement_ids)
