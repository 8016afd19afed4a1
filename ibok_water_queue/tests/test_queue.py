from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day
from odoo.addons.queue_job.tests.common import trap_jobs


@freeze_time("2026-02-05 10:00:00")
class TestQueue(common.WaterCase):
    """A billing run is split into jobs, and any number of workers may take them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contracts = cls.env["water.contract"].union(
            *(cls.make.household(100) for _number in range(5))
        )
        for contract in cls.contracts:
            cls.make.read(contract.point_ids, 110, "2026-01-31")
        cls.run_record = cls.env["water.billing.run"].create(
            {"cycle_end": day("2026-01-31")}
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(water_billing_run, "CHUNK", 2))

    def states(self):
        self.run_record.line_ids.invalidate_recordset()
        return self.run_record.line_ids.mapped("state")

    def start(self):
        """Start the run; its jobs are trapped."""
        with trap_jobs() as trap:
            self.run_record.action_start()
        return trap

    def test_a_job_for_each_chunk(self):
        trap = self.start()
        trap.assert_jobs_count(3, only=self.run_record._run_chunk)
        job = trap.enqueued_jobs[0]
        self.assertEqual(job.user_id, SUPERUSER_ID)
        self.assertEqual(job.channel, "root.water_billing")

    def test_jobs_settle_everything_and_finish_the_run(self):
        trap = self.start()
        trap.perform_enqueued_jobs()
        self.assertEqual(self.states(), ["done"] * 5)
        self.assertEqual(len(self.contracts.settlement_ids.move_id), 5)
        self.run_record._run_chunk()
        self.assertEqual(self.run_record.state, "done")

    def test_a_payer_of_many_contracts_gets_one_bill(self):
        """Though each of the jobs may be worked on by another worker."""
        together = self.make.collective(3, 4, 5, services="water")
        run = self.env["water.billing.run"].create({"cycle_end": day("2026-01-31")})
        with trap_jobs() as trap:
            run.action_start()
        trap.perform_enqueued_jobs()
        self.assertEqual(run.line_ids.mapped("state"), ["done"] * 8)
        self.assertEqual(len(together.settlement_ids), 3)
        self.assertEqual(len(together.settlement_ids.move_id), 1)
        self.assertEqual(len(run.settlement_ids.move_id), 6)

    def test_a_job_too_many_does_nothing(self):
        trap = self.start()
        self.run_record._process_now()
        made = self.contracts.settlement_ids
        trap.perform_enqueued_jobs()
        self.assertEqual(self.contracts.settlement_ids, made)
        self.assertEqual(self.run_record.state, "done")

    def test_a_cancelled_run_is_left_alone(self):
        trap = self.start()
        self.run_record.action_cancel()
        trap.perform_enqueued_jobs()
        self.assertFalse(self.contracts.settlement_ids)

    def test_contracts_set_aside_are_tried_again_by_jobs(self):
        self.start().perform_enqueued_jobs()
        line = self.run_record.line_ids[0]
        line.state = "held"
        with trap_jobs() as trap:
            self.run_record.action_retry_held()
        trap.assert_jobs_count(1, only=self.run_record._run_chunk)

    def test_without_delay_all_is_done_at_once(self):
        run = self.run_record.with_context(queue_job__no_delay=True)
        run.action_start()
        self.assertEqual(self.states(), ["done"] * 5)

    def test_the_scheduled_job_works_beside_the_queue(self):
        """Where no job runner is at work, a run is finished all the same."""
        cron = self.env.ref("ibok_water.cron_billing_run")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.start()
        self.assertTrue(
            self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers
        )
