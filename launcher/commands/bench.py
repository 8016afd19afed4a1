"""`./ibok bench NAME`: a benchmark on a scratch database of its own.

A benchmark is `benchmarks/NAME.py` with `def run(env, arguments)`: it works in the
Odoo environment it is given, tells its progress on stderr, and returns a dict of
figures. Keys that begin with `ratio_` compare us with something: more is better.
`DATABASE = "demo"` in the file asks for the demo municipality, `"none"` for no database
and no Odoo at all (`env` is None); else there is a database without data.

A database that takes long to fill is kept for the next run when the file names the
options it depends on: `KEPT = {"--contracts": "20000"}`, with what they are unless
given. There is one database for each choice; it is brought up to date when the addons
have changed, and made anew when the files `_NAME_town*.py` beside the benchmark have.
`./ibok reset` removes all.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from ..errors import Failure
from ..locks import exclusive
from ..paths import Paths
from ..process import die_with_parent
from ..progress import Progress
from ..system import PRINTING
from ..workshop import Workshop, prepare_python, workshop

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


def _constant(file: Path, name: str) -> object:
    """What the file sets a name to, or None; the file is not run."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == name
        ):
            return ast.literal_eval(node.value)
    return None


def wanted_database(file: Path) -> str:
    """Which database the benchmark asks for: `demo`, `installed` or `none`."""
    value = _constant(file, "DATABASE") or "installed"
    if value not in ("demo", "installed", "none"):
        raise Failure(f'{file.name}: DATABASE is "demo", "installed" or "none"')
    return str(value)


def kept_shape(file: Path, arguments: list[str]) -> list[str] | None:
    """Values of the options that a kept database depends on; None: it is not kept."""
    kept = _constant(file, "KEPT")
    if not isinstance(kept, dict):
        return None
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for name, value in kept.items():
        parser.add_argument(name, default=value)
    chosen = vars(parser.parse_known_args(arguments)[0])
    return [re.sub(r"\W", "", str(value)) for value in chosen.values()]


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
    short = f"bench_{re.sub(r'[^a-z0-9]', '_', file.stem.lower())}"
    shape = kept_shape(file, arguments)
    progress = Progress(STEPS[wanted] if shape is None else 0)
    with workshop(paths, progress, PRINTING) as shop:
        if shape is None:
            database = shop.databases.name(f"{short}_{os.getpid()}")
            try:
                shop.databases.clone(getattr(shop.recipes, wanted)(), database)
                return _run(shop, database, file, arguments)
            finally:
                shop.databases.drop(database)
        database = shop.databases.name("_".join([short, *shape]))
        lock = paths.state / f"{short}.lock"
        with exclusive(lock, lambda: progress.say(f"Waiting for another {short} …")):
            _keep(shop, database, file, wanted)
            return _run(shop, database, file, arguments)


def _run(shop: Workshop, database: str, file: Path, arguments: list[str]) -> int:
    shop.progress.begin(f"Benchmark {file.stem}")
    return shop.runner.interactive(
        _command(shop.paths, database, file, arguments),
        cwd=shop.paths.root,
        stdin=sys.stdin,
        preexec_fn=die_with_parent,
    )


def _keep(shop: Workshop, database: str, file: Path, wanted: str) -> None:
    """Have the benchmark's own database: the one of last time, if it fits."""
    parts = sorted(file.parent.glob(f"_{file.stem}_town*.py"))
    filled = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    up_to_date = f"{filled} {shop.recipes.fingerprint()}"
    found = shop.databases.fingerprint(database) or ""
    if found == up_to_date:
        shop.progress.ready("The benchmark's database")
        return
    if found.split(" ")[0] == filled:
        with shop.progress.step("The benchmark's database: up to date") as step:
            shop.runner.update(database, list(shop.addons.folders), step)
    else:
        shop.databases.clone(getattr(shop.recipes, wanted)(), database)
    shop.databases.mark(database, up_to_date)
