"""What is made again, and what is not; locks; logins; the lock file."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import environment, logins
from launcher.addons import Addons
from launcher.locks import Presence, attempt
from launcher.odoo import follow
from launcher.paths import SOCKET_LIMIT, Paths
from launcher.progress import Progress, Step, duration

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

CHECKOUT = Paths.here()


@pytest.fixture
def checkout(tmp_path):
    """A small checkout with the umbrella and one addon."""
    files = {
        "__manifest__.py": "{'depends': ['ibok_water'], 'demo': ['demo/a.xml']}",
        "views/menu.xml": "<odoo/>",
        "ibok_water/__manifest__.py": "{'depends': ['account']}",
        "ibok_water/models/meter.py": "x = 1\n",
        "ibok_water/tests/test_meter.py": "x = 1\n",
        "ibok_glue/__manifest__.py": "{'depends': ['queue_job'], 'auto_install': True}",
        "docs/guide.md": "text",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Paths(tmp_path)


def test_fingerprint_follows_what_a_database_is_made_of(checkout):
    before = Addons(checkout).fingerprint()
    (checkout.root / "ibok_water/models/meter.py").write_text("x = 2\n")
    assert Addons(checkout).fingerprint() != before


def test_fingerprint_follows_a_new_file(checkout):
    before = Addons(checkout).fingerprint()
    (checkout.root / "views/new.xml").write_text("<odoo/>")
    assert Addons(checkout).fingerprint() != before


@pytest.mark.parametrize("name", ["ibok_water/tests/test_meter.py", "docs/guide.md"])
def test_fingerprint_ignores_tests_and_texts(checkout, name):
    before = Addons(checkout).fingerprint()
    (checkout.root / name).write_text("changed")
    assert Addons(checkout).fingerprint() == before


def test_dependencies_are_odoos_own_and_leave_glue_out(checkout):
    assert Addons(checkout).dependencies == ["account"]


def test_addons_folder_has_every_addon_and_no_circle(checkout):
    Addons(checkout).link()
    seen = set()
    for folder, _folders, files in os.walk(checkout.addons, followlinks=True):
        seen |= {os.path.relpath(f"{folder}/{file}", checkout.addons) for file in files}
    assert "ibok/__manifest__.py" in seen
    assert "ibok_water/models/meter.py" in seen
    assert len(seen) < 20


def test_addons_folder_of_the_repository_is_complete():
    missing = [
        name
        for name in Addons(CHECKOUT).folders
        if not (CHECKOUT.addons / name / "__manifest__.py").is_file()
    ]
    assert missing == []


def test_state_differs_for_each_checkout(tmp_path):
    assert Paths(tmp_path / "a").key != Paths(tmp_path / "b").key


def test_socket_of_a_deep_checkout_is_short(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    deep = Paths(tmp_path.joinpath(*["a-long-folder-name"] * 8))
    assert len(os.fsencode(deep.socket)) <= SOCKET_LIMIT


def test_lock_pins_every_package_with_hashes():
    text = CHECKOUT.lock_file.read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) >= 80
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+==\S+", block), block[:60]
        assert "--hash=sha256:" in block, block[:60]


def test_lock_has_every_dependency_of_the_project():
    pinned = {
        name for name, _version in environment.pins(CHECKOUT.lock_file.read_text())
    }
    project = tomllib.loads((CHECKOUT.root / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.match(r"[\w.-]+", line)[0].lower() for line in wanted}
    assert names - pinned == set()


def test_environment_is_made_anew_when_the_lock_changes(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n")
    before = environment.digest(lock)
    lock.write_text("a==2\n")
    assert environment.digest(lock) != before


def test_environment_of_another_python_is_made_anew(tmp_path):
    """Else who asks for another Python would go on with the old one unnoticed."""
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\necho 3.9\n")
    other.chmod(0o755)
    assert not environment.works(other)
    assert environment.works(Path(sys.executable))


def test_half_installed_package_is_installed_anew(tmp_path):
    packages = tmp_path / ".ibok/venv/lib/python3.11/site-packages"
    for name in ("whole-1.dist-info", "half-1.dist-info"):
        (packages / name).mkdir(parents=True)
        (packages / name / "METADATA").touch()
    (packages / "whole-1.dist-info/RECORD").touch()
    environment._forget_halves(Paths(tmp_path))
    assert [path.name for path in packages.iterdir()] == ["whole-1.dist-info"]


def test_presence_of_a_killed_process_does_not_stay(tmp_path):
    file = tmp_path / "users"
    script = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from launcher.locks import Presence; p = Presence(Path(sys.argv[2]));"
        "p.enter(); print('in', flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", script, str(CHECKOUT.root), str(file)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        presence = Presence(file)
        presence.enter()
        assert not presence.alone()
        other.kill()
        other.wait()
    assert presence.alone()
    presence.leave()


def test_second_run_sees_the_first(tmp_path):
    with attempt(tmp_path / "lock") as first, attempt(tmp_path / "lock") as second:
        assert (first, second) == (True, False)


def test_passwords_are_kept_private_and_the_same(tmp_path):
    paths = Paths(tmp_path)
    paths.make()
    known, new = logins.passwords(paths)
    assert new
    assert stat.S_IMODE(paths.logins.stat().st_mode) == 0o600
    for folder in (paths.logs, paths.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert logins.passwords(paths) == (known, False)
    assert set(known) == {*logins.ROLES, logins.MASTER}
    assert len(set(known.values())) == len(known)


def test_damaged_password_file_is_made_anew(tmp_path):
    paths = Paths(tmp_path)
    paths.make()
    paths.logins.write_text(json.dumps({"admin": "x"}))
    assert logins.passwords(paths)[1]


def test_passwords_satisfy_the_terms_of_service():
    for _ in range(200):
        password = logins.make_password()
        assert 8 <= len(password) <= 30
        for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]"):
            assert re.search(pattern, password), password


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.42, "0.4 s"), (12.3, "12 s"), (125, "2 min 05 s")]
)
def test_durations_are_readable(seconds, text):
    assert duration(seconds) == text


def test_progress_goes_to_stderr_only(capsys):
    step = Step(Progress(), "step")
    step.note("half way")
    step.note("too soon after the other")
    out, err = capsys.readouterr()
    assert out == ""
    assert "half way" in err
    assert "too soon" not in err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("odoo.modules.loading: Loading module account (9/14) ", "module 9/14"),
        ("odoo.modules.loading: loading base/data/res_bank.xml ", "res_bank.xml"),
        ("odoo.addons.ibok_water.demo: Demo 2/8: tariff", "Demo 2/8: tariff"),
    ],
)
def test_odoos_log_becomes_progress(line, told, capsys):
    follow(f"2026-11-22 22:41:46,858 1 INFO ibok_core {line}", Step(Progress(), "x"))
    assert told in capsys.readouterr().err
