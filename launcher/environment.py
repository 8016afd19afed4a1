"""The virtual environment, made from the pinned packages of requirements.lock."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .locks import exclusive
from .paths import Paths
from .process import Task
from .progress import Progress

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(lock_text: str) -> list[tuple[str, str]]:
    """Read (name, version) pairs from the text of a lock file."""
    return [(name.lower(), version) for name, version in _PIN.findall(lock_text)]


def digest(lock: Path) -> str:
    """Fingerprint of the lock and of the Python that runs us."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def works(python: Path) -> bool:
    """Whether an environment's Python is there, has pip and is the one that runs us."""
    ours = "{}.{}".format(*sys.version_info)
    ask = "import pip, sys; print('{}.{}'.format(*sys.version_info))"
    try:
        done = subprocess.run(
            [python, "-c", ask], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == ours


def ensure(paths: Paths, progress: Progress) -> None:
    """Have the environment as the lock says; an interrupted one is completed."""
    stamp = paths.venv / ".complete"
    wanted = digest(paths.lock_file)

    def complete() -> bool:
        return stamp.is_file() and stamp.read_text() == wanted

    waiting = "Waiting for another ./ibok that makes the Python environment …"
    with exclusive(paths.state / "venv.lock", lambda: progress.say(waiting)):
        if complete():
            progress.ready("Python environment")
            return
        with progress.step("Python environment", "about 1 min") as step:
            stamp.unlink(missing_ok=True)
            log = paths.logs / "pip.log"
            if not works(paths.python):
                shutil.rmtree(paths.venv, ignore_errors=True)
                step.note("making it", always=True)
                Task(
                    "making the Python environment",
                    [sys.executable, "-m", "venv", paths.venv],
                    log,
                    hint="Run: sudo apt-get install python3-venv",
                ).run()
            _install(paths, log, step)
            stamp.write_text(wanted)


def _forget_halves(paths: Paths) -> None:
    """Let pip install anew what it was interrupted in: RECORD is written last."""
    for info in paths.venv.glob("lib/python3*/site-packages/*.dist-info"):
        if not (info / "RECORD").is_file():
            shutil.rmtree(info)


def _install(paths: Paths, log: Path, step) -> None:
    _forget_halves(paths)
    total = len({name for name, _version in pins(paths.lock_file.read_text())})
    seen = 0

    def on_line(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            step.fraction(seen, total, "downloading packages")
        elif line.startswith("Installing collected"):
            step.note("unpacking the packages", always=True)

    Task(
        "installing the Python packages",
        [
            paths.python,
            *("-m", "pip", "install", "--no-deps", "--require-hashes"),
            *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
            *("--retries", "5", "-r", paths.lock_file),
        ],
        log,
        cwd=paths.root,
        on_line=on_line,
    ).run()


def link_odoo(paths: Paths, tree: Path) -> None:
    """Let the environment import Odoo from its source tree."""
    packages = next((paths.venv / "lib").glob("python3*/site-packages"))
    link = packages / "ibok_odoo.pth"
    text = f"{tree}\n"
    if not link.is_file() or link.read_text() != text:
        part = link.with_suffix(".part")
        part.write_text(text)
        part.replace(link)
