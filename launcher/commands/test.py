"""`./ibok test`: every test, on a database of its own, browser included."""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .. import gate
from ..locks import exclusive
from ..paths import Paths
from ..process import die_with_parent, hearing
from ..progress import Progress
from ..system import BROWSER, PRINTING
from ..workshop import Workshop, workshop

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
            spread = processes(options.arguments, paths.root)
            command = _command(shop, options.arguments, spread)
            environment = {"IBOK_CORE_DATABASE": shop.databases.name("core")}
            how = {"cwd": paths.root, "preexec_fn": die_with_parent}
            if spread:
                return _run_early(shop, command, environment, how)
            _make_database(shop)
            progress.begin("Tests")
            return shop.runner.interactive(command, environment, **how)


def _command(shop: Workshop, arguments: list[str], spread: list[str]) -> list:
    root = shop.paths.root
    name = shop.databases.name("test")
    return [
        *(shop.paths.python, "-m", "pytest", "-p", "launcher.pytest_guard"),
        *("-p", "launcher.pytest_workers", "-p", "launcher.pytest_caches"),
        *("--odoo-http", "--odoo-log-level=warn"),
        *("--odoo-config", shop.runner.configuration("test", {"db_name": name})),
        *spread,
        *arguments,
        *(() if names_a_path(arguments, root) else default_paths(root)),
    ]


def _make_database(shop: Workshop) -> None:
    shop.databases.clone(shop.recipes.demo(), shop.databases.name("test"))


def _run_early(
    shop: Workshop, command: list, environment: dict[str, str], how: dict
) -> int:
    """Begin the tests that need no database while it is made.

    What pytest writes meanwhile comes after what is told of the databases.
    """
    if sys.stdout.isatty():  # behind a pipe it does not see the terminal
        width = str(shutil.get_terminal_size().columns)
        command = [*command, "--color=yes"]
        environment = {**environment, "COLUMNS": width}
    with gate.shut(shop.paths.state / "test.gate") as told:
        environment = {**environment, **told}
        child = shop.runner.begin(command, environment, stdout=subprocess.PIPE, **how)
        try:
            _make_database(shop)
        except BaseException:
            shop.runner.end(child)
            raise
        shop.progress.begin("Tests")
    with hearing(child):
        return shop.runner.attend(child)
