"""Everything a command needs to work with Odoo: made ready step by step."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import environment, odoo_source, system
from .addons import Addons
from .cluster import wheel_binaries
from .database import Databases
from .errors import DISK_FULL, Failure
from .locks import exclusive
from .odoo import Runner
from .paths import Paths
from .postgres import external_environment, serving
from .progress import Progress
from .recipes import Recipes

FIRST_SPACE = 5 * 10**9  # bytes: environment, Odoo, cluster with its databases


@dataclass
class Workshop:
    """What the commands work with."""

    paths: Paths
    runner: Runner
    databases: Databases
    addons: Addons
    recipes: Recipes
    progress: Progress


def prepare_python(
    paths: Paths, progress: Progress, needs: Iterable[system.Need] = ()
) -> None:
    """Have the state folders, the system packages and the Python environment."""
    paths.make()
    if not paths.python.exists():
        _check_space(paths)
    waiting = "Waiting for another ./ibok that sees to the system packages …"
    with exclusive(paths.state / "system.lock", lambda: progress.say(waiting)):
        system.ensure((*system.BASE, *needs), paths, progress)
    environment.ensure(paths, progress)


def _check_space(paths: Paths) -> None:
    folder = paths.root
    free = shutil.disk_usage(folder).free
    if free < FIRST_SPACE:
        raise Failure(
            f"the disk has {free / 1e9:.1f} GB free at {folder}, "
            f"the first start takes {FIRST_SPACE / 1e9:.0f} GB",
            DISK_FULL,
        )


@contextmanager
def workshop(
    paths: Paths, progress: Progress, needs: Iterable[system.Need] = ()
) -> Iterator[Workshop]:
    """Have Odoo and PostgreSQL ready for the time of a command."""
    prepare_python(paths, progress, needs)
    odoo = odoo_source.ensure(paths, progress)
    environment.link_odoo(paths, odoo.tree)
    addons = Addons(paths)
    addons.link()
    with serving(paths, progress) as server:
        binaries: Path = wheel_binaries(paths)
        suffix = f"_{paths.key[:6]}" if external_environment() else ""
        databases = Databases(binaries, server, paths.data / "filestore", suffix)
        databases.check_role()
        runner = Runner(paths, odoo, server, binaries)
        recipes = Recipes(runner, databases, addons, progress)
        yield Workshop(paths, runner, databases, addons, recipes, progress)
