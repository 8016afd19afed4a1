"""File locks. The kernel drops them with their process, so none is ever stale."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock alone; call `waiting` once if somebody else holds it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def attempt(path: Path) -> Iterator[bool]:
    """Hold the lock if it is free, and tell whether it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class Presence:
    """A shared lock that says: this process uses the thing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)

    def enter(self) -> None:
        """Begin to use the thing (waits while the last user takes it down)."""
        fcntl.flock(self._handle, fcntl.LOCK_SH)
        while not os.fstat(self._handle).st_nlink:  # he took the file with it
            self.leave()
            self._open()
            fcntl.flock(self._handle, fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Whether nobody else uses the thing; if so, keep everybody out."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """End to use the thing."""
        os.close(self._handle)


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Be present for the time of the block."""
    presence = Presence(path)
    try:
        presence.enter()
        yield
    finally:
        presence.leave()
