"""Run Odoo: its configuration files, and its programs on a database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .odoo_source import Odoo
from .paths import Paths
from .process import Stopped, Task, heed_signals
from .progress import Step

_MODULE = re.compile(r"odoo\.modules\.loading: Loading module (\S+) \((\d+)/(\d+)\)")
_FILE = re.compile(r"odoo\.modules\.loading: loading (\S+/\S+)")
_DEMO = re.compile(r" odoo\.addons\.ibok\w*\.demo: (.*)$")
_PART = re.compile(r"\b(\d+) of (\d+)\b")


def follow(line: str, step: Step) -> None:
    """Turn a line of Odoo's log into progress."""
    if found := _MODULE.search(line):
        step.fraction(int(found[2]), int(found[3]), "module")
    elif found := _FILE.search(line):  # one module may take half a minute
        step.note(found[1])
    elif found := _DEMO.search(line):
        text = found[1].strip()
        if part := _PART.search(text):
            text += step.remaining(int(part[1]), int(part[2]))
        step.note(text, always=True)


@dataclass
class Runner:
    """Odoo programs, all with the same server, addons and data folder."""

    paths: Paths
    odoo: Odoo
    server: Mapping[str, str]
    binaries: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every program: our Python and PostgreSQL first."""
        path = os.pathsep.join(
            (str(self.paths.venv / "bin"), str(self.binaries), os.environ["PATH"])
        )
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ODOO_", "PYTHON", "OPENERP_"))
        }
        config = self.configuration("odoo", {})
        return {**clean, **self.server, "PATH": path, "ODOO_RC": str(config)}

    @property
    def addons_path(self) -> str:
        """The folders given to Odoo as its addons path."""
        return ",".join(map(str, [*self.odoo.addons_paths, self.paths.addons]))

    def configuration(self, name: str, more: Mapping[str, object]) -> Path:
        """Write an Odoo configuration file that only its owner may read."""
        options = {
            "addons_path": self.addons_path,
            "data_dir": self.paths.data,
            "db_host": self.server.get("PGHOST"),
            "db_port": self.server.get("PGPORT"),
            "db_user": self.server.get("PGUSER"),
            "db_password": self.server.get("PGPASSWORD"),
            "http_interface": "127.0.0.1",
            "list_db": False,
            "with_demo": False,
            "max_cron_threads": 0,
            **more,
        }
        lines = [
            f"{key} = {value}" for key, value in options.items() if value is not None
        ]
        file = self.paths.state / f"{name}.conf"
        part = file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
            out.write("[options]\n" + "\n".join(lines) + "\n")
        part.replace(file)
        return file

    def install(self, database: str, modules: list[str], step: Step, *options: str):
        """Install modules into a database."""
        self._odoo(database, step, "-i", ",".join(modules), *options)

    def update(self, database: str, modules: list[str], step: Step) -> None:
        """Update modules in a database."""
        self._odoo(database, step, "-u", ",".join(modules))

    def inside(self, script: str, database: str, step: Step, stdin: str = "") -> str:
        """Run a script of `launcher/inside`; return the last line it wrote."""
        file = Path(__file__).parent / "inside" / f"{script}.py"
        return self._task(
            f"{script} on the database {database}",
            [self.paths.python, file, database],
            step,
            stdin,
        ).splitlines()[-1]

    def _odoo(self, database: str, step: Step, *options: str) -> None:
        arguments = ("--stop-after-init", "--no-http", *options)
        self._task(
            f"Odoo ({' '.join(options)})",
            [self.paths.python, "-m", "odoo", "-d", database, *arguments],
            step,
        )

    def _task(self, what: str, argv: list, step: Step, stdin: str = "") -> str:
        return Task(
            what,
            argv,
            self.paths.logs / "build.log",
            env=self.environment,
            cwd=self.paths.data,
            stdin=stdin or None,
            on_line=lambda line: follow(line, step),
        ).run()

    def interactive(
        self, argv: list[str | Path], more: Mapping[str, str] | None = None, **options
    ) -> int:
        """Run a program on the person's own terminal; return its exit code."""
        return self.attend(self.begin(argv, more, **options))

    def begin(
        self, argv: list[str | Path], more: Mapping[str, str] | None = None, **options
    ) -> subprocess.Popen:
        """Begin a program that somebody will `attend`, or `end`."""
        env = {**self.environment, **(more or {})}
        return subprocess.Popen(argv, env=env, **options)

    def attend(self, child: subprocess.Popen) -> int:
        """Wait for a program that heeds the person's terminal; return its exit code."""
        while True:
            try:
                return child.wait()
            except Stopped as told:
                # Of Ctrl-C the terminal told it, too, and it has its own way with it.
                if told.number != signal.SIGINT:
                    return self.end(child)
                heed_signals()

    def end(self, child: subprocess.Popen, patience: float = 15) -> int:
        """End a program that nobody but us was told to end."""
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
        code = child.wait()
        return 128 - code if code < 0 else code  # as a shell counts signals
