"""A gate that is shut while databases are made, and what waits for it to open.

Tests begin at that time, on the cores that would have nothing to do. The gate is the
lock of a file, so that it opens also when whoever shut it is killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "IBOK_GATE"  # names the file to those who wait


@contextmanager
def shut(path: Path) -> Iterator[dict[str, str]]:
    """Keep the gate shut; gives what the environment tells those who are to wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield {VARIABLE: str(path)}


def wait() -> None:
    """Sleep until the gate is open, if there is one."""
    if path := os.environ.get(VARIABLE):
        with open(path) as file:
            fcntl.flock(file, fcntl.LOCK_SH)


@contextmanager
def sparing_a_core() -> Iterator[None]:
    """Where there is a gate: leave one core to who makes the databases behind it."""
    cores = os.sched_getaffinity(0)
    others = cores - {min(cores)}
    if others and VARIABLE in os.environ:
        os.sched_setaffinity(0, others)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
