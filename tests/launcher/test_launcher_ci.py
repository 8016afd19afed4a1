"""What a change must pass: both commands, at once, and neither hides the other."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from launcher.paths import Paths

#: In place of `./ibok`: what the two commands do is told by the environment.
IBOK = """#!/usr/bin/env bash
echo "$1 begins"
trap 'echo "$1 was ended"; echo ended >"$1.ended"; exit 143' TERM
name=DO_$1
eval "${!name}"
"""
LONG = "for _part in {1..300}; do sleep 0.1; done"


@pytest.fixture
def ci(tmp_path):
    """Begin `.ci/run` with the given commands in place of lint and test."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(Paths.here().root / ".ci" / "run", tmp_path / ".ci" / "run")
    ibok = Path(tmp_path, "ibok")
    ibok.write_text(IBOK)
    ibok.chmod(0o755)

    def begin(lint, test):
        return subprocess.Popen(
            [tmp_path / ".ci" / "run"],
            env={**os.environ, "DO_lint": lint, "DO_test": test},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )

    return begin


def test_both_pass_and_the_tests_have_the_last_word(ci):
    process = ci("echo clean", "sleep 2; echo 9 passed")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "test begins\n9 passed\n")
    assert err == "lint begins\nclean\n"


def test_a_failed_test_fails_it(ci):
    process = ci("echo clean", "exit 3")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "clean" in err


def test_a_fault_of_the_sources_fails_it_and_ends_the_tests(ci, tmp_path):
    process = ci("echo found a fault; exit 1", LONG)
    began = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert process.returncode
    assert "found a fault" in err
    assert time.monotonic() - began < 20
    assert (tmp_path / "test.ended").exists()


def test_a_fault_of_the_sources_fails_it_though_the_tests_have_passed(ci):
    process = ci("sleep 1; exit 1", "echo 9 passed")
    process.communicate(timeout=60)
    assert process.returncode == 1


def test_who_stops_it_stops_both(ci, tmp_path):
    process = ci(LONG, LONG)
    time.sleep(2)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode
    for name in ("lint", "test"):
        assert (tmp_path / f"{name}.ended").exists()
