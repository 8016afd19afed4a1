"""`./ibok test`: every test, on a database of its own, browser included."""

from __future__ import annotations

import argparse
import ast
import os
from pathlib import Path

from ..locks import exclusive
from ..paths import Paths
from ..process import die_with_parent
from ..progress import Progress
from ..system import BROWSER, PRINTING
from ..workshop import workshop

STEPS = 8
MOST_PROCESSES = 8  # a database and a browser each: memory ends before the cores do
ALONE = ("-n", "--numprocesses", "--pdb", "--trace", "-s")  # the person has his own way


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("arguments", nargs="*", help="given to pytest as they are")


def default_paths(root: Path) -> list[str]:
    """The folders of all tests that run in the demo municipality.

    Glue to addons it does without is tested on a database that `tests/` makes.
    """
    found = [root / "tests", *sorted(root.glob("ibok_*/tests"))]
    return [
        str(folder.relative_to(root))
        for folder in found
        if folder.is_dir() and not _is_glue(folder.parent / "__manifest__.py")
    ]


def _is_glue(manifest: Path) -> bool:
    return manifest.is_file() and bool(
        ast.literal_eval(manifest.read_text(encoding="utf-8")).get("auto_install")
    )


def names_a_path(arguments: list[str], root: Path) -> bool:
    """Whether the person named tests himself (a file, a folder, a node id)."""
    return any(
        not argument.startswith("-") and (root / argument.split("::")[0]).exists()
        for argument in arguments
    )


def processes(arguments: list[str], root: Path) -> list[str]:
    """All tests are spread over the cores; tests that a person names are not.

    One process more than there are cores: some always wait, for a page or a lock.
    """
    cores = len(os.sched_getaffinity(0))
    if cores < 2 or names_a_path(arguments, root) or _alone(arguments):
        return []
    count = min(cores + 1, MOST_PROCESSES)
    order = ("--no-loadscope-reorder", "-p", "launcher.pytest_order")
    return ["-n", str(count), "--dist", "loadscope", *order]


def _alone(arguments: list[str]) -> bool:
    return any(argument.startswith(ALONE) for argument in arguments)


def run(options: argparse.Namespace) -> int:
    """Copy the test database, and run pytest on it."""
    paths = Paths.here()
    progress = Progress(STEPS)
    paths.make()
    waiting = "Waiting for another ./ibok test of this checkout …"
    with exclusive(paths.state / "test.lock", lambda: progress.say(waiting)):
        with workshop(paths, progress, (*PRINTING, *BROWSER)) as shop:
            demo = shop.recipes.demo()
            name = shop.databases.name("test")
            shop.databases.clone(demo, name)
            config = shop.runner.configuration("test", {"db_name": name})
            progress.begin("Tests")
            return shop.runner.interactive(
                [
                    *(paths.python, "-m", "pytest", "-p", "launcher.pytest_guard"),
                    *("-p", "launcher.pytest_workers", "-p", "launcher.pytest_caches"),
                    *("--odoo-http", "--odoo-log-level=warn"),
                    *("--odoo-config", config),
                    *processes(options.arguments, paths.root),
                    *options.arguments,
                    *(
                        ()
                        if names_a_path(options.arguments, paths.root)
                        else default_paths(paths.root)
                    ),
                ],
                {"IBOK_CORE_DATABASE": shop.databases.name("core")},
                cwd=paths.root,
                preexec_fn=die_with_parent,
            )
