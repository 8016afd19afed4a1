"""Reads the command line, and turns failures into messages."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType

from .commands import bench, lint, reset, run, shell, test
from .errors import Failure, from_os_error
from .locks import in_use
from .paths import Paths
from .process import heed_signals

COMMANDS: dict[str, tuple[ModuleType, str]] = {
    "run": (run, "start everything with the demo municipality, print the address"),
    "test": (test, "run all tests; arguments go to pytest"),
    "shell": (shell, "Odoo shell on the run database; reads a script from stdin"),
    "bench": (bench, "run a benchmark; without a name, list them"),
    "lint": (lint, "check the sources"),
    "reset": (reset, "remove the databases and the state of this checkout"),
}
# Their arguments are handed on as they are.
PASS_ON = {"test", "bench"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./ibok", description="IBOK: municipal water and sewage on Odoo 19"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        module.add_arguments(command)
    return parser


def _run(command: ModuleType, options: argparse.Namespace) -> int:
    """Run a command; all but `reset`, which takes away their ground, may meet."""
    if command is reset:
        return command.run(options)
    paths = Paths.here()
    paths.check()
    with in_use(paths.users):
        return command.run(options)


def main(argv: list[str]) -> int:
    """Run one command; return its exit code."""
    heed_signals()
    try:
        if argv and argv[0] in PASS_ON and argv[1:] not in (["-h"], ["--help"]):
            options = argparse.Namespace(command=argv[0], arguments=argv[1:])
        else:
            options = _parser().parse_args(argv)
        return _run(COMMANDS[options.command][0], options)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("\nibok: stopped", file=sys.stderr)
        return 130
    except OSError as error:
        print(from_os_error(error), file=sys.stderr)
        return 1
