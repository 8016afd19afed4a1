"""Where everything lives: the checkout, its state in .ibok/, the shared cache."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import Failure

SOCKET_LIMIT = 90  # a unix socket's path may have 107 bytes, its name takes 15


@dataclass(frozen=True)
class Paths:
    """The folders and files of one checkout."""

    root: Path

    @classmethod
    def here(cls) -> Paths:
        """The checkout this file belongs to."""
        return cls(Path(__file__).resolve().parent.parent)

    @property
    def key(self) -> str:
        """A short name that is different for each checkout of the machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:10]

    @property
    def state(self) -> Path:
        return self.root / ".ibok"

    @property
    def addons(self) -> Path:
        """The addons under their names, as links; part of the repository."""
        return self.root / "addons"

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def venv(self) -> Path:
        return self.state / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def lock_file(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def logins(self) -> Path:
        return self.state / "logins.json"

    @property
    def users(self) -> Path:
        """The lock that every command of this checkout shares while it works."""
        return self.state / "users.lock"

    @property
    def cache(self) -> Path:
        """Downloads, shared by all checkouts of this user."""
        base = os.environ.get("XDG_CACHE_HOME")
        if not base:
            try:
                base = Path.home() / ".cache"
            except RuntimeError:
                raise Failure(
                    "this user has no home folder to keep downloads in",
                    "Name one: XDG_CACHE_HOME=/some/folder ./ibok …",
                ) from None
        return Path(base) / "ibok"

    @property
    def server_home(self) -> Path:
        """Home of the embedded PostgreSQL.

        PostgreSQL refuses to work as root. Its own user must reach the data without
        any folder of the person being opened to others, so root keeps it in /var/lib.
        """
        if os.geteuid() == 0:
            return Path("/var/lib") / f"ibok-{self.key}"
        return self.state / "postgres"

    @property
    def socket(self) -> Path:
        """The folder of the embedded PostgreSQL's socket."""
        folder = self.server_home / "run"
        if len(os.fsencode(folder)) <= SOCKET_LIMIT:
            return folder
        return Path(tempfile.gettempdir()) / f"ibok-{os.geteuid()}-{self.key}"

    def check(self) -> None:
        """Raise when Odoo or PostgreSQL could not read the checkout's own path.

        Both take folders from lists with commas, quotes and a shell's own signs.
        """
        if found := sorted(set(str(self.root)) & set(",'\"$`\\\n")):
            raise Failure(
                f"the path of this checkout has {' '.join(map(repr, found))} in it: "
                f"{self.root}",
                "Move it to a folder without that in its name.",
            )

    def make(self) -> None:
        """Make the folders of the state; logs and data may name people."""
        self.state.mkdir(exist_ok=True)
        for folder in (self.logs, self.data):
            folder.mkdir(mode=0o700, exist_ok=True)
