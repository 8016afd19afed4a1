"""Databases and their filestores, by PostgreSQL's own client programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .errors import Failure, diagnose

OWN_SERVER = (
    "IBOK needs a role that may create databases and is not the superuser `postgres` "
    "(CREATE ROLE ibok LOGIN CREATEDB PASSWORD '…'), given by PGUSER and PGPASSWORD."
)


class Databases:
    """The databases of one server.

    A database's comment holds the fingerprint of what it was made of. It is built
    under another name and renamed when complete, so no half-made one is ever used.
    """

    def __init__(
        self, binaries: Path, server: Mapping[str, str], filestore: Path, suffix: str
    ) -> None:
        self._psql = binaries / "psql"
        self._env = {**os.environ, **server}
        self._filestore = filestore
        self._suffix = suffix

    def name(self, short: str) -> str:
        """The full name of one of our databases."""
        return f"ibok_{short}{self._suffix}"

    def sql(self, query: str, database: str = "postgres") -> str:
        """Run a statement, by default on the maintenance database."""
        done = subprocess.run(
            [self._psql, "-d", database, "-v", "ON_ERROR_STOP=1", "-qAtc", query],
            capture_output=True,
            text=True,
            env=self._env,
        )
        if done.returncode:
            cause, hint = diagnose(done.stderr)
            reason = done.stderr.strip()
            if cause:
                reason = f"{cause} ({reason})"
            raise Failure(f"PostgreSQL: {reason}", hint or OWN_SERVER)
        return done.stdout.strip()

    def check_role(self) -> None:
        """Raise unless Odoo can work as this role."""
        ask = "SELECT rolname, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        role, may_create = self.sql(ask).split("|")
        if role == "postgres" or may_create != "t":
            raise Failure(f"PostgreSQL: the role {role} does not fit", OWN_SERVER)

    def names(self) -> list[str]:
        """All of our databases that exist."""
        ask = "SELECT datname FROM pg_database WHERE datname LIKE 'ibok\\_%'"
        known = ("core", "installed", "demo", "run", "test")
        ours = {self.name(short + tail) for short in known for tail in ("", "_new")}
        bench = self.name("bench_").removesuffix(self._suffix)
        workers = f"{self.name('test')}-gw"  # one for each process of pytest-xdist
        return [
            found
            for found in self.sql(ask).splitlines()
            if found in ours
            or found.startswith(workers)
            or (found.startswith(bench) and found.endswith(self._suffix))
        ]

    def fingerprint(self, name: str) -> str | None:
        """What a database was made of; None when there is no such database.

        Nor is there one whose removal was interrupted: PostgreSQL lets nobody into it
        (and marks it by this limit), but it can be removed. One without its files is
        what stays on the server when a checkout is deleted by hand: a new one at the
        same place must not take it for its own.
        """
        if not (self._filestore / name).is_dir():
            return None
        ask = (
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '-')"
            f" FROM pg_database WHERE datname = '{name}' AND datconnlimit <> -2"
        )
        return self.sql(ask) or None

    def mark(self, name: str, fingerprint: str) -> None:
        """Write down what a database was made of."""
        self.sql(f"""COMMENT ON DATABASE "{name}" IS '{fingerprint}'""")

    def create(self, name: str) -> None:
        """Create an empty database, to build something in."""
        self.drop(name)
        self.sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        self._relax(name)
        (self._filestore / name).mkdir(parents=True)

    def _relax(self, name: str) -> None:
        """Do not wait for the disk: should the machine crash, we build it again."""
        self.sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')

    def clone(self, source: str, name: str, durable: bool = False) -> None:
        """Copy a database that nobody uses, and its filestore (by hard links).

        :param durable: what it commits must survive a crash of the machine
        """
        self.drop(name)
        self._end_sessions(source)
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        if not durable:
            self._relax(name)
        files = self._filestore
        shutil.copytree(files / source, files / name, copy_function=os.link)

    def _end_sessions(self, name: str) -> None:
        """End what people left open in a database.

        PostgreSQL's own workers are its to stop, and none of ours to touch.
        """
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND backend_type = 'client backend'"
        )

    def set_parameters(self, name: str, values: Mapping[str, str]) -> None:
        """Set system parameters of an Odoo database that no server works on."""
        rows = ", ".join(
            "('{}', '{}', 1, 1, now(), now())".format(
                key.replace("'", "''"), value.replace("'", "''")
            )
            for key, value in values.items()
        )
        self.sql(
            "INSERT INTO ir_config_parameter"
            " (key, value, create_uid, write_uid, create_date, write_date)"
            f" VALUES {rows} ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            name,
        )

    def rename(self, name: str, final: str) -> None:
        """Put a complete database in its place."""
        self.drop(final)
        (self._filestore / name).rename(self._filestore / final)
        self.sql(f'ALTER DATABASE "{name}" RENAME TO "{final}"')

    def drop(self, name: str) -> None:
        """Drop a database and its filestore, if they exist."""
        # Not WITH (FORCE): that asks for the right to end its autovacuum workers too,
        # while without it PostgreSQL stops these by itself, and waits for the rest.
        self._end_sessions(name)
        self.sql(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self._filestore / name, ignore_errors=True)
