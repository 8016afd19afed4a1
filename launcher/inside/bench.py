"""Run one benchmark file in an Odoo environment; its figures are the last line.

Without a database there is no environment either: the benchmark needs no Odoo.
"""

import contextlib
import importlib.util
import json
import sys
from pathlib import Path

database, file, *arguments = sys.argv[1:]
spec = importlib.util.spec_from_file_location(Path(file).stem, file)
benchmark = importlib.util.module_from_spec(spec)
# Whatever a benchmark or a library prints is progress: stdout is for the figures.
with contextlib.redirect_stdout(sys.stderr):
    spec.loader.exec_module(benchmark)
    if database:
        from odoo_session import session

        with session(database) as env:
            figures = benchmark.run(env, arguments)
    else:
        figures = benchmark.run(None, arguments)
if not isinstance(figures, dict):
    sys.exit(f"{file}: run() must return a dict of figures")
print(json.dumps(figures), flush=True)
