# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Loads the engine by its path, so that these tests need no Odoo.

Inside Odoo the package is ``odoo.addons.ibok_water.engine``; here it is
``ibok_engine``, and the tests' own helpers are ``ibok_engine_cases``.
"""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[1] / "ibok_water" / "engine"


def _load(name, path):
    if name in sys.modules:
        return
    folder = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=folder
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("ibok_engine", ENGINE / "__init__.py")
_load("ibok_engine_cases", HERE / "cases.py")
