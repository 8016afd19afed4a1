"""A server's process that is killed: run as a program of its own (see p24_storm.py).

Loads the registry once; for each line it gets (a job as JSON) it forks a process that
does the job, tells its number, waits for its end and tells how it ended. The process
that is killed has its own connections to the database.
"""

import json
import os
import subprocess
import sys
import threading
import time
import traceback


class Killer:
    """Runs jobs in processes that are killed on the way.

    :param str database: name
    :param list options: of Odoo
    """

    def __init__(self, database, options):
        wanted = json.dumps({"database": database, "options": options})
        self.killed = self.late = 0
        self._lock = threading.Lock()
        self._worker = subprocess.Popen(
            [sys.executable, __file__, wanted],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._worker.stdout.readline().strip() != "ready":
            raise RuntimeError("the worker did not begin")

    def __call__(self, job, seconds):
        """Do a job, and kill whoever does it after so many seconds."""
        with self._lock:
            self._worker.stdin.write(json.dumps(job) + "\n")
            self._worker.stdin.flush()
            pid = int(self._worker.stdout.readline())
            time.sleep(seconds)
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                self.late += 1
            if int(self._worker.stdout.readline()) == -9:
                self.killed += 1

    def stop(self):
        """End the worker."""
        self._worker.stdin.close()
        self._worker.wait(timeout=60)
        self._worker.stdout.close()


def options_of_this_process():
    """How another process finds the same database and addons."""
    from odoo.tools import config

    options = [f"--addons-path={','.join(config['addons_path'])}"]
    for name in ("db_host", "db_port", "db_user", "db_password"):
        if config[name]:
            options.append(f"--{name}={config[name]}")
    return [*options, f"--data-dir={config['data_dir']}", "--no-http"]


def main():
    """Fork a process for each line; ``sys.argv[1]``: what it needs, as JSON."""
    wanted = json.loads(sys.argv[1])
    from odoo.tools import config

    config.parse_config(wanted["options"], setup_logging=False)
    from odoo import sql_db
    from odoo.modules.registry import Registry

    registry = Registry(wanted["database"])
    sql_db.close_all()
    print("ready", flush=True)  # pylint: disable=print-used
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            work(registry, json.loads(line))
        print(pid, flush=True)  # pylint: disable=print-used
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(code, flush=True)  # pylint: disable=print-used


def work(registry, job):
    """Handle a message and end this process, whatever happens."""
    from odoo import SUPERUSER_ID, api

    code = 1
    try:
        with registry.cursor() as cr:
            context = {"allowed_company_ids": [job["company_id"]]}
            env = api.Environment(cr, SUPERUSER_ID, context)
            env["payment.p24.message"]._take(
                "payment", job["body"].encode(), {}, "127.0.0.1"
            )
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
