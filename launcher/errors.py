"""Failures that tell the person what to do."""

from __future__ import annotations

import errno

DISK_FULL = (
    "Free some disk space (`df -h` shows which disk), then run the same command again:"
    " it resumes."
)
NO_NETWORK = (
    "Check the network (or the proxy settings of apt and pip), then run the same "
    "command again: what was downloaded is kept."
)

# Words of other programs' output, and what a person can do about them.
_CAUSES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("no space left on device", "disk quota exceeded"), "the disk is full", DISK_FULL),
    (
        (
            "temporary failure resolving",
            "could not resolve",
            "name or service not known",
            "network is unreachable",
            "no route to host",
            "connection timed out",
            "read timed out",
            "failed to establish a new connection",
            "could not connect to",
            "unable to connect to",
            "temporary failure in name resolution",
        ),
        "the network did not answer",
        NO_NETWORK,
    ),
    (
        (
            "connection to server",
            "could not translate host name",
            "password authentication failed",
        ),
        "the server does not let us in",
        "Check PGHOST, PGPORT, PGUSER and PGPASSWORD; without PGHOST, IBOK brings its"
        " own PostgreSQL.",
    ),
    (
        ("could not get lock", "unable to acquire the dpkg frontend lock"),
        "another package manager is at work",
        "Wait until it has finished, then run the same command again.",
    ),
    (
        ("is not valid yet", "certificate is not yet valid", "certificate has expired"),
        "this machine's clock does not fit",
        "Compare the time (`date`) with a watch, set it, then run the same command"
        " again.",
    ),
    (
        ("do not match the hashes",),
        "a package is not the one that was pinned",
        "Do not install it. Check the package mirror, or requirements.lock.",
    ),
    # PostgreSQL's own words; a file's name never comes after the "for" or "to".
    (
        (
            "permission denied for ",
            "permission denied to ",
            "must be owner of",
            "must be superuser",
        ),
        "this user of PostgreSQL may not do that",
        "Let the server's administrator give it the right to make databases"
        " (ALTER ROLE name CREATEDB), or unset PGHOST: then IBOK brings its own"
        " PostgreSQL.",
    ),
    (
        ("permission denied",),
        "a file may not be read or written",
        "Check who owns the checkout and .ibok/ (`ls -ld . .ibok`).",
    ),
)


class Failure(Exception):
    """A step that failed: what happened, and what to do."""

    def __init__(self, message: str, hint: str = "", code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        text = f"ibok: {self.message}"
        return f"{text}\n  → {self.hint}" if self.hint else text


def diagnose(output: str) -> tuple[str, str]:
    """Return (cause, what to do) read from a program's output, or empty texts."""
    lowered = output.lower()
    for words, cause, hint in _CAUSES:
        if any(word in lowered for word in words):
            return cause, hint
    return "", ""


def from_os_error(error: OSError) -> Failure:
    """Make a failure with advice out of an error of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(f"the disk is full ({error.filename or error})", DISK_FULL)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Failure(
            f"no right to write: {error.filename or error}",
            "Run as the user who owns the checkout, or make that folder his.",
        )
    return Failure(f"{type(error).__name__}: {error}")
