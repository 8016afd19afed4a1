"""Runs tests on faulty versions of a copy, each in a forked child (see mutation.py).

    python _mutation_worker.py COPY EXAMPLES

A JSON object on each line of stdin is a version to try; the answer is one on stdout.
The tests are collected once; a child puts the faulty code into the functions that are
there already. A fault outside of functions is met by importing everything anew.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from types import CodeType, FunctionType

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

import pytest  # noqa: E402
from _pytest.runner import runtestprotocol  # noqa: E402
from hypothesis import HealthCheck, Phase, settings  # noqa: E402

ENGINE, TESTS = Path("ibok_water/engine"), Path("tests/engine")
PACKAGE = "ibok_engine"
MEMORY = 2 * 10**9
WAITING = 15  # times the CPU seconds: on a busy machine a second is less
QUIET = ("-q", "--no-header", "-s", "-p", "no:cacheprovider", "-c", "pytest.ini")


def deterministic(examples):
    """The same examples in every run, no time lost on making them small."""
    settings.register_profile(
        "mutation",
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")
    os.environ["IBOK_ORACLE_EXAMPLES"] = str(examples)


class Lines:
    """Which lines of the engine are run."""

    def __init__(self):
        self.root = str(ENGINE.resolve())
        self.found = set()

    def trace(self, frame, _event, _argument):
        """Look only into the engine's own functions."""
        return self._line if frame.f_code.co_filename.startswith(self.root) else None

    def _line(self, frame, event, _argument):
        if event == "line":
            file = os.path.basename(frame.f_code.co_filename)
            self.found.add((file, frame.f_lineno))
        return self._line

    def taken(self):
        """The lines since the last call."""
        found, self.found = sorted(self.found), set()
        return found


class Server:
    """Takes orders where pytest would run the tests it has collected."""

    def __init__(self, answers):
        self.answers = answers
        self.lines = Lines()
        sys.settrace(self.lines.trace)

    def pytest_runtestloop(self, session):
        """Answer until stdin ends; pytest itself has nothing left to do."""
        sys.settrace(None)
        self.always = self.lines.taken()
        self.items = {item.nodeid: item for item in session.items}
        for line in sys.stdin:
            found = self._answer(json.loads(line))
            print(json.dumps(found), file=self.answers, flush=True)
        return True

    def _answer(self, order):
        if "file" not in order:
            return in_child(self._measured, order)
        if order["anew"]:
            return in_child(anew, order)
        found = in_child(self._replaced, order)
        return found if found["outcome"] != "unfit" else in_child(anew, order)

    def _measured(self, _order):
        """Seconds of every test, then its lines: tracing is slow, not alike for all."""
        tests = {}
        for name, item in self.items.items():
            started = time.process_time()
            if failed(item):
                return {"outcome": "killed", "by": name}
            seconds = time.process_time() - started
            forget()
            sys.settrace(self.lines.trace)
            failed(item)
            sys.settrace(None)
            tests[name] = {"seconds": seconds, "lines": self.lines.taken()}
        return {"outcome": "survived", "always": self.always, "tests": tests}

    def _replaced(self, order):
        """The tests with the faulty code in the functions of one module."""
        try:
            replace_code(order["file"], order["source"])
        except ValueError:  # other free variables than the function has
            return {"outcome": "unfit"}
        for name in order["tests"]:
            if failed(self.items[name]):
                return {"outcome": "killed", "by": name}
        return {"outcome": "survived"}


def failed(item):
    """Run one collected test; whether it failed."""
    return any(each.failed for each in runtestprotocol(item, log=False))


def replace_code(file, source):
    """Give a module's functions the code they have in another source."""
    module = sys.modules[f"{PACKAGE}.{file.removesuffix('.py')}"]
    fresh = _codes(compile(source, str(ENGINE / file), "exec"))
    forget()
    for name, thing in vars(module).items():
        thing = getattr(thing, "__wrapped__", thing)  # of a remembered function
        if getattr(thing, "__module__", None) != module.__name__:
            continue
        if isinstance(thing, FunctionType) and name in fresh:
            thing.__code__ = fresh[name]
        elif isinstance(thing, type):
            inner = _codes(fresh[name]) if name in fresh else {}
            for own, function in _methods(thing):
                if own in inner:
                    function.__code__ = inner[own]


def forget():
    """Let the engine's functions remember nothing of what they returned."""
    for module in [kept for name, kept in sys.modules.items() if PACKAGE in name]:
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def _codes(code):
    return {part.co_name: part for part in code.co_consts if isinstance(part, CodeType)}


def _methods(kind):
    for name, method in vars(kind).items():
        function = getattr(method, "fget", getattr(method, "__func__", method))
        if isinstance(function, FunctionType):
            yield name, function


class Chosen:
    """Only the tests of a list, in its order; remembers which one failed."""

    def __init__(self, tests):
        self.place = {test: number for number, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items):
        """Order the tests."""
        known = (item for item in items if item.nodeid in self.place)
        items[:] = sorted(known, key=lambda item: self.place[item.nodeid])

    def pytest_runtest_logreport(self, report):
        """Note the first that fails."""
        if report.failed:
            self.failed = self.failed or report.nodeid


def anew(order):
    """The tests on an engine that is imported again, with the faulty file."""
    sys.dont_write_bytecode = True
    for name in list(sys.modules):
        if name.startswith((PACKAGE, "test_", "conftest")):
            del sys.modules[name]
    path = ENGINE / order["file"]
    before = path.read_text(encoding="utf-8")
    path.write_text(order["source"], encoding="utf-8")
    try:
        plugin = Chosen(order["tests"])
        files = dict.fromkeys(test.partition("::")[0] for test in order["tests"])
        verdict = pytest.main(["-x", *QUIET, *files], plugins=[plugin])
    finally:
        path.write_text(before, encoding="utf-8")
    # Anything but "all passed" is a fault seen: an import may fail, too.
    return {"outcome": "killed" if verdict else "survived", "by": plugin.failed}


def in_child(work, order):
    """What the work returns; a child that takes too long or too much is killed."""
    answer = Path("answer.json")
    answer.unlink(missing_ok=True)
    seconds = order["seconds"]
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            answer.write_text(json.dumps(work(order)))
        finally:
            os._exit(0)
    _wait(child, seconds * WAITING)
    return json.loads(answer.read_text()) if answer.exists() else {"outcome": "timeout"}


def _wait(child, seconds):
    def stop(_signal, _frame):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    os.waitpid(child, 0)
    signal.alarm(0)


def main():
    """Collect the tests of a copy, and take orders."""
    os.chdir(sys.argv[1])
    deterministic(int(sys.argv[2]))
    # A compiled file of a faulty one could be taken for that of the right one.
    sys.dont_write_bytecode = True
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.exit(pytest.main([*QUIET, str(TESTS)], plugins=[Server(answers)]))


if __name__ == "__main__":
    main()
