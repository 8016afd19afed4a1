"""Download Debian packages of another suite: privately, signed, without root.

apt keeps its lists in the cache folder and reads a sources file of ours, so the
machine's own sources stay as they are; Debian's keyring verifies what arrives.
The mirror is the one the machine itself uses.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import Failure
from .process import Task

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
OWN_ODOO = "Or get Odoo 19 yourself and point at it: ODOO_SRC=/path/to/odoo ./ibok run"
_FORMAT = "$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(RELEASE)"
_URI_LINE = re.compile(r"^'(?P<uri>[^']+)' (?P<file>\S+) (?P<size>\d+) ")


def parse_targets(text: str) -> list[str]:
    """Read the machine's Debian mirrors from `apt-get indextargets`, best first.

    Lists that were downloaded name their origin; of others we only know the suite.
    """
    known: list[str] = []
    unknown: list[str] = []
    for line in text.splitlines():
        fields = line.strip().split("|")
        if len(fields) != 4:
            continue
        origin, label, uri, suite = fields
        if origin == "Debian" and label == "Debian":
            known.append(uri)
        elif origin.startswith("$(") and "security" not in f"{uri}{suite}":
            unknown.append(uri)
    return list(dict.fromkeys(known + unknown))


def mirrors() -> list[str]:
    """The Debian mirrors this machine uses."""
    command = ["apt-get", "indextargets", "--no-release-info", "--format", _FORMAT]
    try:
        done = subprocess.run(
            [*command, "Created-By: Packages"],
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise Failure("this system has no apt-get", OWN_ODOO) from None
    found = parse_targets(done.stdout)
    if not found:
        raise Failure(
            "apt knows no Debian mirror on this machine",
            f"Add Debian to /etc/apt/sources.list.d. {OWN_ODOO}",
        )
    return found


@dataclass
class Suite:
    """One Debian suite, read through a private apt."""

    name: str
    home: Path
    log: Path
    accept_old: bool = False

    def _options(self) -> list[str]:
        settings = {
            "Dir::State::Lists": self.home / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": self.home / "sources",
            "Dir::Cache": self.home / "cache",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if self.accept_old:
            settings["Acquire::Check-Valid-Until"] = "false"
        return [
            part for key, value in settings.items() for part in ("-o", f"{key}={value}")
        ]

    def _write_source(self, mirror: str) -> None:
        for folder in ("lists/partial", "cache/archives/partial", "sources"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "sources" / "ibok.sources").write_text(
            f"Types: deb\nURIs: {mirror}\nSuites: {self.name}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
        )

    def update(self, note: Callable[[str], None]) -> None:
        """Read the suite's list of packages from the first mirror that has it."""
        if not KEYRING.is_file():
            raise Failure(
                "Debian's keyring is missing, so downloads cannot be verified",
                f"Run: sudo apt-get install debian-archive-keyring. {OWN_ODOO}",
            )
        failure: Failure | None = None
        for mirror in mirrors():
            self._write_source(mirror)
            try:
                self._read_list(note)
                return
            except Failure as error:
                failure = error
                shutil.rmtree(self.home / "lists", ignore_errors=True)
        raise failure

    def _read_list(self, note: Callable[[str], None]) -> None:
        """Read the list; an old one (a mirror that lags behind) will do.

        We want one known version, so an old list takes nothing from us. Its
        signature is verified all the same.
        """
        what = f"reading the package list of Debian {self.name}"
        note(what)
        task = Task(
            what,
            ["apt-get", *self._options(), "update", "--error-on=any"],
            self.log,
            hint=OWN_ODOO,
        )
        try:
            task.run()
        except Failure as error:
            if self.accept_old or " is expired " not in error.message:
                raise
            note("this list is old (or the clock here is ahead): its signature counts")
            self.accept_old = True
            self._read_list(note)

    def versions(self, package: str) -> list[str]:
        """The versions of a package that the suite offers."""
        done = subprocess.run(
            ["apt-cache", *self._options(), "madison", package],
            capture_output=True,
            text=True,
        )
        return [
            fields[1].strip()
            for line in done.stdout.splitlines()
            if len(fields := line.split("|")) == 3
        ]

    def sizes(self, packages: list[str]) -> dict[str, int]:
        """File names and sizes of what `download` will fetch."""
        done = subprocess.run(
            ["apt-get", *self._options(), "download", "--print-uris", *packages],
            capture_output=True,
            text=True,
        )
        matches = map(_URI_LINE.match, done.stdout.splitlines())
        return {found["file"]: int(found["size"]) for found in matches if found}

    def download(self, packages: list[str], folder: Path) -> None:
        """Fetch packages into a folder; apt resumes a part and checks the whole."""
        folder.mkdir(parents=True, exist_ok=True)
        Task(
            "downloading " + ", ".join(packages),
            ["apt-get", *self._options(), "download", *packages],
            self.log,
            cwd=folder,
            hint=OWN_ODOO,
        ).run()
