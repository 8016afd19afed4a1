"""Workers and clerks meet over a bill for several contracts of one payer."""

from unittest.mock import patch

import parallel_payers
from psycopg2 import OperationalError

from odoo.tools import mute_logger

from odoo.addons.ibok_water.models import water_billing_run


class TestCollectiveBills(parallel_payers.ParallelPayers):
    """Whoever comes first bills all of a payer, on one invoice, once."""

    def process(self, env):
        env["water.billing.run"]._cron_process()

    #: The scheduler does not try a job again as a request is.
    process.on_its_own = True

    @mute_logger("odoo.sql_db")
    def test_two_workers_make_one_bill_of_each_payer(self):
        run_id, payers = self.payers(5, 3, 4)
        with patch.object(water_billing_run, "CHUNK", 1):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        with self.session() as env:
            self.process(env)
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.state, "done")
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})
            self.assertEqual(len(run.settlement_ids.move_id), 3)
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_two_runs_over_the_same_payer_bill_him_once(self):
        run_id, payers = self.payers(4)
        with self.session() as env:
            env["water.billing.run"].browse(run_id).copy().action_start()
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_a_run_killed_inside_a_payer_bills_him_whole_later(self):
        run_id, payers = self.payers(3, 3)
        process = self.registry["water.billing.run.line"]._process

        def dies(lines):
            process(lines)
            lines.env.flush_all()
            pid = lines.env.cr._cnx.info.backend_pid
            with self.registry.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with (
            patch.object(water_billing_run, "CHUNK", 1),
            patch.object(self.registry["water.billing.run.line"], "_process", dies),
            self.assertRaises(OperationalError),
            self.session() as env,
        ):
            self.process(env)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual((run.state, run.settled_count), ("running", 0))
            self.assertFalse(run.settlement_ids)
        with self.session() as env:
            self.process(env)
        self.assert_one_bill(*payers)

    # -- Corrections ----------------------------------------------------------------

    def correct(self, contract_id, value):
        """A job: give the true value of a contract's reading and correct its bill."""

        def job(env):
            reading = (
                env["water.contract"]
                .browse(contract_id)
                .settlement_ids.filtered(lambda s: s.state == "done")
                .usage_ids.filtered("active")
                .reading_to_id
            )
            env["water.settlement.correct"].create(
                {"reading_id": reading.id, "value": value, "reason": "Misread"}
            ).action_confirm()
            return value

        return job

    @mute_logger("odoo.sql_db")
    def test_two_clerks_correct_two_contracts_of_one_bill(self):
        """Each changes the VAT of the whole: one after the other, and no grosz lost."""
        _run_id, payers = self.payers(3)
        with self.session() as env:
            self.process(env)
        first, second, _third = payers[0]
        results = self.together(self.correct(first, 108), self.correct(second, 109))
        self.assertEqual(results, [108, 109])
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_two_clerks_correct_the_same_contract(self):
        _run_id, payers = self.payers(2)
        with self.session() as env:
            self.process(env)
        contract_id = payers[0][1]
        results = self.together(
            self.correct(contract_id, 107), self.correct(contract_id, 112)
        )
        # The second one starts over and corrects what the first one made.
        self.assertEqual(results, [107, 112])
        self.assert_one_bill(*payers)
        with self.session() as env:
            settlements = env["water.contract"].browse(contract_id).settlement_ids
            self.assertEqual(
                sorted(settlements.mapped("state")), ["corrected", "corrected", "done"]
            )
