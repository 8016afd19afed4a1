"""A test that is skipped by surprise fails the run."""

import os
import subprocess
import sys

import pytest

from launcher.commands.test import default_paths, names_a_path
from launcher.paths import Paths

ROOT = Paths.here().root


def _pytest(folder, source):
    (folder / "test_sample.py").write_text(source)
    plugins = ("launcher.pytest_guard", "no:odoo", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"]
        + [part for plugin in plugins for part in ("-p", plugin)]
        + [f"--rootdir={folder}", str(folder)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
    )
    return done.returncode, done.stdout


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
def test_surprising_skip_fails(tmp_path, source):
    code, output = _pytest(tmp_path, source)
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


def test_nothing_collected_fails(tmp_path):
    assert _pytest(tmp_path, "x = 1\n")[0] != 0


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
