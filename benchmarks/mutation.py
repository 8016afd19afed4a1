"""Which small faults in the billing engine do its tests not see?

    ./ibok bench mutation [--files fees.py,cycle.py] [--sample N] [--seed N]
                          [--jobs N] [--seconds N] [--examples N] [--told]
                          [--report FILE] [--again FILE]

Puts one small fault after the other (`_mutation_sites.py`) into copies of
`ibok_water/engine/` and runs those of `tests/engine/` that come past it, the quickest
first, until one fails. The checkout is never touched. What survives is listed;
`mutation_reviewed.json` keeps those that were looked at and change nothing, with why.
`ratio_killed` leaves these out. Takes about a second of CPU for each mutant.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from queue import Queue

sys.path.insert(0, str(Path(__file__).parent))

from _mutation_sites import mutants  # noqa: E402

DATABASE = "none"
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ENGINE, TESTS = Path("ibok_water/engine"), Path("tests/engine")
#: What the tests read beside their own folder.
SHIPPED = Path("ibok_water/data/interest_rates.csv")
REVIEWED = HERE / "mutation_reviewed.json"
SURVIVED = ("survived", "untested")
MEASURING = 900  # seconds of CPU for the first, traced run


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench mutation")
    parser.add_argument("--files", default="", help="of the engine; default: all")
    parser.add_argument("--sample", type=int, help="so many mutants, chosen by seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=20, help="of CPU, each mutant")
    parser.add_argument("--examples", type=int, default=30, help="of each property")
    told = "also faults in what only derivations and refusals tell"
    parser.add_argument("--told", action="store_true", help=told)
    again = "only what survived by this report and was not reviewed"
    parser.add_argument("--again", type=Path, help=again)
    parser.add_argument("--report", help="a file for all outcomes, a JSON a line")
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


class Worker:
    """A process with a copy of its own."""

    def __init__(self, folder, examples):
        command = [sys.executable, HERE / "_mutation_worker.py", folder, str(examples)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, order):
        """Its answer to one order."""
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("a worker ended")
        return json.loads(line)

    def end(self):
        """Let it go."""
        self.process.stdin.close()
        self.process.wait()


def copied(folder):
    """The engine and its tests in a folder of their own."""
    for part in (ENGINE, TESTS):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    (folder / SHIPPED.parent).mkdir()
    shutil.copy(ROOT / SHIPPED, folder / SHIPPED)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return folder


def chosen(wanted):
    """The mutants to try, in order."""
    names = [name for name in wanted.files.split(",") if name]
    known = {path.name: path for path in sorted((ROOT / ENGINE).glob("*.py"))}
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"the engine has no {', '.join(sorted(unknown))}")
    found = []
    for name in names or known:
        made = mutants(name, known[name].read_text(encoding="utf-8"))
        found += (mutant for mutant in made if wanted.told or not mutant.told)
    if wanted.again:
        rows = map(json.loads, wanted.again.read_text(encoding="utf-8").splitlines())
        left = {_row_key(row) for row in rows if row["outcome"] in SURVIVED}
        left -= _reviewed()
        found = [mutant for mutant in found if _key(mutant) in left]
    if wanted.sample and wanted.sample < len(found):
        places = random.Random(wanted.seed).sample(range(len(found)), wanted.sample)
        found = [found[place] for place in sorted(places)]
    return found


class Measured:
    """Which tests come past a line, the quickest first."""

    def __init__(self, told):
        self.always = {tuple(line) for line in told["always"]}
        self.seconds = {name: test["seconds"] for name, test in told["tests"].items()}
        self.order = sorted(self.seconds, key=self.seconds.get)
        self.lines = {
            name: {tuple(line) for line in test["lines"]}
            for name, test in told["tests"].items()
        }

    def order_for(self, mutant):
        """Tests that come past the mutant's statement; all, if importing does."""
        lines = {(mutant.file, n) for n in range(mutant.first, mutant.last + 1)}
        anew = mutant.importing or bool(lines & self.always)
        tests = [name for name in self.order if anew or lines & self.lines[name]]
        order = {"file": mutant.file, "source": mutant.source, "anew": anew}
        return {**order, "tests": tests}


def run(_env, arguments):
    """Try the mutants; figures."""
    wanted = options(arguments)
    started = time.monotonic()
    todo = chosen(wanted)
    say(f"{len(todo)} mutants; measuring the tests …")
    with tempfile.TemporaryDirectory(prefix="ibok-mutation-") as folder:
        results = _tried(Path(folder), todo, wanted)
    figures = _figures(todo, results, _reviewed())
    figures["seconds"] = round(time.monotonic() - started)
    return figures


def _tried(folder, todo, wanted):
    """The outcome of each."""
    workers = [Worker(copied(folder / "0"), wanted.examples)]
    measured = workers[0].ask({"seconds": MEASURING})
    if measured["outcome"] != "survived":
        sys.exit(f"without any fault, this fails: {measured}")
    measured = Measured(measured)
    say(f"{len(measured.order)} tests")
    for job in range(1, wanted.jobs):
        workers.append(Worker(copied(folder / str(job)), wanted.examples))
    free = Queue()
    for worker in workers:
        free.put(worker)
    counts = Counter()

    def attempt(mutant):
        order = measured.order_for(mutant)
        outcome = {"outcome": "untested"}
        if order["tests"]:
            worker = free.get()
            outcome = worker.ask({**order, "seconds": wanted.seconds})
            free.put(worker)
        counts[outcome["outcome"]] += 1
        if report:
            row = json.dumps(_row(mutant, outcome), ensure_ascii=False)
            print(row, file=report, flush=True)
        if counts.total() % 50 == 0:
            say(f"{counts.total()}/{len(todo)} {mutant.file}: {dict(counts)}")
        return outcome

    told = (
        open(wanted.report, "w", encoding="utf-8") if wanted.report else nullcontext()
    )
    with told as report, ThreadPoolExecutor(len(workers)) as pool:
        results = list(pool.map(attempt, todo))
    for worker in workers:
        worker.end()
    return results


def _row(mutant, result):
    return {
        "file": mutant.file,
        "line": mutant.first,
        "inside": mutant.inside,
        "kind": mutant.kind,
        "told": mutant.told,
        "before": mutant.change[0],
        "after": mutant.change[1],
        **result,
    }


def _reviewed():
    rows = json.loads(REVIEWED.read_text(encoding="utf-8"))
    return {_row_key(row) for row in rows}


def _row_key(row):
    return row["file"], row["inside"], row["before"], row["after"]


def _key(mutant):
    return mutant.file, mutant.inside, *mutant.change


def _figures(todo, results, reviewed):
    """Counts, and the survivors nobody has looked at on stderr."""
    outcomes = Counter(result["outcome"] for result in results)
    killed = outcomes["killed"] + outcomes["timeout"]
    survivors = [
        (mutant, result["outcome"])
        for mutant, result in zip(todo, results, strict=True)
        if result["outcome"] in SURVIVED
    ]
    fresh = [row for row in survivors if _key(row[0]) not in reviewed]
    for mutant, outcome in fresh:
        what = ", told only" if mutant.told else ""
        say(f"\n{mutant.file}:{mutant.first} {mutant.inside}: {outcome}{what}")
        for sign, text in zip("-+", mutant.change, strict=True):
            say("\n".join(f"  {sign} {line}" for line in text.split("\n")))
    gone = reviewed - {_key(mutant) for mutant, _outcome in survivors}
    for row in sorted(row for row in gone if row in {_key(m) for m in todo}):
        say(f"\nreviewed, but it no longer survives: {row}")
    counted = killed + len(fresh)
    return {
        "mutants": len(todo),
        "killed": killed,
        "timeouts": outcomes["timeout"],
        "survivors_reviewed": len(survivors) - len(fresh),
        "survivors_new": len(fresh),
        "survivors_new_told": sum(mutant.told for mutant, _outcome in fresh),
        "ratio_killed": round(killed / counted, 4) if counted else 1.0,
    }
