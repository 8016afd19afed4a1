"""A pytest plugin: tests in several processes, each with a database of its own.

pytest-odoo copies the database for each process of pytest-xdist and lets all of them
work in the files of the original. Tests take back what they did, and with it the files
that another process needs then. So each gets the files too, as hard links.

They begin while the original is still being made: on the cores that are free then, with
tests that need no database, and wait for it at the first one that does.
"""

import os
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest_odoo

from odoo.tools import config

from launcher import gate

_worker_db_name = pytest_odoo._worker_db_name
_until_made = ExitStack()


@contextmanager
def own_filestore(original, name):
    """Give a copied database its own copy of the original's files, for a while."""
    if original == name:
        yield
        return
    files = Path(config.filestore(name))
    shutil.rmtree(files, ignore_errors=True)
    if (source := Path(config.filestore(original))).is_dir():
        shutil.copytree(source, files, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(files, ignore_errors=True)


@contextmanager
def own_database():
    """Wait until the original is made, and copy it for the time of the tests."""
    gate.wait()
    _until_made.close()
    with _worker_db_name() as name:
        yield name


def pytest_configure(config):
    """Take the place of pytest-odoo's databases and shared files."""
    pytest_odoo._worker_db_name = own_database
    pytest_odoo._shared_filestore = own_filestore
    if hasattr(config, "workerinput"):
        _until_made.enter_context(gate.sparing_a_core())
