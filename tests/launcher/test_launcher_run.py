"""`./ibok run`, `shell` and `reset`, whole: in a checkout of its own.

It works with the person's own PostgreSQL (`PGHOST`), which here is the one of these
tests. What takes minutes stands there already: the environment and the demo database.
"""

import datetime
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.addons import Addons
from launcher.cluster import wheel_binaries
from launcher.database import Databases
from launcher.logins import ROLES
from launcher.odoo import Runner
from launcher.odoo_source import inspect
from launcher.paths import Paths
from launcher.progress import Progress
from launcher.recipes import Recipes

HERE = Paths.here()
PATIENCE = 300  # seconds: other tests may be at work beside
LOGIN = re.compile(r"^  (\S.*?)  +(\S+@\S+|admin)  +(\S+)$", re.MULTILINE)
SCRIPT = "print('contracts', env['water.contract'].search_count([]))\n"


class Checkout:
    """A copy of this checkout, with the environment of this one and a demo database."""

    def __init__(self, folder):
        apart = shutil.ignore_patterns(".ibok", ".git", "__pycache__", ".*_cache")
        shutil.copytree(HERE.root, folder, symlinks=True, ignore=apart)
        self.paths = Paths(folder)
        self.paths.make()
        self.paths.venv.symlink_to(HERE.venv)
        [link] = HERE.venv.glob("lib/python3*/site-packages/ibok_odoo.pth")
        self.env = {**os.environ, "ODOO_SRC": link.read_text().strip()}
        binaries = wheel_binaries(HERE)
        files = self.paths.data / "filestore"
        self.databases = Databases(binaries, {}, files, f"_{self.paths.key[:6]}")
        runner = Runner(self.paths, inspect(Path(self.env["ODOO_SRC"])), {}, binaries)
        addons = Addons(self.paths)
        self.recipes = Recipes(runner, self.databases, addons, Progress())

    def bring_databases(self):
        """Copy the demo municipality; what it was made from is never looked into."""
        name = self.databases.name
        made = self.recipes.fingerprint()
        self.databases.create(name("core"))
        self.databases.mark(name("core"), self.recipes.core_fingerprint())
        self.databases.create(name("installed"))
        self.databases.mark(name("installed"), made)
        demo = re.sub(r"core(?=_|$)", "demo", os.environ["IBOK_CORE_DATABASE"])
        self.databases.sql(f'CREATE DATABASE "{name("demo")}" TEMPLATE "{demo}"')
        files = HERE.data / "filestore"
        shutil.copytree(files / demo, self.paths.data / "filestore" / name("demo"))
        self.databases.mark(name("demo"), f"{made} {datetime.date.today()}")

    def ibok(self, *arguments, stdin=""):
        return subprocess.run(
            ["./ibok", *arguments],
            cwd=self.paths.root,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    @contextmanager
    def served(self, port):
        """`./ibok run`, and what it printed when all was up."""
        log = self.paths.root / "stderr"
        with log.open("w") as err:
            process = subprocess.Popen(
                ["./ibok", "run", "--port", str(port)],
                cwd=self.paths.root,
                env=self.env,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                start_new_session=True,
            )
        alarm = threading.Timer(PATIENCE, process.kill)
        alarm.start()
        try:
            printed = ""
            while "-i ibok" not in printed:
                line = process.stdout.readline()
                assert line, log.read_text()
                printed += line
            yield process, printed, log.read_text()
        finally:
            alarm.cancel()
            process.kill()
            process.wait()

    def left_running(self):
        """Programs that still work with a file of this checkout."""
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                argv = file.read_bytes()
            except OSError:
                continue
            if os.fsencode(self.paths.state) in argv:
                found.append(argv)
        return found


@pytest.fixture
def checkout(tmp_path, made_databases):
    found = Checkout(tmp_path / "Gmina Łask")
    yield found
    for name in found.databases.names():
        found.databases.drop(name)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _log_in(port, database, login, password):
    """The user's id in an answer of the server, None when it lets nobody in."""
    params = {"db": database, "login": login, "password": password}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/web/session/authenticate",
        data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return (json.load(answer).get("result") or {}).get("uid")


def _stop(checkout, process, port):
    """Ctrl-C: nothing of what was started is left."""
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 130
    deadline = time.monotonic() + 10
    while checkout.left_running() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert checkout.left_running() == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_run_serves_the_municipality_and_stops_all_it_started(checkout):
    checkout.bring_databases()
    port = _free_port()
    run = checkout.databases.name("run")
    with checkout.served(port) as (process, printed, told):
        assert f"IBOK is ready: http://localhost:{port}" in printed
        assert "PostgreSQL (yours: " in told
        logins = {role: found for role, *found in LOGIN.findall(printed)}
        assert set(logins) == set(ROLES.values())
        for login, password in logins.values():
            assert _log_in(port, run, login, password), login
            assert not _log_in(port, run, login, password + "x")
        again = checkout.ibok("run", "--port", str(_free_port()))
        assert again.returncode == 1 and "already up" in again.stderr
        removed = checkout.ibok("reset", "--yes")
        assert removed.returncode == 1 and "is at work" in removed.stderr
        shell = checkout.ibok("shell", stdin=SCRIPT)
        assert re.search(r"^contracts 6\d$", shell.stdout, re.MULTILINE), shell.stderr
        assert shell.returncode == 0
        assert checkout.ibok("shell", stdin="1 / 0\n").returncode != 0
        _stop(checkout, process, port)
    with checkout.served(port) as (process, printed, told):
        assert {role: found for role, *found in LOGIN.findall(printed)} == logins
        assert "Run database: ready" in told
        assert "Demo municipality" not in told
        _stop(checkout, process, port)
    removed = checkout.ibok("reset", "--yes")
    assert removed.returncode == 0, removed.stderr
    assert checkout.databases.names() == []
    assert not checkout.paths.state.exists()


def test_shell_without_a_database_says_what_to_run(checkout):
    done = checkout.ibok("shell", stdin=SCRIPT)
    assert done.returncode == 1
    assert "there is no run database yet\n  → Run: ./ibok run" in done.stderr
