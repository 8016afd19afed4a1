"""Checks of XML, PO and all text files (run with the environment's Python)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from lxml import etree

# Written in parts, so that this file does not name what it forbids.
_REGISTRIES = (
    ("(?:deb|ftp[.a-z]*|security|snapshot)", "debian", "org"),
    ("pypi", "org"),
    ("python" + "hosted", "org"),
    ("registry", "npm" + "js", "org"),
    ("proxy", "golang", "org"),
    ("crates", "io"),
    ("ghcr", "io"),
)
FORBIDDEN = {
    "names a package registry": re.compile(
        "|".join(r"\b" + r"\.".join(parts) + r"\b" for parts in _REGISTRIES)
    ),
    "names a folder of somebody's machine": re.compile(
        r"(?<![\w.>-])/(?:home/\w+|ro" + r"ot|wo" + r"rk)/\w"
    ),
}
TAGS_WITH_ID = ("record", "template", "menuitem", "report", "act_window")
BINARY = {".png", ".jpg", ".gif", ".ico", ".pdf", ".woff", ".woff2", ".ttf", ".zip"}


def tracked(root: Path) -> list[Path]:
    """The files of the checkout: known to git or about to be."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        names = [str(path.relative_to(root)) for path in root.rglob("*")]
        names = [name for name in names if not name.startswith((".ibok", ".git/"))]
    else:
        names = done.stdout.splitlines()
    return [root / name for name in sorted(names) if (root / name).is_file()]


def check_xml(files: list[Path]) -> Iterator[str]:
    """Well-formed, no id twice in one file, no view element of older versions."""
    for file in files:
        try:
            tree = etree.parse(str(file))
        except etree.XMLSyntaxError as error:
            yield f"{file}: {error}"
            continue
        seen: set[str] = set()
        for element in tree.iter(*TAGS_WITH_ID):
            xmlid = element.get("id")
            if xmlid and xmlid in seen:
                yield f"{file}:{element.sourceline}: id {xmlid} is there twice"
            seen.add(xmlid or "")
        for element in tree.iter("tree"):
            yield f"{file}:{element.sourceline}: <tree> is called <list> now"


def check_po(files: list[Path]) -> Iterator[str]:
    """Polish is complete: no empty, fuzzy or obsolete entry, same placeholders."""
    for file in files:
        for entry in polib.pofile(str(file)):
            where = f"{file}:{entry.linenum}: {entry.msgid[:60]!r}"
            if entry.obsolete:
                yield f"{where} is obsolete"
            elif entry.fuzzy:
                yield f"{where} is fuzzy"
            elif not entry.translated():
                yield f"{where} is not translated"
            elif placeholders(entry.msgid) != placeholders(entry.msgstr):
                yield f"{where} has other placeholders in Polish"


def placeholders(text: str) -> set[str]:
    """The named placeholders of a text."""
    return set(re.findall(r"%\((\w+)\)[sdf]", text))


def check_texts(files: list[Path]) -> Iterator[str]:
    """No file names a package registry, or a folder of somebody's machine."""
    for file in files:
        if file.suffix.lower() in BINARY:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"{file}:{number}: {what}"


def main(root: Path) -> int:
    """Check all files; print what is wrong."""
    files = tracked(root)
    found = [
        *check_xml([file for file in files if file.suffix == ".xml"]),
        *check_po([file for file in files if file.suffix == ".po"]),
        *check_texts(files),
    ]
    for line in found:
        print(line.replace(f"{root}/", ""))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
