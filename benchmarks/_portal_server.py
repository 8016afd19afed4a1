"""The Odoo server that the portal's benchmark asks, as in production: several workers.

Counts what it costs: CPU seconds of its processes and of PostgreSQL's together, and the
queries of each page as Odoo's own log tells them.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path

import psutil

from odoo.tools import config

PATIENCE = 120  # seconds until the server must answer
#: A line of the log about a page: address, status, queries.
LOGGED = re.compile(r'"GET (?P<url>\S+) HTTP/[\d.]+" (?P<status>\d+) - (?P<count>\d+) ')


def free_ports(count):
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _number in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def count_queries(lines):
    """Queries of each page asked for.

    :param lines: of Odoo's log
    :return: {address without its query: [number of queries]}
    """
    counts = defaultdict(list)
    for line in lines:
        if found := LOGGED.search(line):
            counts[found["url"].partition("?")[0]].append(int(found["count"]))
    return counts


class Server:
    """The server, for the time of a block.

    :param cr: cursor of the database; asks which processes of PostgreSQL serve it
    """

    def __init__(self, cr, workers, log):
        self._cr = cr
        self._workers = workers
        self.log = Path(log)
        self.port, self._gevent = free_ports(2)

    def __enter__(self):
        with self.log.open("w") as out:
            self._child = subprocess.Popen(
                [
                    *(sys.executable, "-m", "odoo", "server", "-d", self._cr.dbname),
                    "--no-database-list",
                    *("--workers", str(self._workers), "--max-cron-threads", "0"),
                    *("--http-interface", "127.0.0.1", "--http-port", str(self.port)),
                    *("--gevent-port", str(self._gevent), "--log-level", "info"),
                ],
                env={**os.environ, "ODOO_RC": config["config"]},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._child.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(
                    f"Odoo did not start: {self.log.read_text()[-2000:]}"
                )
            time.sleep(0.2)
        return self

    def __exit__(self, *_error):
        self._child.terminate()
        try:
            self._child.wait(30)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _answers(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        url = f"http://127.0.0.1:{self.port}/web/health"
        try:
            with opener.open(url, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def cpu(self):
        """CPU seconds so far: {"odoo": …, "postgres": …}."""
        master = psutil.Process(self._child.pid)
        odoo = [_spent(process) for process in master.children(recursive=True)]
        return {
            "odoo": _spent(master, ended=True) + sum(odoo),
            "postgres": self._postgres(),
        }

    def _postgres(self):
        """Of the processes that serve this database; of those that ended, too."""
        self._cr.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid != pg_backend_pid() AND inet_server_addr() IS NULL"
        )
        spent, parents = 0.0, set()
        pids = self._cr.fetchall()
        # A transaction goes on seeing the processes that it saw first.
        self._cr.rollback()
        for (pid,) in pids:
            try:
                process = psutil.Process(pid)
                spent += _spent(process)
                parents.add(process.ppid())
            except psutil.NoSuchProcess:
                continue
        return spent + sum(_ended(psutil.Process(parent)) for parent in parents)

    def queries(self, since=0):
        """Queries of each page logged after a place of the log."""
        with self.log.open() as log:
            log.seek(since)
            return count_queries(log)


def _spent(process, ended=False):
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    own = times.user + times.system
    return own + (times.children_user + times.children_system if ended else 0.0)


def _ended(process):
    """CPU seconds of a process's children that have ended."""
    times = process.cpu_times()
    return times.children_user + times.children_system
