"""Whoever stops `./ibok` stops what it started, and commands do not take the ground
from under one another."""

import os
import signal
import subprocess
import sys
import time

import pytest

from launcher.cluster import Embedded
from launcher.commands import reset
from launcher.errors import Failure
from launcher.locks import Presence, in_use
from launcher.paths import Paths
from launcher.process import Task

ROOT = Paths.here().root

INTERACTIVE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from launcher.odoo import Runner
from launcher.odoo_source import Odoo
from launcher.paths import Paths
from launcher.process import heed_signals
heed_signals()
here = Path(sys.argv[2])
paths = Paths(here)
paths.make()
runner = Runner(paths, Odoo(here, "none"), {}, here)
child = "import os, time; print(os.getpid(), flush=True); time.sleep(120)"
sys.exit(runner.interactive([sys.executable, "-c", child]))
"""


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def interactive(tmp_path):
    """`Runner.interactive` in a process of its own, and the program it runs."""
    with subprocess.Popen(
        [sys.executable, "-c", INTERACTIVE, str(ROOT), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        child = int(process.stdout.readline())
        yield process, child
        for pid in (child, process.pid):
            if _is_alive(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_told_to_stop_stops_its_program(interactive, number):
    """`kill` and a closed terminal reach the command alone."""
    process, child = interactive
    process.send_signal(number)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert not _is_alive(child)


def test_after_ctrl_c_it_can_still_be_told_to_stop(interactive):
    """A shell lives on after Ctrl-C; the command must not be deaf from then on."""
    process, child = interactive
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert not _is_alive(child)


def test_program_that_ends_before_it_read_its_input_says_why(tmp_path):
    script = "import sys; sys.stdin.close(); sys.exit('the reason')"
    task = Task("the step", [sys.executable, "-c", script], tmp_path / "log")
    task.stdin = "x" * 1_000_000
    with pytest.raises(Failure, match="the reason"):
        task.run()


@pytest.fixture
def checkout(tmp_path):
    paths = Paths(tmp_path)
    paths.make()
    return paths


def test_reset_waits_for_no_one_and_takes_nothing_from_who_is_at_work(
    checkout, monkeypatch
):
    """Whatever PostgreSQL it works with, and before it has any."""
    monkeypatch.setattr(reset.Paths, "here", lambda: checkout)
    monkeypatch.setenv("PGHOST", "db.example")
    options = reset.argparse.Namespace(yes=True)
    with in_use(checkout.users):
        with pytest.raises(Failure, match="is at work"):
            reset.run(options)
        assert checkout.state.is_dir()
    assert reset.run(options) == 0
    assert not checkout.state.exists()


def test_who_waited_for_a_reset_is_seen_by_the_next_one(tmp_path):
    """The lock's file went with the state: a lock on what is gone says nothing."""
    file = tmp_path / "state/users.lock"
    late = Presence(file)
    file.unlink()
    file.parent.rmdir()
    late.enter()
    other = Presence(file)
    assert not other.alone()
    late.leave()
    assert other.alone()
    other.leave()


@pytest.fixture
def server(checkout, monkeypatch):
    """The embedded server, of which `pg_ctl` says that it is up."""
    monkeypatch.setattr("launcher.cluster.wheel_binaries", lambda paths: paths.root)
    monkeypatch.setattr(Embedded, "_packages", checkout.root, raising=False)
    up = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(Embedded, "_run", lambda self, *arguments: up)
    monkeypatch.setattr("launcher.cluster.os.geteuid", lambda: 1000)
    monkeypatch.setattr("launcher.paths.os.geteuid", lambda: 1000)
    found = Embedded(checkout)
    found.data.mkdir(parents=True)
    return found


def test_another_program_with_the_number_of_a_killed_server_is_none(server):
    """After a restart the number in its file may be anybody's."""
    remains = server.data / "postmaster.pid"
    remains.write_text(f"{os.getpid()}\n{server.data}\n")
    assert not server.running()
    assert not remains.exists()


def test_the_server_itself_is_known_by_its_folder(server):
    script = "import time; print('up', flush=True); time.sleep(60)"
    argv = [sys.executable, "-c", script, "-D", str(server.data)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline()
        (server.data / "postmaster.pid").write_text(f"{process.pid}\n")
        assert server.running()
        process.kill()
