"""How our databases are made, each from the one before it.

core       Odoo's own modules, in Polish, company in Poland
installed  core and our addons, no data
demo       installed and the demo municipality
run, test  copies of demo
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

from .addons import UMBRELLA, Addons
from .database import Databases
from .environment import digest
from .locks import exclusive
from .odoo import Runner
from .progress import Progress, Step


class Recipes:
    """Makes databases when they are missing or made of something older."""

    def __init__(
        self,
        runner: Runner,
        databases: Databases,
        addons: Addons,
        progress: Progress,
    ) -> None:
        self.runner = runner
        self.databases = databases
        self.addons = addons
        self.progress = progress

    def core_fingerprint(self) -> str:
        """What the core database is made of."""
        recipe = (Path(__file__).parent / "inside" / "company.py").read_text()
        parts = (
            self.runner.odoo.identity,
            digest(self.runner.paths.lock_file),
            ",".join(self.addons.dependencies),
            recipe,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def fingerprint(self) -> str:
        """What a database with our addons is made of."""
        recipe = (Path(__file__).parent / "inside" / "demo.py").read_text()
        text = self.core_fingerprint() + self.addons.fingerprint() + recipe
        return hashlib.sha256(text.encode()).hexdigest()

    def core(self) -> str:
        """Have the core database."""

        def build(name: str, step: Step) -> None:
            self.databases.create(name)
            options = ("--load-language=pl_PL",)
            self.runner.install(name, ["base"], step, *options)
            self.runner.inside("company", name, step)
            self.runner.install(name, self.addons.dependencies, step)

        title = "Odoo's own modules in Polish"
        return self._have("core", self.core_fingerprint(), title, "about 1 min", build)

    def installed(self) -> str:
        """Have the database with our addons and no data."""

        def build(name: str, step: Step) -> None:
            self.databases.clone(core, name)
            self.runner.install(name, [UMBRELLA], step)

        core = self.core()
        title = "IBOK's addons"
        return self._have("installed", self.fingerprint(), title, "15 s", build)

    def demo(self) -> str:
        """Have the database with the demo municipality."""

        def build(name: str, step: Step) -> None:
            self.databases.clone(installed, name)
            self.runner.inside("demo", name, step)

        installed = self.installed()
        title = "Demo municipality"
        # Its bills reach up to the day it was made: a new day has a new one.
        fingerprint = f"{self.fingerprint()} {datetime.date.today()}"
        return self._have("demo", fingerprint, title, "about 2 min", build)

    def _have(
        self,
        short: str,
        fingerprint: str,
        title: str,
        estimate: str,
        build: Callable[[str, Step], None],
    ) -> str:
        """Have a database as its fingerprint says; build it beside, then rename."""
        name = self.databases.name(short)
        lock = self.runner.paths.state / f"{short}.lock"
        waiting = f"Waiting for another ./ibok that builds {name} …"
        with exclusive(lock, lambda: self.progress.say(waiting)):
            if self.databases.fingerprint(name) == fingerprint:
                self.progress.ready(title)
                return name
            with self.progress.step(title, estimate) as step:
                new = f"{name}_new"
                build(new, step)
                self.databases.mark(new, fingerprint)
                self.databases.rename(new, name)
        return name
