"""The commands that `./ibok run` prints for an Odoo of one's own do install IBOK."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.guide import install_commands
from launcher.paths import Paths

ROOT = Paths.here().root
DATABASE = f"ibok_foreign_{os.getpid()}"


@pytest.fixture
def core_copy(tmp_path, made_databases):
    """A database with Odoo's own modules, and a data folder to go with it."""
    core = os.environ["IBOK_CORE_DATABASE"]
    subprocess.run(["createdb", "-T", core, DATABASE], check=True)
    source = Paths.here().data / "filestore" / core
    shutil.copytree(source, tmp_path / "data/filestore" / DATABASE)
    yield DATABASE
    subprocess.run(["dropdb", "--force", DATABASE], check=True)


def test_printed_commands_install_the_addons(core_copy, tmp_path):
    """Clone, addons path and `-i ibok`, as printed; pip is left out."""
    import odoo.addons.account  # from the Odoo that runs these tests

    odoo_addons = Path(odoo.addons.account.__file__).parent.parent
    clone, _pip, install = install_commands(str(ROOT), [])
    options = f"--stop-after-init --no-http --data-dir {tmp_path}/data"
    install = (
        install.replace("odoo -d", f"{sys.executable} -m odoo {options} -d")
        .replace("DATABASE", core_copy)
        .replace("ODOO_ADDONS", str(odoo_addons))
    )
    config = tmp_path / "odoo.conf"
    config.write_text("[options]\n")
    done = subprocess.run(
        f"{clone} && {install}",
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PWD": str(tmp_path), "ODOO_RC": str(config)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    ask = "SELECT name, state FROM ir_module_module WHERE name LIKE 'ibok%'"
    states = subprocess.run(
        ["psql", "-d", core_copy, "-Atc", ask],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    expected = {"ibok", "ibok_p24", "ibok_portal", "ibok_water"}
    assert {f"{name}|installed" for name in expected} <= set(states)
    assert "ERROR" not in done.stderr
