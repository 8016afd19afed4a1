"""Every failure says what happened and what to do."""

import errno
import socket
import sys

import pytest

from launcher import system
from launcher.cli import main
from launcher.errors import DISK_FULL, NO_NETWORK, Failure, diagnose, from_os_error
from launcher.paths import Paths
from launcher.process import Task
from launcher.progress import Progress
from launcher.server import address, check_port


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("write failed: No space left on device", DISK_FULL),
        ("Temporary failure resolving 'mirror'", NO_NETWORK),
        ("NewConnectionError: Failed to establish a new connection", NO_NETWORK),
    ],
)
def test_output_of_other_programs_is_understood(output, advice):
    assert diagnose(output)[1] == advice


def test_wrong_clock_is_named():
    for output in (
        "E: Release file is not valid yet (invalid for another 3h)",
        "SSLCertVerificationError: certificate is not yet valid",
    ):
        assert "clock" in diagnose(output)[0]


@pytest.mark.parametrize(
    ("output", "of_postgres"),
    [
        ("ERROR:  permission denied to create database", True),
        ("psycopg2.errors: permission denied for schema public", True),
        ("ERROR:  must be owner of database ibok_run", True),
        ("PermissionError: [Errno 13] Permission denied: '/srv/ibok/.ibok'", False),
        ("sh: 1: cannot create /srv/x: Permission denied", False),
    ],
)
def test_what_a_user_of_postgresql_may_not_is_no_file(output, of_postgres):
    cause, advice = diagnose(output)
    assert ("PostgreSQL" in cause) == of_postgres
    assert ("CREATEDB" in advice) == of_postgres
    assert ("ls -ld" in advice) != of_postgres


def test_programs_speak_english_to_us(tmp_path, monkeypatch):
    """Else a full disk would be told in Polish, and not be understood."""
    monkeypatch.setenv("LANGUAGE", "pl")
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")
    script = "import os; print(os.environ['LC_ALL'], os.environ['LANGUAGE'] or '-')"
    argv = [sys.executable, "-c", script]
    assert Task("asking", argv, tmp_path / "log").run() == "C.UTF-8 -"


def test_unknown_output_gets_no_invented_cause():
    assert diagnose("something else") == ("", "")


def test_full_disk_is_named():
    failure = from_os_error(OSError(errno.ENOSPC, "No space left", "x"))
    assert failure.hint == DISK_FULL


def test_foreign_folder_is_named():
    failure = from_os_error(PermissionError(errno.EACCES, "no", "/some/folder"))
    assert "/some/folder" in failure.message
    assert failure.hint


def test_taken_port_says_which_other_to_take():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(Failure) as caught:
            check_port("127.0.0.1", port)
    assert f"port {port} is taken" in caught.value.message
    assert f"--port {port + 1}" in caught.value.hint


def test_free_port_passes():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)


def test_foreign_address_is_refused():
    with pytest.raises(Failure, match="no address of this machine"):
        check_port("192.0.2.1", 8069)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x", "²", "1e3"])
def test_what_is_no_port_is_said_at_once(port, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["run", f"--port={port}"])
    assert caught.value.code == 2
    assert "is no port (1 to 65535)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8069"),
        ("0.0.0.0", "http://localhost:8069"),
        ("::", "http://localhost:8069"),
        ("::1", "http://[::1]:8069"),
        ("192.0.2.1", "http://192.0.2.1:8069"),
    ],
)
def test_the_printed_address_can_be_opened(host, url):
    assert address(host, 8069) == url


@pytest.mark.parametrize("name", ["a,b", "it's", 'a"b', "$HOME", "a`b", "a\\b"])
def test_path_that_odoo_cannot_read_is_named(tmp_path, name):
    with pytest.raises(Failure, match="the path of this checkout"):
        Paths(tmp_path / name).check()


def test_ordinary_path_passes(tmp_path):
    Paths(tmp_path / "Gmina Łask (kopia) #2").check()


def test_user_without_a_home_is_told_what_to_set(monkeypatch, tmp_path):
    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("launcher.paths.Path.home", nobody)
    with pytest.raises(Failure) as caught:
        assert Paths(tmp_path).cache
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_failed_program_shows_its_last_lines_and_its_log(tmp_path):
    log = tmp_path / "task.log"
    script = "import sys; print('line before'); sys.exit('the reason')"
    with pytest.raises(Failure) as caught:
        Task("the step", [sys.executable, "-c", script], log, hint="do that").run()
    assert "the step failed (exit code 1)" in caught.value.message
    assert "the reason" in caught.value.message
    assert str(log) in caught.value.message
    assert caught.value.hint == "do that"
    assert "the reason" in log.read_text()


def test_understood_failure_is_short(tmp_path):
    script = "for n in range(50): print(f'line-{n}: No space left on device')\nexit(1)"
    with pytest.raises(Failure) as caught:
        Task("the step", [sys.executable, "-c", script], tmp_path / "log").run()
    assert "the step failed: the disk is full" in caught.value.message
    assert "line-49" in caught.value.message
    assert "line-40" not in caught.value.message
    assert caught.value.hint == DISK_FULL


def test_missing_program_is_named(tmp_path):
    with pytest.raises(Failure, match="no-such-program was not found"):
        Task("the step", ["no-such-program"], tmp_path / "log").run()


def _need(package, optional=False):
    return system.Need(package, "a purpose", lambda: False, optional)


@pytest.mark.parametrize(
    ("sudo", "line"),
    [
        ("/usr/bin/sudo", "sudo apt-get install libmagic1 wkhtmltopdf"),
        (None, "su - -c 'apt-get install libmagic1 wkhtmltopdf'"),
    ],
)
def test_user_is_told_the_line_that_installs_what_is_missing(
    tmp_path, monkeypatch, sudo, line
):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: sudo)
    needs = [_need("libmagic1"), _need("wkhtmltopdf", optional=True)]
    with pytest.raises(Failure) as caught:
        system.ensure(needs, Paths(tmp_path), Progress())
    assert caught.value.hint == f"Run: {line}"
    assert "a purpose" in caught.value.message


def test_optional_package_does_not_stop_a_user(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    system.ensure([_need("wkhtmltopdf", True)], Paths(tmp_path), Progress())
    assert "apt-get install wkhtmltopdf" in capsys.readouterr().err


def test_root_installs_what_is_missing_and_names_it(tmp_path, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        system, "_apt", lambda arguments, *rest: calls.append(arguments)
    )
    needs = [_need("libmagic1"), _need("wkhtmltopdf", True), _need("python3-venv")]
    system.ensure(needs, Paths(tmp_path), Progress())
    assert calls[0] == ["update"]
    assert calls[1][0] == "install" and calls[1][-2:] == ["libmagic1", "python3-venv"]
    assert calls[2][0] == "install" and calls[2][-1] == "wkhtmltopdf"
    assert "libmagic1 (a purpose)" in capsys.readouterr().err
