"""`./ibok reset`: remove the databases and the state of this checkout."""

from __future__ import annotations

import argparse
import shutil
import sys

from ..cluster import Embedded, wheel_binaries
from ..database import Databases
from ..errors import Failure
from ..locks import Presence
from ..paths import Paths
from ..postgres import external_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Remove everything but the downloads, which other checkouts share."""
    paths = Paths.here()
    if not paths.state.exists():
        print("ibok: nothing to remove", file=sys.stderr)
        return 0
    if not options.yes and not _confirmed(paths):
        print("ibok: nothing was removed", file=sys.stderr)
        return 1
    presence = Presence(paths.users)
    if not presence.alone():
        raise Failure(
            "another ./ibok of this checkout is at work", "Stop it, then run it again."
        )
    _drop_databases(paths)
    shutil.rmtree(paths.state)
    presence.leave()
    print(
        f"ibok: removed. The downloads stay in {paths.cache}: remove that folder"
        " by hand if no other checkout needs it.",
        file=sys.stderr,
    )
    return 0


def _confirmed(paths: Paths) -> bool:
    print(
        "This removes the run and test databases with all data entered in them,\n"
        f"and {paths.state}. Go on? [y/N] ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip().lower() in ("y", "yes", "t", "tak")


def _drop_databases(paths: Paths) -> None:
    if not paths.python.exists():
        shutil.rmtree(paths.server_home, ignore_errors=True)
        return
    external = external_environment()
    if external is not None:
        binaries, files = wheel_binaries(paths), paths.data / "filestore"
        databases = Databases(binaries, external, files, f"_{paths.key[:6]}")
        for name in databases.names():
            databases.drop(name)
    Embedded(paths).remove()
