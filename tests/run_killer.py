"""Workers of runs that are killed with kill -9, and what holds afterwards."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import parallel_sessions

from odoo.tests.common import get_db_name
from odoo.tools import config

#: How many workers are killed; more by hand: IBOK_KILLS=100.
KILLS = int(os.environ.get("IBOK_KILLS", "4"))
CHUNK = 2
WORKER = Path(__file__).with_name("killed_worker.py")


class Killer:
    """Beside `parallel_sessions.ParallelSessions`: a worker to be killed."""

    #: Model of the runs whose job the worker does.
    run_model = "water.billing.run"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wanted = {
            "database": get_db_name(),
            "company_id": cls.company_id,
            "chunk": CHUNK,
            "model": cls.run_model,
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
            return env[self.run_model].browse(run_id).state == "done"

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
            run = env[self.run_model].browse(run_id)
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})

    def timed(self, run_id):
        """Seconds that the undisturbed run takes."""
        begun = time.monotonic()
        self.finish(run_id)
        return time.monotonic() - begun
