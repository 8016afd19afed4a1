"""Run other programs: their output goes to a log, their failure to the person."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .errors import Failure, diagnose

TAIL_LINES, TAIL_OF_KNOWN = 15, 4  # fewer tell enough where the cause is understood
# Programs speak English to us, whatever the person's language: `diagnose` reads it.
PLAIN = {"LC_ALL": "C.UTF-8", "LANGUAGE": ""}
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Stopped(KeyboardInterrupt):
    """A signal asked `./ibok` to stop; `number` says which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def heed_signals() -> None:
    """Let the next signal unwind everything, and those after it wait for that."""
    for number in SIGNALS:
        signal.signal(number, _on_signal)


def _on_signal(number: int, _frame: object) -> None:
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped(number)


def die_with_parent() -> None:
    """In a child: be told to stop when `./ibok` itself is killed."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(child: subprocess.Popen, patience: float = 15) -> None:
    """Stop a child and its group: politely, then by force."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
        if child.poll() is not None:
            return
        try:
            os.killpg(child.pid, number)
            child.wait(seconds)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


@contextmanager
def hearing(child: subprocess.Popen) -> Iterator[None]:
    """Pass on what a child writes into its pipe, and what it has written so far."""

    def pass_on() -> None:
        while chunk := child.stdout.read1():
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()

    thread = threading.Thread(target=pass_on, daemon=True)
    thread.start()
    yield
    thread.join(5)  # a grandchild may hold the pipe for longer


@dataclass
class Task:
    """One program to run to its end.

    :param what: what it does, for the message when it fails
    :param on_line: is given each line of its output
    :param user: name of the user to become, when run by root
    """

    what: str
    argv: Sequence[str | Path]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    stdin: str | None = None
    on_line: Callable[[str], None] | None = None
    hint: str = ""
    user: str | None = None
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=200))

    def run(self) -> str:
        """Run it, and return the last lines of its output; raise if it fails."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            child = self._start()
            try:
                self._follow(child, log)
            except BaseException:
                stop(child)
                raise
        if child.returncode:
            raise self._failure(child.returncode)
        return "\n".join(self.tail)

    def _start(self) -> subprocess.Popen:
        identity = (
            {"user": self.user, "group": self.user, "extra_groups": []}
            if self.user
            else {}
        )
        try:
            return subprocess.Popen(
                [str(part) for part in self.argv],
                stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env={**(os.environ if self.env is None else self.env), **PLAIN},
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **identity,
            )
        except FileNotFoundError as error:
            raise Failure(
                f"{self.what}: {self.argv[0]} was not found", self.hint
            ) from error

    def _follow(self, child: subprocess.Popen, log) -> None:
        if self.stdin:
            # Who ended before reading it says why in what he wrote.
            with suppress(BrokenPipeError), child.stdin:
                child.stdin.write(self.stdin)
        for line in child.stdout:
            log.write(line)
            log.flush()
            self.tail.append(line.rstrip("\n"))
            if self.on_line:
                self.on_line(line.rstrip("\n"))
        child.wait()

    def _failure(self, code: int) -> Failure:
        cause, advice = diagnose("\n".join(self.tail))
        why = f": {cause}" if cause else f" (exit code {code})"
        shown = list(self.tail)[-(TAIL_OF_KNOWN if cause else TAIL_LINES) :]
        lines = "\n".join(f"  | {line}" for line in shown)
        return Failure(
            f"{self.what} failed{why}\n{lines}\n  whole log: {self.log}",
            advice or self.hint or "Read the log; running again resumes.",
        )
