"""Databases are made beside and put in place whole, on a real server."""

import os
import subprocess
import time

import pytest

from launcher.cluster import wheel_binaries
from launcher.database import Databases
from launcher.errors import Failure
from launcher.paths import Paths

SUFFIX = f"_t{os.getpid()}"


@pytest.fixture
def databases(tmp_path):
    """The databases of one more checkout on the server of these tests."""
    found = Databases(wheel_binaries(Paths.here()), {}, tmp_path, SUFFIX)
    yield found
    for name in found.names():
        found.drop(name)


def test_the_mark_is_what_it_was_made_of(databases):
    name = databases.name("core")
    assert databases.fingerprint(name) is None
    databases.create(name)
    databases.mark(name, "abc")
    assert databases.fingerprint(name) == "abc"
    assert databases.names() == [name]


def test_what_a_deleted_checkout_left_on_the_server_is_made_anew(databases, tmp_path):
    """Its files went with the checkout: pictures and documents would be missing."""
    name = databases.name("core")
    databases.create(name)
    databases.mark(name, "abc")
    (tmp_path / name).rmdir()
    assert databases.fingerprint(name) is None
    databases.create(name)
    databases.mark(name, "abc")
    assert databases.fingerprint(name) == "abc"


def test_copy_takes_rows_and_files_along(databases, tmp_path):
    source, copy = databases.name("demo"), databases.name("test")
    databases.create(source)
    (tmp_path / source / "file").write_text("photo")
    databases.clone(source, copy)
    assert (tmp_path / copy / "file").read_text() == "photo"
    databases.drop(copy)
    assert databases.names() == [source]
    assert not (tmp_path / copy).exists()
    assert (tmp_path / source / "file").read_text() == "photo"


def test_copy_waits_for_nobody_in_the_source(databases):
    """Neither for a session somebody left open, nor for PostgreSQL's own cleaning.

    A role like ours may not end an autovacuum worker: to try it once in a while ended
    the whole command.
    """
    source = databases.name("demo")
    databases.create(source)
    session = [databases._psql, "-d", source, "-Atc"]
    ask = "SELECT 'in'; SELECT pg_sleep(60)"
    with subprocess.Popen(
        [*session, ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as left_open:
        deadline = time.monotonic() + 30
        count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{source}'"
        while databases.sql(count) == "0" and time.monotonic() < deadline:
            time.sleep(0.1)
        databases.clone(source, databases.name("test"))
        left_open.kill()
    assert databases.name("test") in databases.names()


def test_only_sessions_of_people_are_ended(databases, monkeypatch, tmp_path):
    source, asked = databases.name("demo"), []
    (tmp_path / source).mkdir()
    monkeypatch.setattr(databases, "sql", asked.append)
    databases.clone(source, databases.name("test"))
    ends = [query for query in asked if "pg_terminate_backend" in query]
    assert ends
    assert all("backend_type = 'client backend'" in end for end in ends)
    assert not any("FORCE" in query for query in asked)


def test_new_one_takes_the_place_of_the_old_one(databases, tmp_path):
    name, new = databases.name("run"), databases.name("run_new")
    for made, text in ((name, "old"), (new, "new")):
        databases.create(made)
        databases.mark(made, text)
        (tmp_path / made / "file").write_text(text)
    databases.rename(new, name)
    assert databases.names() == [name]
    assert databases.fingerprint(name) == "new"
    assert (tmp_path / name / "file").read_text() == "new"


def test_databases_of_others_are_left_alone(databases):
    """Of another checkout, or of a person who calls his own `ibok_…`."""
    theirs = Databases(databases._psql.parent, {}, databases._filestore, f"{SUFFIX}x")
    theirs.create(theirs.name("run"))
    try:
        assert databases.names() == []
        assert theirs.names() == [theirs.name("run")]
    finally:
        theirs.drop(theirs.name("run"))


def test_copies_of_interrupted_tests_are_known(databases):
    """pytest-odoo makes one for each process, and a killed one leaves it behind."""
    name = f"{databases.name('test')}-gw1"
    databases.create(name)
    assert databases.names() == [name]


def test_superuser_does_not_fit(databases):
    databases.check_role()
    superuser = {"PGUSER": "postgres"}
    databases = Databases(databases._psql.parent, superuser, databases._filestore, "")
    with pytest.raises(Failure) as caught:
        databases.check_role()
    assert "CREATEDB" in caught.value.hint


def test_server_that_is_not_there_names_the_settings(databases, tmp_path):
    nowhere = {"PGHOST": str(tmp_path)}
    databases = Databases(databases._psql.parent, nowhere, tmp_path, SUFFIX)
    with pytest.raises(Failure) as caught:
        databases.check_role()
    assert "PGHOST" in caught.value.hint


def test_a_database_goes_while_somebody_is_in_it(databases):
    """And while PostgreSQL cleans it: to force it out asked for rights we lack."""
    name = databases.name("demo")
    databases.create(name)
    session = [databases._psql, "-d", name, "-Atc", "SELECT pg_sleep(60)"]
    with subprocess.Popen(session, stderr=subprocess.DEVNULL) as left_open:
        deadline = time.monotonic() + 30
        count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"
        while databases.sql(count) == "0" and time.monotonic() < deadline:
            time.sleep(0.1)
        databases.drop(name)
        assert left_open.wait(30)
    assert databases.names() == []
