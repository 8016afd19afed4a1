"""A pytest plugin: tests in several processes, each with a database of its own.

pytest-odoo copies the database for each process of pytest-xdist and lets all of them
work in the files of the original. Tests take back what they did, and with it the files
that another process needs then. So each gets the files too, as hard links.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest_odoo

from odoo.tools import config


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


def pytest_configure(config):
    """Take the place of pytest-odoo's shared files."""
    pytest_odoo._shared_filestore = own_filestore
