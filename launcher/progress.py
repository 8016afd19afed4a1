"""Progress on stderr: numbered steps with their times; stdout stays for results."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET_SECONDS = 2.0  # between two notes of the same step


def duration(seconds: float) -> str:
    """Write a time as people read it: `0.4 s`, `12 s`, `2 min 05 s`."""
    if seconds < 2:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


class Step:
    """A long step: `note` tells how far it is, at most every two seconds."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._title = title
        self._started = time.monotonic()
        self._said = 0.0
        self._total = self._first = 0
        self._since = self._started

    def elapsed(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started

    def note(self, text: str, always: bool = False) -> None:
        """Tell how far the step is."""
        now = time.monotonic()
        if always or now - self._said >= QUIET_SECONDS:
            self._said = now
            self._progress.say(f"      {duration(self.elapsed()):>10}  {text}")

    def fraction(self, done: int, total: int, text: str) -> None:
        """Tell how far the step is, with the time that probably remains."""
        self.note(f"{text} {done}/{total}{self.remaining(done, total)}")

    def remaining(self, done: int, total: int) -> str:
        """Guess the time that remains, from the pace since this count began."""
        now = time.monotonic()
        if total != self._total:  # another phase of the same step
            self._total, self._first, self._since = total, done, now
        passed, moved = now - self._since, done - self._first
        if moved < 3 or total <= done or passed < 3:
            return ""
        return f", about {duration(passed / moved * (total - done))} left"


class Progress:
    """Numbered steps of one command."""

    def __init__(self, total: int = 0) -> None:
        self.total = total
        self._number = 0
        self._started = time.monotonic()

    def say(self, text: str) -> None:
        """Write one line for the person who waits."""
        print(text, file=sys.stderr, flush=True)

    def elapsed(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self._started

    @contextmanager
    def step(self, title: str, estimate: str = "") -> Iterator[Step]:
        """Announce a step, and tell how long it took."""
        self._number += 1
        number = f"[{self._number}/{self.total}] " if self.total else ""
        self.say(f"{number}{title}" + (f" ({estimate})" if estimate else "") + " …")
        step = Step(self, title)
        yield step
        self.say(f"{number}{title}: done in {duration(step.elapsed())}")

    def begin(self, title: str) -> None:
        """Count the last step, which tells of itself."""
        self._number += 1
        number = f"[{self._number}/{self.total}] " if self.total else ""
        self.say(f"{number}{title} …")

    def ready(self, title: str) -> None:
        """Count a step that had nothing to do."""
        self._number += 1
        number = f"[{self._number}/{self.total}] " if self.total else ""
        self.say(f"{number}{title}: ready")
