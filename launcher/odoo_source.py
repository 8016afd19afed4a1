"""Odoo 19 itself: the person's own (ODOO_SRC), or Debian's package in the cache."""

from __future__ import annotations

import os
import re
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

from .apt import OWN_ODOO, Suite
from .errors import Failure
from .locks import exclusive
from .paths import Paths
from .process import Task
from .progress import Progress, Step

VERSION = "19.0.0+dfsg-1"
RECIPE = "1"  # raise it when the way of unpacking changes
# Debian keeps fonts and three libraries outside the Odoo package, as links.
BESIDE = {
    "sid": [
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-glyphicons-halflings",
        "fonts-ocr-b",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
    "bookworm": ["fonts-font-awesome", "fonts-inconsolata"],
}
PACKAGES = Path("usr/lib/python3/dist-packages")
# Debian took this file out (it blurs video calls); the web client asks for it.
EMPTY = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
_VERSION_INFO = re.compile(r"^version_info = \((\d+), (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Odoo:
    """A source tree of Odoo 19."""

    tree: Path  # the folder that holds the package `odoo`
    identity: str

    @property
    def addons_paths(self) -> list[Path]:
        """Folders beside `odoo/addons` that must be on the addons path."""
        if (self.tree / "odoo/addons/account").is_dir():
            return []
        return [self.tree / "addons"]


def inspect(source: Path) -> Odoo:
    """Check a source tree of the person's own."""
    for tree in (source, source / PACKAGES):
        release = tree / "odoo/release.py"
        if release.is_file():
            break
    else:
        raise Failure(
            f"ODOO_SRC={source}: no odoo/release.py in it",
            "Point ODOO_SRC at the folder that holds odoo/ (a git clone's root).",
        )
    found = _VERSION_INFO.search(release.read_text())
    if not found or found.groups() != ("19", "0"):
        version = ".".join(found.groups()) if found else "unknown"
        raise Failure(
            f"ODOO_SRC={source}: this is Odoo {version}, IBOK needs 19.0",
            "Check out the branch 19.0, or unset ODOO_SRC to download it.",
        )
    return Odoo(tree.resolve(), f"{tree.resolve()} {release.read_text()}")


def ensure(paths: Paths, progress: Progress) -> Odoo:
    """Have Odoo's source, downloading it once for all checkouts of this user."""
    own = os.environ.get("ODOO_SRC")
    if own:
        odoo = inspect(Path(own).expanduser().absolute())
        progress.ready(f"Odoo 19 (yours: {odoo.tree})")
        return odoo
    home = paths.cache / f"odoo-{VERSION}-{RECIPE}"
    waiting = "Waiting for another ./ibok that downloads Odoo …"
    with exclusive(paths.cache / "odoo.lock", lambda: progress.say(waiting)):
        if home.is_dir():
            progress.ready("Odoo 19")
        else:
            with progress.step("Odoo 19", "download of 133 MB, once") as step:
                _fetch(paths, home, step)
    return Odoo(home / PACKAGES, f"debian {VERSION} {RECIPE}")


def _fetch(paths: Paths, home: Path, step: Step) -> None:
    downloads = paths.cache / "downloads"
    archives: list[Path] = []
    for suite_name, beside in BESIDE.items():
        suite = Suite(
            suite_name, paths.cache / "apt" / suite_name, paths.logs / "apt.log"
        )
        suite.update(lambda text: step.note(text, always=True))
        wanted = list(beside)
        if suite_name == "sid":
            wanted.insert(0, f"odoo-19={_choose(suite.versions('odoo-19'), step)}")
        sizes = suite.sizes(wanted)
        _download(suite, wanted, downloads / suite_name, sizes, step)
        archives += [downloads / suite_name / name for name in sizes]
    part = home.with_name(home.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for number, archive in enumerate(archives, 1):
        step.note(f"unpacking {number}/{len(archives)} {archive.name}", always=True)
        Task(
            f"unpacking {archive.name}",
            ["dpkg", "-x", archive, part],
            paths.logs / "apt.log",
            hint=OWN_ODOO,
        ).run()
    empty = part / PACKAGES / EMPTY
    empty.parent.mkdir(parents=True, exist_ok=True)
    empty.touch()
    shutil.rmtree(part / PACKAGES / "addons")  # a copy of the Python files only
    part.rename(home)
    shutil.rmtree(downloads)


def _choose(versions: list[str], step: Step) -> str:
    if VERSION in versions:
        return VERSION
    similar = [version for version in versions if version.startswith("19.0")]
    if not similar:
        raise Failure(
            f"Debian no longer has odoo-19 {VERSION} "
            f"(it offers: {', '.join(versions) or 'none'})",
            OWN_ODOO,
        )
    step.note(
        f"Debian no longer has odoo-19 {VERSION}, which IBOK was tested with; "
        f"taking {similar[0]}. {OWN_ODOO}",
        always=True,
    )
    return similar[0]


def _download(
    suite: Suite, wanted: list[str], folder: Path, sizes: dict[str, int], step: Step
) -> None:
    """Download with a watcher beside it that tells how much has arrived."""
    done = threading.Event()
    total = sum(sizes.values())

    def watch() -> None:
        while not done.wait(2):
            files = list(folder.glob("*.deb"))
            arrived = sum(file.stat().st_size for file in files if file.exists())
            step.note(f"downloading: {arrived / 1e6:.0f} of {total / 1e6:.0f} MB")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        suite.download(wanted, folder)
    finally:
        done.set()
        watcher.join()
