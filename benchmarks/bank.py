"""A bank's movements taken in and booked per second, beside a loop over records.

    ./ibok bench bank [--movements 2000] [--loop 200]

Payers pay what is left of their bills: most to their own accounts, one of twenty by a
document's number in the title, one of twenty names nothing and waits for a person. The
file is one MT940 file. The loop does the same as a script over Odoo's records does:
movement by movement, each entered and matched with the payer's bills. Then the same
file is taken in again: it must change nothing.

CPU is counted of this process and of its PostgreSQL process together. Queries and
seconds are told for each tenth of the file: they must not grow with what is booked.

Measured in November 2026 on two overloaded cores, 5,000 movements: 40.8 ms of CPU each,
the loop 278 (6.8 times as many), 16.1 queries each from the first tenth to the last, 52
MB more than before it.
"""

import argparse
import logging
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _bank_loop import book_one  # noqa: E402
from _bank_town import Payers, mt940  # noqa: E402
from _billing_measure import Clock  # noqa: E402
from _interest_town import BILLS  # noqa: E402


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench bank")
    parser.add_argument("--movements", type=int, default=2000, help="in the file")
    parser.add_argument("--loop", type=int, default=200, help="by the loop")
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


def memory_mb():
    """Most memory this process took so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Bench:
    """Measures on one database, all its transactions committed."""

    def __init__(self, env):
        # As the scheduler works: nobody's language, the program's rights.
        self.env = env(context={**env.context, "lang": "pl_PL"})
        self.lines = self.env["account.bank.statement.line"]
        self.steps = []

    def loop(self, bank, rows):
        """CPU seconds of the loop."""
        book_one(self.env, bank, rows[0])
        self.env.cr.commit()
        clock = Clock(self.env.cr)
        with clock:
            for row in rows[1:]:
                book_one(self.env, bank, row)
                self.env.cr.commit()
        return clock

    def read(self, data):
        """The statements of the file, and how long reading took."""
        clock = Clock(self.env.cr)
        with clock:
            found = self.env["account.bank.statement"]._water_read_file(
                self.env.company, data
            )
        return clock, [("bank.sta", data, found)]

    def take_in(self, files):
        """What the wizard and then the job do, a chunk at a time."""
        Statement = self.env["account.bank.statement"]
        clock = Clock(self.env.cr)
        before = self.env.cr.sql_log_count
        with clock:
            taken = len(Statement._water_take_in(self.env.company, files))
            self.env.cr.commit()
        self.env.invalidate_all()
        say(f"  {taken} at once in {clock.wall:.1f} s")
        self.steps = [(taken, clock.cpu, self.env.cr.sql_log_count - before)]
        self.clock = Clock(self.env.cr)
        self.clock.__enter__()
        self.queries = self.env.cr.sql_log_count
        self.cpu = 0.0
        Statement._water_enter_waiting(self._commit)
        self.clock.__exit__()

    def _commit(self, entered, remaining):
        self.env.cr.commit()
        self.clock.__exit__()
        queries = self.env.cr.sql_log_count
        self.steps.append((entered, self.clock.cpu - self.cpu, queries - self.queries))
        self.cpu, self.queries = self.clock.cpu, queries
        self.clock.__enter__()
        say(
            f"  {remaining} left, {1000 * self.steps[-1][1] / max(entered, 1):.1f} ms "
            f"and {self.steps[-1][2] / max(entered, 1):.1f} queries each, "
            f"{memory_mb()} MB"
        )
        return True

    def ledger(self):
        """What stands in the books: movements, what they come to, what is owed."""
        [(count, amount)] = self.lines._read_group(
            [("water_key", "!=", False)], [], ["__count", "amount:sum"]
        )
        [(waiting,)] = self.lines._read_group(
            [("water_key", "!=", False), ("is_reconciled", "=", False)],
            [],
            ["__count"],
        )
        return count, round(amount, 2), waiting


def each(steps, place):
    """Seconds or queries a movement over these steps."""
    return sum(step[place] for step in steps) / sum(step[0] for step in steps)


def run(env, arguments):
    """Measure, and return the figures."""
    wanted = options(arguments)
    # Odoo tells each record that is deleted.
    logging.getLogger("odoo.models.unlink").setLevel(logging.WARNING)
    bench = Bench(env)
    load = os.getloadavg()[0]
    town = Payers(bench.env)
    say("The loop")
    rows = town.make(-(-(wanted.loop + 1) // BILLS))[: wanted.loop + 1]
    slow = bench.loop(town.bank, rows)
    loop_ms = 1000 * slow.cpu / wanted.loop
    say(f"  {loop_ms:.1f} ms of CPU a movement")
    bench.env.invalidate_all()
    say("Payers")
    rows = town.make(wanted.movements // BILLS)
    data = mt940(rows)
    before_mb = memory_mb()
    say(f"The file: {len(data) / 1e6:.1f} MB")
    reading, files = bench.read(data)
    say(f"  read in {reading.wall:.1f} s")
    begun = time.monotonic()
    bench.take_in(files)
    wall = time.monotonic() - begun
    unknown = sum(1 for row in rows if row[2].startswith("zakupy"))
    told = bench.ledger()
    if told != (len(rows), float(sum(row[0] for row in rows)), unknown):
        raise AssertionError(f"{told} of {len(rows)}, {unknown} for a person")
    say("The same file again")
    if bench.env["account.bank.statement"]._water_take_in(env.company, files):
        raise AssertionError("the same file was taken in twice")
    if bench.ledger() != told:
        raise AssertionError("the same file changed the books")
    tenth = max(len(bench.steps) // 10, 1)
    first, last = bench.steps[1 : 1 + tenth], bench.steps[-tenth - 1 : -1]
    if not first or not last:
        first = last = bench.steps
    ours = each(bench.steps, 1)
    return {
        "movements": len(rows),
        "for_a_person": unknown,
        "ms_cpu_each": round(1000 * ours, 2),
        "ms_cpu_each_loop": round(loop_ms, 2),
        "ratio_loop": round(loop_ms / 1000 / ours, 2),
        "queries_each_first_tenth": round(each(first, 2), 2),
        "queries_each_last_tenth": round(each(last, 2), 2),
        "ratio_queries": round(each(first, 2) / each(last, 2), 3),
        "ratio_time": round(each(first, 1) / each(last, 1), 3),
        "seconds_reading": round(reading.wall, 2),
        "seconds_booking": round(wall, 1),
        "memory_mb": memory_mb(),
        "memory_before_mb": before_mb,
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
