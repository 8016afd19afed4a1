"""PostgreSQL: the person's own (PGHOST…), or the embedded one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .cluster import Embedded
from .locks import Presence, exclusive
from .paths import Paths
from .progress import Progress

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


def external_environment() -> dict[str, str] | None:
    """The settings of the person's own server, if PGHOST names one."""
    if not os.environ.get("PGHOST"):
        return None
    return {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}


@contextmanager
def serving(paths: Paths, progress: Progress) -> Iterator[dict[str, str]]:
    """Have a server for the time of a command; the last command stops it."""
    external = external_environment()
    if external is not None:
        progress.ready(f"PostgreSQL (yours: {external['PGHOST']})")
        yield external
        return
    server = Embedded(paths)
    presence = Presence(paths.state / "postgres.users")
    lock = paths.state / "postgres.lock"
    try:
        with exclusive(lock, lambda: None):
            presence.enter()
            server.start(progress)
        yield server.environment
    finally:
        with exclusive(lock, lambda: None):
            if presence.alone():
                server.stop()
        presence.leave()
