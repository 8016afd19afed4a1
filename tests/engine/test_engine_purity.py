# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What the engine may lean on: the standard library, num2words, dateutil, itself."""

import ast
import sys

import ibok_engine as engine
import pytest
from ibok_engine_cases import ENGINE

FILES = sorted(ENGINE.glob("*.py"))
OUTSIDE = {"io", "os", "pathlib", "random", "socket", "subprocess", "time", "urllib"}
ALLOWED = (sys.stdlib_module_names - OUTSIDE) | {"dateutil", "num2words"}
CLOCKS = {"today", "now", "utcnow", "open", "print", "time"}


def roots(tree):
    """Top packages imported absolutely, at any depth of the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_needs_neither_odoo_nor_a_clock(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert set(roots(tree)) <= ALLOWED
    called = {
        getattr(node.func, "attr", getattr(node.func, "id", None))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert not called & CLOCKS


def test_the_engine_is_loaded_by_path_and_exports_what_it_names():
    assert sys.modules["ibok_engine"].__file__ == str(ENGINE / "__init__.py")
    assert all(hasattr(engine, name) for name in engine.__all__)
    assert len(set(engine.__all__)) == len(engine.__all__)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_reckons_in_decimals(path):
    """No number with a point, and nothing turned into a binary fraction."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), node.lineno
        elif isinstance(node, ast.Name):
            assert node.id != "float", node.lineno
