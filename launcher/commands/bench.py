"""`./ibok bench NAME`: a benchmark on a scratch database of its own.

A benchmark is `benchmarks/NAME.py` with `def run(env, arguments)`: it works in the
Odoo environment it is given, tells its progress on stderr, and returns a dict of
figures. Keys that begin with `ratio_` compare us with something: more is better.
`DATABASE = "demo"` in the file asks for the demo municipality, `"none"` for no database
and no Odoo at all (`env` is None); else there is a database without data.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from ..errors import Failure
from ..paths import Paths
from ..process import die_with_parent
from ..progress import Progress
from ..system import PRINTING
from ..workshop import prepare_python, workshop

STEPS = {"installed": 7, "demo": 8}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("arguments", nargs="*", metavar="NAME [arguments]")


def available(folder: Path) -> dict[str, str]:
    """Each benchmark's name and the first line of its docstring."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        if not file.name.startswith("_"):
            text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
            found[file.stem] = (text or "").split("\n")[0]
    return found


def wanted_database(file: Path) -> str:
    """Which database the benchmark asks for: `demo`, `installed` or `none`."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "DATABASE"
        ):
            value = ast.literal_eval(node.value)
            if value not in ("demo", "installed", "none"):
                raise Failure(f'{file.name}: DATABASE is "demo", "installed" or "none"')
            return value
    return "installed"


def run(options: argparse.Namespace) -> int:
    """Run one benchmark, or list them."""
    paths = Paths.here()
    folder = paths.root / "benchmarks"
    known = available(folder)
    listing = "\n".join(f"  {name:<20} {text}" for name, text in known.items())
    if not options.arguments:
        print(listing or "There are no benchmarks yet.")
        return 0
    name, *arguments = options.arguments
    if name not in known:
        raise Failure(f"no benchmark {name!r}; there are:\n{listing}", code=2)
    file = folder / f"{name}.py"
    wanted = wanted_database(file)
    if wanted == "none":
        return _without_database(paths, file, arguments)
    return _on_database(paths, file, arguments, wanted)


def _command(paths: Paths, database: str, file: Path, arguments: list[str]) -> list:
    script = Path(__file__).parents[1] / "inside" / "bench.py"
    return [paths.python, script, database, file, *arguments]


def _without_database(paths: Paths, file: Path, arguments: list[str]) -> int:
    prepare_python(paths, Progress())
    return subprocess.run(
        _command(paths, "", file, arguments),
        cwd=paths.root,
        preexec_fn=die_with_parent,
    ).returncode


def _on_database(paths: Paths, file: Path, arguments: list[str], wanted: str) -> int:
    progress = Progress(STEPS[wanted])
    with workshop(paths, progress, PRINTING) as shop:
        source = getattr(shop.recipes, wanted)()
        short = re.sub(r"\W", "_", file.stem.lower())
        database = shop.databases.name(f"bench_{short}_{os.getpid()}")
        try:
            shop.databases.clone(source, database)
            progress.begin(f"Benchmark {file.stem}")
            return shop.runner.interactive(
                _command(paths, database, file, arguments),
                cwd=paths.root,
                stdin=sys.stdin,
                preexec_fn=die_with_parent,
            )
        finally:
            shop.databases.drop(database)
