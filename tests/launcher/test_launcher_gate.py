"""Tests begin while their database is made, and wait for it."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import gate
from launcher.commands import test as command
from launcher.errors import Failure
from launcher.odoo import Runner
from launcher.odoo_source import Odoo
from launcher.paths import Paths
from launcher.progress import Progress

ROOT = Paths.here().root
#: Who waits at the gate says so, and says when it is open.
WAITER = (
    "import os, sys; sys.path.insert(0, sys.argv[1]); from launcher import gate\n"
    "print('begun', flush=True); gate.wait(); print('made', flush=True)"
)
HOLDER = (
    "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
    "from launcher import gate\n"
    "with gate.shut(Path(sys.argv[2])): print('shut', flush=True); time.sleep(120)"
)


@contextmanager
def python(source, *arguments, env=None):
    """A program of this Python that is not left behind."""
    with subprocess.Popen(
        [sys.executable, "-c", source, str(ROOT), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_who_comes_to_a_shut_gate_waits(tmp_path):
    with ExitStack() as closing:
        with gate.shut(tmp_path / "state" / "gate") as told:
            waiter = closing.enter_context(python(WAITER, env=told))
            assert waiter.stdout.readline() == "begun\n"
            time.sleep(0.5)
            assert waiter.poll() is None
        assert waiter.stdout.readline() == "made\n"


def test_an_open_gate_lets_all_through(tmp_path, monkeypatch):
    with gate.shut(tmp_path / "gate") as told:
        pass
    monkeypatch.setenv(gate.VARIABLE, told[gate.VARIABLE])
    gate.wait()
    monkeypatch.delenv(gate.VARIABLE)
    gate.wait()


def test_it_opens_when_who_shut_it_is_killed(tmp_path):
    file = tmp_path / "gate"
    with python(HOLDER, file) as holder:
        assert holder.stdout.readline() == "shut\n"
        with python(WAITER, env={gate.VARIABLE: str(file)}) as waiter:
            assert waiter.stdout.readline() == "begun\n"
            time.sleep(0.5)
            assert waiter.poll() is None
            holder.kill()
            assert waiter.stdout.readline() == "made\n"


def test_one_core_is_left_until_it_opens(monkeypatch):
    kept = []
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {2, 3, 5})
    monkeypatch.setattr("os.sched_setaffinity", lambda _process, to: kept.append(to))
    monkeypatch.delenv(gate.VARIABLE, raising=False)
    with gate.sparing_a_core():
        assert kept == []
    kept.clear()
    monkeypatch.setenv(gate.VARIABLE, "any")
    with gate.sparing_a_core():
        assert kept == [{3, 5}]
    assert kept == [{3, 5}, {2, 3, 5}]


@pytest.fixture
def shop(tmp_path):
    """As much of a workshop as tests need that begin early."""
    paths = Paths(tmp_path)
    paths.make()
    runner = Runner(paths, Odoo(tmp_path, "none"), {}, tmp_path)
    return SimpleNamespace(paths=paths, runner=runner, progress=Progress(8))


def _run_early(shop, source):
    argv = [sys.executable, "-c", source, str(ROOT)]
    return command._run_early(shop, argv, {}, {"cwd": shop.paths.root})


def test_what_tests_say_comes_after_what_is_told_of_the_databases(
    shop, monkeypatch, capsys
):
    def make(_shop):
        Path(shop.paths.root, "making").touch()
        time.sleep(2)
        assert capsys.readouterr().out == ""

    monkeypatch.setattr(command, "_make_database", make)
    source = (
        WAITER + "\nassert os.path.exists('making'); print('x' * 9999); sys.exit(5)"
    )
    assert _run_early(shop, source) == 5
    out, err = capsys.readouterr()
    assert out == "begun\nmade\n" + "x" * 9999 + "\n"
    assert err == "[1/8] Tests …\n"


def test_where_no_database_is_made_the_tests_are_ended(shop, monkeypatch, capsys):
    begun = Path(shop.paths.root, "begun")

    def make(_shop):
        while not begun.exists():
            time.sleep(0.1)
        raise Failure("no space")

    monkeypatch.setattr(command, "_make_database", make)
    source = (
        "import os, time; open('begun.part', 'w').write(str(os.getpid()))\n"
        "os.rename('begun.part', 'begun'); time.sleep(120)"
    )
    with pytest.raises(Failure, match="no space"):
        _run_early(shop, source)
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
    assert capsys.readouterr().out == ""
