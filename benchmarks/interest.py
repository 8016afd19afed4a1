"""Overdue bills reckoned and noted per second, beside a loop over records.

    ./ibok bench interest [--debts 2000] [--loop 200]

Each debtor owes five bills, each paid in part and late; he gets one note. The loop does
the same as a script over Odoo's records does: customer by customer, bill by bill, note
by note, with the same engine. Both notes must come to the same. Then the run is begun
again over the same debtors: it must make nothing.

CPU is counted of this process and of its PostgreSQL process together, the first chunk
is made beforehand: what a process loads once is not what is compared.

Measured in November 2026 on two busy cores, 100,010 bills of 20,002 debtors: 494 bills
a second of CPU, the loop 21 (24 times as many; 22 with the preview counted in); 27 MB
more than before it, 234 MB in all. The second run over the same debtors made nothing.
"""

import argparse
import os
import resource
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _billing_measure import Clock  # noqa: E402
from _interest_loop import note_of_customer  # noqa: E402
from _interest_town import BILLS, Debtors  # noqa: E402


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench interest")
    parser.add_argument("--debts", type=int, default=2000, help="overdue bills")
    parser.add_argument("--loop", type=int, default=200, help="of them by the loop")
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
        self.until = (
            env["water.interest.rate"]
            .search([("kind", "=", "statutory")], order="valid_from desc", limit=1)
            .valid_from
        )

    def town(self, count):
        """Ids of so many debtors."""
        begun = time.monotonic()
        ids = Debtors(self.env).make_debtors(count)
        say(f"  {count * BILLS} overdue bills in {time.monotonic() - begun:.1f} s")
        return ids

    def loop(self, ids):
        """CPU seconds and notes of the loop."""
        note_of_customer(self.env, ids[0], self.until)
        self.env.cr.commit()
        clock = Clock(self.env.cr)
        notes = self.env["account.move"]
        with clock:
            for partner_id in ids[1:]:
                notes |= note_of_customer(self.env, partner_id, self.until)
                self.env.cr.commit()
        return clock, notes

    def start(self):
        """A run over everybody who is late, its customers listed."""
        run = self.env["water.interest.run"].create(
            {"until": self.until, "unpaid": True, "threshold": 0}
        )
        self.env.cr.commit()
        return run

    def work(self, run, first=False):
        """CPU and wall seconds of what the run's state asks for, and customers done."""
        clock, done = Clock(self.env.cr), 0
        while True:
            if first:
                first = False
                self._chunk(run)
                continue
            with clock:
                chunk = self._chunk(run)
            if not chunk:
                return clock, done
            done += chunk

    def _chunk(self, run):
        done = run._run_chunk()
        self.env.cr.commit()
        self.env.invalidate_all()
        return done

    def notes(self):
        """How many notes there are, and what they come to."""
        [(count, amount)] = self.env["account.move"]._read_group(
            [("water_interest_note", "=", True)], [], ["__count", "amount_total:sum"]
        )
        return count, Decimal(f"{amount:.2f}")


def run(env, arguments):
    """Measure, and return the figures."""
    wanted = options(arguments)
    bench = Bench(env)
    load = os.getloadavg()[0]
    loop_customers = max(wanted.loop // BILLS, 1)
    warm = bench.env["water.interest.run"]._chunk
    say("Debtors")
    looped = bench.town(loop_customers + 1)
    say("The loop")
    slow, notes = bench.loop(looped)
    each = set(notes.mapped("amount_total"))
    loop_rate = loop_customers * BILLS / slow.cpu
    say(f"  {loop_rate:.1f} bills a second of CPU, {slow.wall:.1f} s")
    bench.env.invalidate_all()
    customers = wanted.debts // BILLS
    bench.town(customers + warm)
    before_mb = memory_mb()
    say("The run: preview")
    work = bench.start()
    listing = Clock(bench.env.cr)
    with listing:
        work.action_preview()
        bench.env.cr.commit()
    preview, _done = bench.work(work)
    say(f"  {preview.wall:.1f} s, listing {listing.wall:.1f} s")
    say("The run: notes")
    work.action_start()
    bench.env.cr.commit()
    count_before, _amount = bench.notes()
    ours, done = bench.work(work, first=True)
    if work.state != "done" or work.held_count or work.note_count != done + warm:
        raise AssertionError(f"{work.state}: {work.note_count} notes of {done}")
    if set(work.line_ids.note_id.mapped("amount_total")) != each or len(each) != 1:
        raise AssertionError("run and loop charged different amounts")
    peak = memory_mb()
    say(f"  {done * BILLS / ours.cpu:.1f} bills a second of CPU, {ours.wall:.1f} s")
    say("The same run again")
    made = bench.notes()
    if made[0] != count_before + done + warm:
        raise AssertionError(f"{made[0]} notes")
    again = bench.start()
    twice = Clock(bench.env.cr)
    with twice:
        again.action_preview()
        bench.env.cr.commit()
    second, _done = bench.work(again)
    again.action_start()
    bench.env.cr.commit()
    bench.work(again)
    if bench.notes() != made or again.note_count:
        raise AssertionError("the same run made notes twice")
    # The listing is shared by what was warmed up; of it that part is left out.
    cpu = ours.cpu + listing.cpu * done / (done + warm)
    with_preview = cpu + preview.cpu * done / (done + warm)
    debts = done * BILLS
    return {
        "debts": debts,
        "notes": done,
        "amount_a_note": float(each.pop()),
        "debts_per_second_cpu": round(debts / cpu, 1),
        "debts_per_second_cpu_loop": round(loop_rate, 1),
        "ratio_loop": round(debts / cpu / loop_rate, 2),
        "ratio_loop_with_preview": round(debts / with_preview / loop_rate, 2),
        "seconds_listing": round(listing.wall, 2),
        "seconds_preview": round(preview.wall, 2),
        "seconds_notes": round(ours.wall, 2),
        "seconds_again": round(twice.wall + second.wall, 2),
        "memory_mb": peak,
        "memory_before_mb": before_mb,
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
