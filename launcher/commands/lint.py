"""`./ibok lint`: ruff, pylint-odoo, and our own checks of XML, PO and texts."""

from __future__ import annotations

import argparse
import subprocess
import sys

from ..addons import UMBRELLA, Addons
from ..paths import Paths
from ..progress import Progress
from ..workshop import prepare_python

# Odoo's guidelines as a machine can check them; each is mandatory.
PYLINT = (
    "anomalous-backslash-in-string",
    "assignment-from-none",
    "dangerous-default-value",
    "duplicate-key",
    "unreachable",
    "unused-format-string-key",
    "attribute-deprecated",
    "attribute-string-redundant",
    "bad-builtin-groupby",
    "category-allowed",
    "context-overridden",
    "except-pass",
    "external-request-timeout",
    "inheritable-method-lambda",
    "inheritable-method-string",
    "invalid-commit",
    "license-allowed",
    "manifest-author-string",
    "manifest-behind-migrations",
    "manifest-data-duplicated",
    "manifest-deprecated-key",
    "manifest-required-author",
    "manifest-required-key",
    "manifest-superfluous-key",
    "manifest-version-format",
    "method-compute",
    "method-inverse",
    "method-required-super",
    "method-search",
    "missing-readme",
    "missing-return",
    "no-raise-unlink",
    "no-search-all",
    "no-wizard-in-models",
    "no-write-in-compute",
    "prefer-env-translation",
    "print-used",
    "renamed-field-parameter",
    "resource-not-exist",
    "sql-injection",
    "test-folder-imported",
    "translation-contains-variable",
    "translation-field",
    "translation-format-interpolation",
    "translation-format-truncated",
    "translation-fstring-interpolation",
    "translation-not-lazy",
    "translation-positional-used",
    "translation-required",
    "translation-too-few-args",
    "translation-too-many-args",
    "translation-unsupported-format",
    "use-vim-comment",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""


def run(options: argparse.Namespace) -> int:
    """Run every check, and report all that fail."""
    paths = Paths.here()
    progress = Progress()
    prepare_python(paths, progress)
    folders = [
        str(folder.relative_to(paths.root))
        for name, folder in Addons(paths).folders.items()
        if name != UMBRELLA
    ]
    rules = ["--disable=all", "--enable=" + ",".join(PYLINT)]
    checks = {
        "ruff (rules)": ["ruff", "check", "."],
        "ruff (format)": ["ruff", "format", "--check", "."],
        "pylint-odoo": ["pylint", *rules, "__manifest__.py", *folders],
        "XML, PO and texts": ["launcher.lint_files"],
    }
    failed = []
    for title, (module, *arguments) in checks.items():
        with progress.step(title):
            done = subprocess.run(
                [paths.python, "-m", module, *arguments],
                cwd=paths.root,
                stdin=subprocess.DEVNULL,
            )
        if done.returncode:
            failed.append(title)
    if failed:
        print(f"ibok lint: failed: {', '.join(failed)}", file=sys.stderr)
        return 1
    print("ibok lint: all checks passed", file=sys.stderr)
    return 0
