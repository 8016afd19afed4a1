"""Przelewy24 payments in a storm of messages: none lost, none twice, and how fast.

    ./ibok bench p24 [--payments 1000] [--seed 24] [--threads 6]

Payments with duplicated, reordered, delayed, forged and interleaved messages, a
Przelewy24 that fails, cut connections and killed processes. It fails unless exactly the
payments that were made are booked and reconciled in the end.
"""

import argparse
import logging
import os
import sys
import time

from odoo.addons.ibok_p24.tests.p24_storm import Storm
from odoo.addons.ibok_p24.tests.p24_storm_worker import Killer, options_of_this_process


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench p24")
    parser.add_argument("--payments", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=24)
    parser.add_argument("--threads", type=int, default=6)
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


def run(env, arguments):
    """Let the storm rage, and return the figures."""
    wanted = options(arguments)
    # What fails on the way is part of the storm.
    for name in ("odoo.sql_db", "odoo.addons.ibok_p24", "odoo.addons.payment"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    database, company_id = env.cr.dbname, env.company.id
    registry = env.registry
    # From here on other threads and processes work in the database.
    env.cr.commit()
    killer = Killer(database, options_of_this_process())
    began = time.monotonic()
    try:
        storm = Storm(
            registry,
            company_id,
            wanted.payments,
            wanted.seed,
            threads=wanted.threads,
            killer=killer,
            say=say,
        )
        figures = storm.run()
    finally:
        killer.stop()
    seconds = figures["seconds_storm"]
    return figures | {
        "seed": wanted.seed,
        "killed": killer.killed,
        "killed_too_late": killer.late,
        "messages_per_second": round(figures["messages"] / seconds, 1),
        "seconds": round(time.monotonic() - began, 1),
        "cores": os.cpu_count(),
    }
