"""The faults that `./ibok bench mutation` makes, and how it counts what survives."""

import ast
import os
import subprocess
import sys

import pytest

from launcher.paths import Paths

ROOT = Paths.here().root
NOT_B = "{b for b in c if not b}"


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield
    for name in ("_mutation_sites", "mutation"):
        sys.modules.pop(name, None)


def found(text):
    from _mutation_sites import mutants

    return list(mutants("a.py", text))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a = b + c", "arithmetic", {"a = b - c"}),
        ("a = b - c", "swapped", {"a = c - b"}),
        ("a = d + DAY", "operand", {"a = d"}),
        ("a = b < c", "comparison", {"a = b <= c", "a = b >= c"}),
        ("a = 3", "constant", {"a = 4", "a = 2"}),
        ("Decimal('0.01')", "constant", {"Decimal('0.02')", "Decimal('0.10')"}),
        ("a = b and c", "logic", {"a = b or c", "a = b", "a = c"}),
        ("a = not b", "sign", {"a = b"}),
        ("a = min(b, c)", "twin", {"a = max(b, c)"}),
        ("a = f(b, c)", "swapped", {"a = f(c, b)"}),
        ("a = f(b, to=c)", "keyword", {"a = f(b)"}),
        ("a = round_to(b, c)", "left out", {"a = b"}),
        (
            "[b for b in c if b]",
            "condition",
            {"[b for b in c]", "[b for b in c if not b]"},
        ),
    ],
)
def test_a_fault_of_each_kind(text, kind, expected):
    assert {row.source for row in found(text) if row.kind == kind} == expected


def test_the_copied_tests_find_what_they_read(tmp_path):
    """They begin in the copy, where nothing of the checkout is."""
    import mutation

    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/engine"]
    done = subprocess.run(
        command,
        cwd=mutation.copied(tmp_path),
        # As the workers of a mutation run: Odoo's plugin asks for a database.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]


def test_statements_are_left_out_and_conditions_are_settled():
    text = "def f(a):\n    '''Text.'''\n    if a > b:\n        return a\n    g(a)\n"
    rows = found(text)
    kinds = {(row.kind, row.first, row.change[1]) for row in rows}
    assert ("condition", 3, "if True:") in kinds
    assert ("returned", 4, "return None") in kinds
    assert ("removed", 5, "pass") in kinds
    assert not [row for row in rows if row.first == 2]
    assert len({row.source for row in rows}) == len(rows)
    for row in rows:
        ast.parse(row.source)


def test_what_is_only_told_is_marked():
    text = "def f(a):\n    step('x', value=a + 1)\n    return a + 2\n"
    sums = [row for row in found(text) if row.kind == "arithmetic"]
    assert {(row.first, row.told) for row in sums} == {(2, True), (3, False)}


def test_a_survivor_that_was_reviewed_is_counted_apart(monkeypatch, capsys):
    import mutation

    rows = [row for row in found("def f(a):\n    return a < 2\n")]
    results = [{"outcome": "killed"}] * (len(rows) - 2) + [{"outcome": "survived"}] * 2
    reviewed = {mutation._key(rows[-1])}
    figures = mutation._figures(rows, results, reviewed)
    assert figures["survivors_reviewed"] == figures["survivors_new"] == 1
    assert figures["ratio_killed"] == round(1 - 1 / (len(rows) - 1), 4)
    told = capsys.readouterr().err
    assert rows[-2].change[1] in told and rows[-1].change[1] not in told
