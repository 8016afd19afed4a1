"""Run one benchmark file in an Odoo environment; its figures are the last line.

Without a database there is no environment either: the benchmark needs no Odoo.
"""

import contextlib
import importlib.util
import json
import sys
from pathlib import Path

database, file, *arguments = sys.argv[1:]


def load(path):
    """The benchmark as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


# Whatever a benchmark or a library prints is progress: stdout is for the figures.
with contextlib.redirect_stdout(sys.stderr):
    if database:
        from odoo_session import session

        # Only now Odoo knows where the addons are that a benchmark may import.
        with session(database) as env:
            figures = load(file).run(env, arguments)
    else:
        figures = load(file).run(None, arguments)
if not isinstance(figures, dict):
    sys.exit(f"{file}: run() must return a dict of figures")
print(json.dumps(figures), flush=True)
