"""A test that is skipped by surprise fails the run."""

import os
import re
import subprocess
import sys

import pytest

from launcher.commands.test import default_paths, names_a_path, processes
from launcher.paths import Paths

ROOT = Paths.here().root
#: The head of a file whose tests ask for the databases.
WAITS = (
    "import pytest\n@pytest.fixture\ndef made_databases(): pass\n"
    "pytestmark = pytest.mark.usefixtures('made_databases')\n"
)


def _pytest(folder, source, *more):
    (folder / "test_sample.py").write_text(source)
    plugins = ("launcher.pytest_guard", "no:odoo", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"]
        + [part for plugin in plugins for part in ("-p", plugin)]
        + [f"--rootdir={folder}", str(folder), *more],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["alone", "spread"])
@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.skip('later')\ndef test_a(): pass\n",
        "import pytest\ndef test_a(): pytest.skip('no browser')\n",
        "import pytest\npytest.importorskip('no_such_module')\n",
        "import unittest\nclass T(unittest.TestCase):\n"
        "    @unittest.skip('later')\n    def test_a(self): pass\n",
        "import unittest\n@unittest.skip('later')\nclass T(unittest.TestCase):\n"
        "    def test_a(self): pass\n",
    ],
)
def test_surprising_skip_fails(tmp_path, source, more):
    code, output = _pytest(tmp_path, source, *more)
    assert code != 0, output
    assert "nothing allows it" in output


def test_allowed_skip_passes(tmp_path):
    source = (
        "import pytest\n@pytest.mark.allow_skip('only on ARM')\n"
        "def test_a(): pytest.skip('other machine')\n"
    )
    code, output = _pytest(tmp_path, source)
    assert code == 0, output


def test_expected_failure_is_no_skip(tmp_path):
    source = "import pytest\n@pytest.mark.xfail\ndef test_a(): assert 0\n"
    assert _pytest(tmp_path, source)[0] == 0


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["alone", "spread"])
def test_nothing_collected_fails(tmp_path, more):
    assert _pytest(tmp_path, "x = 1\n", *more)[0] != 0


@pytest.mark.parametrize(
    ("arguments", "cores", "expected"),
    [
        ([], 2, ["-n", "3", "--dist", "loadscope"]),
        (["-q", "-k", "meter"], 4, ["-n", "5", "--dist", "loadscope"]),
        ([], 1, []),
        ([], 64, ["-n", "8", "--dist", "loadscope"]),
        (["-n", "3"], 2, []),
        (["-n0"], 2, []),
        (["--numprocesses=3"], 2, []),
        (["--pdb"], 2, []),
        (["tests/launcher"], 2, []),
    ],
)
def test_all_tests_are_spread_over_the_cores(monkeypatch, arguments, cores, expected):
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(cores)))
    assert processes(arguments, ROOT)[:4] == expected


def test_long_tests_come_first_where_they_are_spread(tmp_path, monkeypatch):
    one, two = "def test_{}(): pass\n", "class Test{}:\n    def test_{}(s): pass\n"
    for path, source in {
        "ibok_a/tests/test_a.py": one.format("a"),
        "ibok_b/tests/test_b.py": two.format("B", "b") + "    def test_c(s): pass\n",
        "tests/test_d.py": one.format("d"),
        "tests/test_e.py": one.format("e") + one.format("f") + two.format("G", "g"),
        "tests/engine/test_h.py": one.format("h"),
        "tests/launcher/test_i.py": one.format("i"),
        "tests/launcher/test_j.py": WAITS + one.format("j") + one.format("k"),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1})
    _processes, _two, *options = processes([], ROOT)

    def order(told, *more):
        code, output = _pytest(tmp_path, one.format("z"), "-vv", *more)
        assert code == 0, output
        return "".join(re.findall(told, output))

    assert order(r"::test_(\w) PASSED") == "abczhijkdefg"
    assert order(r"PASSED \S+::test_(\w)", "-n", "1", *options) == "hijkefdgbcaz"


def test_default_paths_are_all_test_folders(tmp_path):
    for name in ("tests", "ibok_b/tests", "ibok_a/tests", "ibok_c/models"):
        (tmp_path / name).mkdir(parents=True)
    assert default_paths(tmp_path) == ["tests", "ibok_a/tests", "ibok_b/tests"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-q", "-k", "meter"], False),
        (["tests/launcher"], True),
        (["-x", "tests/launcher/conftest.py::test_a"], True),
        ([], False),
    ],
)
def test_named_path_replaces_the_default_ones(arguments, expected):
    assert names_a_path(arguments, ROOT) is expected
