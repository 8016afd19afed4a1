"""The launcher is tested from the checkout, whatever pytest's own path is."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """Take the place of pytest-odoo's: there is no database to wait for."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Take the place of pytest-odoo's: nor a server."""


@pytest.fixture(scope="session")
def made_databases():
    """Wait for the databases that `./ibok test` makes."""
    from launcher import gate  # found by the path above

    gate.wait()
