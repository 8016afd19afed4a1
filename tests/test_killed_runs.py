"""A worker killed with kill -9, again and again, leaves a run as if nothing was."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import parallel_payers
import parallel_sessions

from odoo.tests.common import get_db_name
from odoo.tools import config

#: How many workers are killed; more by hand: IBOK_KILLS=100.
KILLS = int(os.environ.get("IBOK_KILLS", "4"))
CONTRACTS, CHUNK = 6, 2
#: How many contracts each payer of a collective bill has.
PAYERS = (3, 2, 2)
WORKER = Path(__file__).with_name("killed_worker.py")


class TestKilledRuns(parallel_payers.ParallelPayers):
    """Killed at random points: same bills and ledger, no gap, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wanted = {
            "database": get_db_name(),
            "company_id": cls.company_id,
            "chunk": CHUNK,
            "options": cls._options(),
        }
        cls.worker = subprocess.Popen(
            [sys.executable, WORKER, json.dumps(wanted)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(cls._stop_worker)
        if cls.worker.stdout.readline().strip() != "ready":
            raise AssertionError("the worker did not begin")
        cls.chance = random.Random(KILLS)

    @classmethod
    def _options(cls):
        """Where this test's Odoo finds its database and addons."""
        options = [f"--addons-path={','.join(config['addons_path'])}"]
        for name in ("db_host", "db_port", "db_user", "db_password"):
            if config[name]:
                options.append(f"--{name}={config[name]}")
        return [*options, f"--data-dir={config['data_dir']}", "--no-http"]

    @classmethod
    def _stop_worker(cls):
        cls.worker.stdin.close()
        cls.worker.wait(timeout=parallel_sessions.WAIT)
        cls.worker.stdout.close()

    def begin(self):
        """The number of a new process that runs the job."""
        self.worker.stdin.write("go\n")
        self.worker.stdin.flush()
        return int(self.worker.stdout.readline())

    def ended(self):
        """Wait for the process; 0, or the signal it was killed by below zero."""
        return int(self.worker.stdout.readline())

    def is_done(self, run_id):
        with self.session() as env:
            return env["water.billing.run"].browse(run_id).state == "done"

    def books(self, contract_ids):
        """What the contracts' settlements and the ledger say, without numbers."""
        with self.session() as env:
            return [
                (
                    settlement.volume_water,
                    settlement.amount_total,
                    settlement.move_id.amount_residual,
                    sorted(
                        (
                            line.account_id.code,
                            line.balance,
                            line.display_type,
                            tuple(sorted(line.tax_tag_ids.mapped("name"))),
                        )
                        for line in settlement.move_id.line_ids
                    ),
                )
                for settlement in env["water.contract"]
                .browse(contract_ids)
                .mapped("settlement_ids")
            ]

    def finish(self, run_id):
        """Let the job run to its end, as the scheduler would the next hour."""
        for _try in range(5):
            self.begin()
            self.assertEqual(self.ended(), 0)
            if self.is_done(run_id):
                return
            time.sleep(0.5)
        self.fail("the run was not finished")

    def kill_until_done(self, run_id, longest, killed):
        """Kill the run's workers at random moments, until it or the killing is over.

        :param float longest: seconds that a worker may live
        :param Counter killed: how often it was done
        """
        while killed["killed"] < KILLS and not self.is_done(run_id):
            pid = self.begin()
            time.sleep(self.chance.uniform(0, longest))
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                killed["too late"] += 1
            else:
                killed["killed"] += 1
            self.assertIn(self.ended(), (0, -signal.SIGKILL))
        if not self.is_done(run_id):
            self.finish(run_id)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})

    def timed(self, run_id):
        """Seconds that the undisturbed run takes."""
        begun = time.monotonic()
        self.finish(run_id)
        return time.monotonic() - begun

    def test_killed_again_and_again(self):
        undisturbed, reference_ids = self.billing_run(CONTRACTS)
        whole = self.timed(undisturbed)
        reference = self.books(reference_ids)
        self.assert_billed_once(*reference_ids)
        killed, billed = Counter(), list(reference_ids)
        while killed["killed"] < KILLS:
            run_id, contract_ids = self.billing_run(CONTRACTS)
            billed += contract_ids
            self.kill_until_done(run_id, whole / 2, killed)
            self.assertEqual(self.books(contract_ids), reference)
        self.assert_billed_once(*billed)

    def test_payers_of_many_contracts_are_billed_whole(self):
        undisturbed, reference = self.payers(*PAYERS)
        whole = self.timed(undisturbed)
        killed, billed = Counter(), [*reference]
        while killed["killed"] < KILLS:
            run_id, payers = self.payers(*PAYERS)
            billed += payers
            self.kill_until_done(run_id, whole / 2, killed)
            for before, after in zip(reference, payers, strict=True):
                self.assertEqual(self.books(after), self.books(before))
        self.assert_one_bill(*billed)
