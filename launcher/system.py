"""Debian packages that pip cannot bring: named, and installed when we are root."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import Failure
from .paths import Paths
from .process import Task
from .progress import Progress

#: How long the installation waits for another package manager.
LOCK_SECONDS = 300
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """A Debian package, what it is for, and how to see that it is there."""

    package: str
    purpose: str
    present: Callable[[], bool]
    optional: bool = False


def _library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _has_fonts() -> bool:
    return any(
        next(Path(folder).rglob("*.[to]tf"), None) is not None
        for folder in FONT_FOLDERS
        if Path(folder).is_dir()
    )


def browser() -> str | None:
    """The browser for tests, if one is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


BASE = (
    Need("python3-venv", "makes the Python environment", _has_venv),
    Need("libmagic1", "recognises uploaded files", lambda: _library("libmagic.so.1")),
)
PRINTING = (
    Need(
        "libpango-1.0-0",
        "sets the text of bills",
        lambda: _library("libpango-1.0.so.0"),
    ),
    Need(
        "libpangoft2-1.0-0",
        "sets the text of bills",
        lambda: _library("libpangoft2-1.0.so.0"),
    ),
    Need(
        "libharfbuzz-subset0",
        "puts letters into bills",
        lambda: _library("libharfbuzz-subset.so.0"),
    ),
    Need(
        "wkhtmltopdf",
        "prints Odoo's own reports as PDF",
        lambda: shutil.which("wkhtmltopdf") is not None,
        optional=True,  # Debian 13 has no such package
    ),
    Need("fonts-dejavu-core", "letters for PDF and browser", _has_fonts),
)
BROWSER = (
    Need("chromium", "the browser that tests drive", lambda: browser() is not None),
)


def ensure(needs: Iterable[Need], paths: Paths, progress: Progress) -> None:
    """Have the packages: root installs what is missing, a user is told the line."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        progress.ready("System packages")
        return
    names = ", ".join(f"{need.package} ({need.purpose})" for need in missing)
    if os.geteuid() != 0:
        _tell_user(missing, names, progress)
        return
    progress.say(f"Missing system packages: {names}")
    with progress.step("System packages: installing them") as step:
        log = paths.logs / "apt.log"
        _apt(["update"], "refreshing the package lists", log, step.note)
        required = [need.package for need in missing if not need.optional]
        if required:
            _install(required, log, step.note)
        for need in (need for need in missing if need.optional):
            try:
                _install([need.package], log, step.note)
            except Failure:
                step.note(f"{need.package} is not available: no {need.purpose}", True)


def _install(packages: list[str], log: Path, note: Callable[[str], None]) -> None:
    # Another package manager may be at work, as on a machine that has just started.
    waits = f"--option=DPkg::Lock::Timeout={LOCK_SECONDS}"
    arguments = ["install", "--yes", "--no-install-recommends", waits, *packages]
    _apt(arguments, f"installing {' '.join(packages)}", log, note)


def as_root(command: str) -> str:
    """How a user runs a command as root; a bare Debian has no sudo."""
    return f"sudo {command}" if shutil.which("sudo") else f"su - -c '{command}'"


def _tell_user(missing: list[Need], names: str, progress: Progress) -> None:
    line = as_root("apt-get install " + " ".join(need.package for need in missing))
    if all(need.optional for need in missing):
        progress.ready("System packages")
        progress.say(f"      without {names}; to have it: {line}")
        return
    raise Failure(f"system packages are missing: {names}", f"Run: {line}")


def _apt(
    arguments: list[str], what: str, log: Path, note: Callable[[str], None]
) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if shutil.which("apt-get") is None:
        raise Failure(
            f"{what}: this system has no apt-get",
            "Install the packages named above by your own package manager.",
        )
    Task(
        what,
        ["apt-get", *arguments],
        log,
        env=env,
        on_line=lambda line: note(line[:100]),
    ).run()
