"""Debian packages come from the machine's own mirror; parts of downloads are kept."""

import os
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from launcher import apt, odoo_source
from launcher.errors import Failure
from launcher.progress import Progress, Step

MIRROR = "http://mirror.example/debian/"


def test_debian_mirror_is_found_among_other_sources():
    text = (
        "Docker|Docker CE|http://docker.example/debian/|bookworm\n"
        f"Debian|Debian|{MIRROR}|bookworm\n"
        f"Debian|Debian|{MIRROR}|bookworm-updates\n"
        "Debian|Debian-Security|http://mirror.example/security/|bookworm-security\n"
    )
    assert apt.parse_targets(text) == [MIRROR]


def test_mirror_is_found_before_any_list_was_downloaded():
    text = (
        f"$(ORIGIN)|$(LABEL)|{MIRROR}|bookworm\n"
        "$(ORIGIN)|$(LABEL)|http://mirror.example/debian-security/|bookworm-security\n"
    )
    assert apt.parse_targets(text) == [MIRROR]


def test_known_mirror_comes_before_unknown_ones():
    text = (
        "$(ORIGIN)|$(LABEL)|http://other.example/|stable\n"
        f"Debian|Debian|{MIRROR}|bookworm\n"
    )
    assert apt.parse_targets(text) == [MIRROR, "http://other.example/"]


def test_noise_is_no_mirror():
    assert apt.parse_targets("W: some warning\n\n") == []


def test_no_mirror_points_at_an_own_odoo(monkeypatch):
    monkeypatch.setattr(apt, "parse_targets", lambda text: [])
    with pytest.raises(Failure) as caught:
        apt.mirrors()
    assert "ODOO_SRC" in caught.value.hint


def test_missing_keyring_stops_before_any_download(monkeypatch, tmp_path):
    monkeypatch.setattr(apt, "KEYRING", tmp_path / "none.gpg")
    with pytest.raises(Failure, match="cannot be verified"):
        apt.Suite("sid", tmp_path, tmp_path / "log").update(lambda text: None)


def test_sources_file_demands_debians_signature(tmp_path):
    suite = apt.Suite("sid", tmp_path, tmp_path / "log")
    suite._write_source(MIRROR)
    text = (tmp_path / "sources/ibok.sources").read_text()
    assert f"URIs: {MIRROR}" in text
    assert f"Signed-By: {apt.KEYRING}" in text
    assert "Trusted" not in text


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Keep the tests' output clean."""


def test_unsigned_mirror_is_refused(monkeypatch, tmp_path):
    """A mirror that serves lists without Debian's signature gets nowhere."""
    dists = tmp_path / "www/dists/sid"
    dists.mkdir(parents=True)
    (dists / "Release").write_text("Origin: Debian\nSuite: sid\n")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0),
        lambda *args: _Silent(*args, directory=str(tmp_path / "www")),
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(apt, "mirrors", lambda: [address])
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    try:
        with pytest.raises(Failure) as caught:
            apt.Suite("sid", tmp_path / "apt", tmp_path / "log").update(lambda t: None)
    finally:
        server.shutdown()
        server.server_close()
    assert "not signed" in caught.value.message


APT_OF_AN_OLD_LIST = """#!/bin/sh
case "$*" in *Acquire::Check-Valid-Until=false*) exit 0 ;; esac
echo "E: Release file for $0 is expired (invalid since 16d)."
exit 100
"""


def test_old_list_of_a_lagging_mirror_will_do(monkeypatch, tmp_path):
    """It is taken by a second try, which demands the signature as the first did."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/apt-get").write_text(APT_OF_AN_OLD_LIST)
    (tmp_path / "bin/apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin", prepend=os.pathsep)
    monkeypatch.setattr(apt, "mirrors", lambda: [MIRROR])
    suite = apt.Suite("sid", tmp_path / "apt", tmp_path / "log")
    said = []
    suite.update(said.append)
    assert any("is old" in text for text in said)
    assert (
        f"Signed-By: {apt.KEYRING}" in (suite.home / "sources/ibok.sources").read_text()
    )


def _step():
    return Step(Progress(), "test")


def test_tested_version_is_preferred():
    versions = ["19.0.1+dfsg-1", odoo_source.VERSION]
    assert odoo_source._choose(versions, _step()) == odoo_source.VERSION


def test_other_version_is_announced(capsys):
    assert odoo_source._choose(["19.0.1+dfsg-1"], _step()) == "19.0.1+dfsg-1"
    assert "ODOO_SRC" in capsys.readouterr().err


def test_version_that_left_the_archive_points_at_an_own_odoo():
    with pytest.raises(Failure) as caught:
        odoo_source._choose(["20.0.0-1"], _step())
    assert "20.0.0-1" in caught.value.message
    assert "ODOO_SRC" in caught.value.hint


def _tree(folder, version):
    (folder / "odoo").mkdir(parents=True)
    text = f"version_info = ({version}, FINAL, 0, '')\n"
    (folder / "odoo/release.py").write_text(text)


def test_own_git_clone_brings_its_addons_folder(tmp_path):
    _tree(tmp_path, "19, 0, 0")
    odoo = odoo_source.inspect(tmp_path)
    assert odoo.tree == tmp_path
    assert odoo.addons_paths == [tmp_path / "addons"]


def test_own_installed_odoo_has_its_addons_inside(tmp_path):
    _tree(tmp_path, "19, 0, 0")
    (tmp_path / "odoo/addons/account").mkdir(parents=True)
    assert odoo_source.inspect(tmp_path).addons_paths == []


def test_own_odoo_of_another_version_is_refused(tmp_path):
    _tree(tmp_path, "18, 0, 0")
    with pytest.raises(Failure, match="this is Odoo 18.0, IBOK needs 19.0"):
        odoo_source.inspect(tmp_path)


def test_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Failure, match="no odoo/release.py"):
        odoo_source.inspect(tmp_path)
