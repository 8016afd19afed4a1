"""The glue to OCA's job queue, on a database that has it (others do without)."""

import os
import shutil
import subprocess
import sys

import pytest

from launcher.paths import Paths

ROOT = Paths.here().root
DATABASE = f"ibok_queue_{os.getpid()}"


@pytest.fixture
def queue_database():
    """A database with water billing and the job queue, and nothing else of ours."""
    core = os.environ["IBOK_CORE_DATABASE"]
    files = Paths.here().data / "filestore"
    try:
        shutil.copytree(files / core, files / DATABASE)
        subprocess.run(["createdb", "-T", core, DATABASE], check=True)
        yield DATABASE
    finally:
        drop = ["dropdb", "--if-exists", "--force", DATABASE]
        subprocess.run(drop, check=True)
        shutil.rmtree(files / DATABASE)


def test_the_queue_addon_installs_itself_and_passes_its_tests(queue_database):
    """Installed by its two dependencies, then its own tests in a process of theirs."""
    install = [sys.executable, "-m", "odoo", "-d", queue_database, "--no-http"]
    done = subprocess.run(
        [*install, "-i", "ibok_water,queue_job", "--stop-after-init"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert " ERROR " not in done.stderr, done.stderr[-3000:]
    folder = ROOT / "ibok_water_queue" / "tests"
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "launcher.pytest_guard"]
    done = subprocess.run(
        [*tests, f"--odoo-database={queue_database}", "--odoo-log-level=warn", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-5000:]
