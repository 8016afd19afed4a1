"""The addons of this checkout: their links, their dependencies, their fingerprint."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from .paths import Paths

UMBRELLA = "ibok"
# Folders that change nothing in a database when they change.
UNSEEN = {"tests", "docs", "readme", "__pycache__", ".git", ".ibok", "benchmarks"}
ROOT_FOLDERS = (
    "data",
    "demo",
    "i18n",
    "i18n_extra",
    "report",
    "security",
    "static",
    "views",
)


class Addons:
    """The umbrella addon (the checkout itself) and the `ibok_*` folders in it."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    @cached_property
    def folders(self) -> dict[str, Path]:
        """Each addon's name and folder."""
        root = self._paths.root
        found = {UMBRELLA: root}
        for manifest in sorted(root.glob("ibok_*/__manifest__.py")):
            found[manifest.parent.name] = manifest.parent
        return found

    def manifest(self, name: str) -> dict:
        """An addon's manifest."""
        text = (self.folders[name] / "__manifest__.py").read_text(encoding="utf-8")
        return ast.literal_eval(text)

    @cached_property
    def dependencies(self) -> list[str]:
        """What our addons need of Odoo's own."""
        needed = {
            name
            for folder in self.folders
            if not self.manifest(folder).get("auto_install")
            for name in self.manifest(folder).get("depends", [])
        }
        return sorted(needed - set(self.folders))

    @property
    def python_packages(self) -> list[str]:
        """The Python packages that our addons declare."""
        declared = (
            self.manifest(name).get("external_dependencies", {}).get("python", [])
            for name in self.folders
        )
        return sorted(
            {package for packages in declared for package in packages}, key=str.lower
        )

    @property
    def has_demo(self) -> bool:
        """Whether the umbrella brings a demo municipality."""
        return bool(self.manifest(UMBRELLA).get("demo"))

    def link(self) -> None:
        """Complete `addons/`, the folder that any Odoo takes as its addons path.

        It holds links to our addons. The umbrella is the checkout itself: there a
        link to the whole would make a circle (Odoo follows links when it exports
        terms), so a real folder holds links to its parts.
        """
        links = {name: Path("..") / name for name in self.folders if name != UMBRELLA}
        for part in ("__manifest__.py", "tests", *ROOT_FOLDERS):
            if (self._paths.root / part).exists():
                links[f"{UMBRELLA}/{part}"] = Path("../..") / part
        for name, target in links.items():
            entry = self._paths.addons / name
            if not entry.is_symlink() or entry.readlink() != target:
                entry.parent.mkdir(parents=True, exist_ok=True)
                entry.unlink(missing_ok=True)
                entry.symlink_to(target)

    def fingerprint(self) -> str:
        """Changes whenever a database made of these sources would be another."""
        digest = hashlib.sha256()
        for name, folder in self.folders.items():
            tops = ROOT_FOLDERS if name == UMBRELLA else ("",)
            files = [folder / "__manifest__.py"]
            files += [file for top in tops for file in _files(folder / top)]
            for file in files:
                digest.update(f"{name}/{file.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name in UNSEEN:
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif not entry.name.endswith((".pyc", ".md", ".swp", "~")):
            yield entry
