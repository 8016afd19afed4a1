"""`./ibok shell`: Odoo's shell on the run database."""

from __future__ import annotations

import argparse

from ..errors import Failure
from ..paths import Paths
from ..progress import Progress
from ..workshop import workshop
from .run import LOGINS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""


def run(options: argparse.Namespace) -> int:
    """Hand the terminal, or the script on stdin, to Odoo's shell."""
    paths = Paths.here()
    missing = Failure("there is no run database yet", "Run: ./ibok run")
    if not (paths.state / LOGINS).exists():
        raise missing
    with workshop(paths, Progress()) as shop:
        name = shop.databases.name("run")
        if shop.databases.fingerprint(name) is None:
            raise missing
        return shop.runner.interactive(
            [
                *(paths.python, "-m", "odoo", "shell", "-d", name, "--no-http"),
                *("--log-level", "warn"),
            ]
        )
