# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Loads the engine by its path, so that these tests need no Odoo.

Inside Odoo the package is ``odoo.addons.ibok_water.engine``; here it is
``ibok_engine``, and the tests' own helpers are ``ibok_engine_cases``, ``_oracle``,
``_histories``, ``_life`` and ``_mistakes``.
"""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

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
_load("ibok_engine_interest_cases", HERE / "interest_cases.py")
_load("ibok_engine_oracle_registers", HERE / "oracle_registers.py")
_load("ibok_engine_oracle", HERE / "oracle.py")
_load("ibok_engine_oracle_readings", HERE / "oracle_readings.py")
_load("ibok_engine_oracle_compare", HERE / "oracle_compare.py")
_load("ibok_engine_histories", HERE / "histories.py")
_load("ibok_engine_life", HERE / "life.py")
_load("ibok_engine_mistakes", HERE / "mistakes.py")

# On a busy machine a moment's wait is no fault.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
# Bills against the second engine: a few hundred in every run; the variable asks for
# more (tens of thousands before a release).
settings.register_profile(
    "oracle",
    max_examples=int(os.environ.get("IBOK_ORACLE_EXAMPLES", "300")),
    deadline=None,
)


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Take the place of pytest-odoo's: there is no database to wait for."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Take the place of pytest-odoo's: nor a server."""
