"""Invoices per second, from readings to posted bills, beside plain Odoo and OCA.

    ./ibok bench billing [--contracts 200] [--years 1] [--workers 2] [--rounds 3]
                         [--sizes 1000,5000]

Per core means per second of CPU, of Python and of its PostgreSQL process together.
Every measurement is a process of its own; the three ways take turns, and the median
of the rounds is told. `ratio_workers` is of wall time and needs as many free cores.

Measured in November 2026 on two idle cores, two rounds of 1,000 contracts: 125 invoices
a second and core, plain Odoo 25, OCA contract 22. Two workers made 224 a second where
one makes 122. An invoice takes 8.2 ms of CPU after one year of bills and 8.8 ms after
five; a process needs 212 MB for a run of 1,000 contracts and 213 MB for 5,000.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from odoo.tools import config

HERE = Path(__file__).parent
#: Invoices, at least, that the workers share. Each spends half a second on what its
#: first chunk loads once, alone or beside others: of 200 invoices that is a quarter of
#: a worker's time, of 1,000 one part in sixteen; a run of a town is larger than both.
SHARED = 2000


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench billing")
    parser.add_argument("--contracts", type=int, default=200)
    parser.add_argument("--years", type=int, default=1, help="of monthly bills before")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="1000,5000", help="contracts, for memory")
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


class Bench:
    """Runs measurements on one database."""

    def __init__(self, database, wanted):
        self.database = database
        self.wanted = wanted
        self.addons = ",".join(config["addons_path"])

    def _command(self, measure, values):
        script = HERE / "_billing_measure.py"
        return [
            *(sys.executable, script, self.database, self.addons),
            *(measure, json.dumps(values)),
        ]

    def measure(self, name, **values):
        """One measurement's figures."""
        done = subprocess.run(
            self._command(name, values), stdout=subprocess.PIPE, text=True, check=True
        )
        figures = json.loads(done.stdout.splitlines()[-1])
        told = {key: round(value, 2) for key, value in figures.items()}
        say(f"  {name} {values}: {told}")
        return figures

    def per_core(self, seconds):
        """Invoices per second of CPU: the median of the rounds."""
        return round(self.wanted.contracts / statistics.median(seconds), 1)

    def roads(self, *names):
        """CPU seconds of each road, the roads taking turns."""
        spent = {name: [] for name in names}
        for turn in range(self.wanted.rounds):
            say(f"Round {turn + 1} of {self.wanted.rounds}: {', '.join(names)}")
            for name in names:
                figures = self.measure(
                    name, count=self.wanted.contracts, months=12 * self.wanted.years
                )
                spent[name].append(figures["cpu"])
        return {name: self.per_core(seconds) for name, seconds in spent.items()}

    def history(self):
        """CPU milliseconds of an invoice after one and after five years of bills."""
        count = self.wanted.contracts
        costs = {}
        for years in (1, 5):
            seconds = [
                self.measure("ours", count=count, months=12 * years)["cpu"]
                for _turn in range(self.wanted.rounds)
            ]
            costs[years] = round(1000 * statistics.median(seconds) / count, 2)
        return costs

    def workers(self):
        """Invoices per second of wall time, by number of worker processes at once."""
        rates = {}
        for workers in (1, self.wanted.workers):
            rounds = []
            for _turn in range(self.wanted.rounds):
                count = max(SHARED, 2 * self.wanted.contracts)
                run = self.measure("start", count=count, months=0)["run"]
                rounds.append(count / self._at_once(workers, run))
            rates[workers] = round(statistics.median(rounds), 1)
            say(f"  {workers} worker(s): {rates[workers]} invoices a second")
        return rates

    def _at_once(self, workers, run):
        """Wall seconds until all workers together have finished a run."""
        started = [
            subprocess.Popen(
                self._command("worker", {"run": run}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _number in range(workers)
        ]
        for process in started:
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError("a worker did not start")
        for process in started:
            process.stdin.write("go\n")
            process.stdin.flush()
        results = [
            json.loads(process.communicate()[0].splitlines()[-1]) for process in started
        ]
        say(f"  workers did {[result['done'] for result in results]}")
        first = min(result["started"] for result in results)
        return max(result["ended"] for result in results) - first

    def memory(self):
        """Of whole runs in one process, by number of contracts: peak MB and seconds."""
        sizes = [int(size) for size in self.wanted.sizes.split(",") if size]
        return {str(size): self.measure("memory", count=size) for size in sizes}

    def install_contract(self):
        """Get OCA's contract addon beside the product and put it into the database."""
        lock = HERE / "billing.lock"
        target = Path(config["data_dir"]) / "bench" / "contract"
        stamp = target / "billing.lock"
        if not stamp.is_file() or stamp.read_text() != lock.read_text():
            pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps")
            subprocess.run(
                [
                    *(*pip, "--require-hashes", "--disable-pip-version-check"),
                    *("--upgrade", "--target", target, "-r", lock),
                ],
                stdout=sys.stderr,
                check=True,
            )
            stamp.write_text(lock.read_text())
        self.addons += f",{target / 'odoo' / 'addons'}"
        subprocess.run(
            [
                *(sys.executable, "-m", "odoo", "-d", self.database, "-i", "contract"),
                *("--stop-after-init", "--no-http", "--log-level=error"),
                f"--addons-path={self.addons}",
            ],
            stdout=sys.stderr,
            check=True,
        )


def run(env, arguments):
    """Measure, and return the figures."""
    wanted = options(arguments)
    database = env.cr.dbname
    # From here on other processes work in the database.
    env.cr.commit()
    bench = Bench(database, wanted)
    load = os.getloadavg()[0]
    rates = bench.roads("ours", "plain")
    say("Cost of an invoice as history grows")
    history = bench.history()
    say("Workers at once")
    workers = bench.workers()
    say("OCA contract")
    bench.install_contract()
    rates |= bench.roads("contract")
    say("Memory")
    memory = bench.memory()
    return {
        "contracts": wanted.contracts,
        "invoices_per_second_core_ours": rates["ours"],
        "invoices_per_second_core_plain": rates["plain"],
        "invoices_per_second_core_contract": rates["contract"],
        "ratio_plain": round(rates["ours"] / rates["plain"], 2),
        "ratio_contract": round(rates["ours"] / rates["contract"], 2),
        "invoices_per_second_by_workers": workers,
        "ratio_workers": round(workers[wanted.workers] / workers[1], 2),
        "cpu_ms_per_invoice_by_years": history,
        "ratio_history": round(history[1] / history[5], 2),
        "memory_mb": {size: run["memory_mb"] for size, run in memory.items()},
        "seconds_of_run": {
            size: round(run["seconds"], 1) for size, run in memory.items()
        },
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
