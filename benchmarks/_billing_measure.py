"""One measurement of the billing benchmark, in a process of its own.

    python _billing_measure.py DATABASE ADDONS_PATH MEASURE '{"count": 200, …}'

Prints one JSON object. CPU is counted of this process and of its PostgreSQL process,
so that an invoice costs the same whether Python or SQL does the work. Of each way one
chunk more is made beforehand: what a process loads once is not what is compared.
"""

import json
import os
import resource
import sys
import time
from contextlib import nullcontext

import _billing_town as billing_town

import odoo.modules.registry  # noqa: F401
from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config

CHUNK = 50
INVOICE_DATE = billing_town.CYCLE_END


class Clock:
    """CPU and wall seconds between entering and leaving."""

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        self._backend, self._here = cr.fetchone()
        self.cpu = self.wall = 0.0

    def _ticks(self):
        cpu = time.process_time()
        if self._here:
            with open(f"/proc/{self._backend}/stat") as stat:
                spent = stat.read().rpartition(")")[2].split()
            cpu += (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
        return cpu, time.monotonic()

    def __enter__(self):
        self._start = self._ticks()
        return self

    def __exit__(self, *_error):
        cpu, wall = self._ticks()
        self.cpu += cpu - self._start[0]
        self.wall += wall - self._start[1]


def chunks(records):
    """The records in batches as large as ours."""
    for start in range(0, len(records), CHUNK):
        yield records[start : start + CHUNK]


def start_run(env):
    """A started run over everything that is due."""
    run = env["water.billing.run"].create({"cycle_end": billing_town.CYCLE_END})
    run.action_start()
    # Set again: a run that begins now would bill today.
    run.invoice_date = INVOICE_DATE
    return run


def town(env, count, months):
    """Ready contracts, committed."""
    contracts = billing_town.Town(env).contracts(count, months)
    env.cr.commit()
    return contracts


def ours(env, count, months=12):
    """From readings to posted invoices, as the scheduled job does it."""
    contracts = town(env, count + CHUNK, months)
    clock = Clock(env.cr)
    with clock:
        run = start_run(env)
        env.cr.commit()
    run._run_chunk()
    env.cr.commit()
    with clock:
        while run._run_chunk():
            env.cr.commit()
    lines = run.line_ids
    held = lines.filtered(lambda line: line.state != "done")
    if held or len(lines) != count + CHUNK:
        raise AssertionError(f"{len(held)} of {len(lines)}: {held[:1].reason}")
    posted = contracts.settlement_ids.move_id.filtered(
        lambda move: move.state == "posted"
    )
    return clock, posted.filtered(lambda move: move.invoice_date == INVOICE_DATE)


def measure_ours(env, count, months=12):
    """Seconds of our run."""
    clock, _moves = ours(env, count, months)
    return {"cpu": clock.cpu, "wall": clock.wall}


def measure_plain(env, count, months=12):
    """Seconds of `create` and `action_post` of the same invoices."""
    _clock, moves = ours(env, count, months)
    wanted = []
    for settlement in moves.water_settlement_id:
        vals = settlement._prepare_invoice_vals(moves.journal_id)
        del vals["water_settlement_id"]
        wanted.append(vals)
    env.cr.commit()
    clock = Clock(env.cr)
    totals = sorted(moves.mapped("amount_total"))
    made = env["account.move"]
    for place, vals_list in enumerate(chunks(wanted)):
        with clock if place else nullcontext():
            invoices = env["account.move"].create(vals_list)
            invoices.action_post()
            env.cr.commit()
        made |= invoices
    if sorted(made.mapped("amount_total")) != totals:
        raise AssertionError("the plain invoices have other totals")
    return {"cpu": clock.cpu, "wall": clock.wall}


def measure_contract(env, count, months=12):
    """Seconds of OCA's contracts that invoice the same lines, and `action_post`."""
    _clock, moves = ours(env, count, months)
    settlements = moves.water_settlement_id
    journal = moves.journal_id
    contracts = env["contract.contract"].create(
        [
            {
                "name": settlement.contract_id.number,
                "partner_id": settlement.partner_id.id,
                "journal_id": journal.id,
                "contract_line_ids": [
                    Command.create(
                        {
                            "product_id": vals["product_id"],
                            "name": vals["name"],
                            "quantity": vals["quantity"],
                            "uom_id": vals["product_uom_id"],
                            "price_unit": vals["price_unit"],
                            "recurring_rule_type": "monthly",
                            "recurring_interval": 1,
                            "date_start": settlement.date_from,
                            "recurring_next_date": INVOICE_DATE,
                        }
                    )
                    for vals in settlement._prepare_invoice_lines()
                ],
            }
            for settlement in settlements
        ]
    )
    env.cr.commit()
    clock = Clock(env.cr)
    made = env["account.move"]
    for place, some in enumerate(chunks(contracts)):
        with clock if place else nullcontext():
            invoices = some._recurring_create_invoice(INVOICE_DATE)
            invoices.action_post()
            env.cr.commit()
        made |= invoices
    if sorted(made.mapped("amount_total")) != sorted(moves.mapped("amount_total")):
        raise AssertionError("the contracts' invoices have other totals")
    return {"cpu": clock.cpu, "wall": clock.wall}


def measure_start(env, count, months=12):
    """Make a town and start its run, for workers to process."""
    town(env, count, months)
    run = start_run(env)
    env.cr.commit()
    return {"run": run.id}


def measure_worker(env, run):
    """Process chunks of a run until none is left; begins when told on stdin."""
    run = env["water.billing.run"].browse(run)
    # What is loaded once for a process is not what is compared.
    run._contracts()
    env.cr.commit()
    print("ready", flush=True)
    sys.stdin.readline()
    done = 0
    started = time.monotonic()
    clock = Clock(env.cr)
    with clock:
        while chunk := run._run_chunk():
            env.cr.commit()
            done += chunk
    ended = time.monotonic()
    return {"done": done, "started": started, "ended": ended, "cpu": clock.cpu}


def measure_memory(env, count):
    """Most memory [MB] that one process takes which bills so many contracts."""
    town(env, count, 0)
    env.invalidate_all()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = start_run(env)
    env.cr.commit()
    done, started = 0, time.monotonic()
    while chunk := run._run_chunk():
        env.cr.commit()
        done += chunk
    spent = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # They are not to be in the way of other measurements.
    env.cr.execute("UPDATE water_contract SET state = 'draft' WHERE state = 'open'")
    env.invalidate_all()
    return {
        "memory_mb": peak // 1024,
        "before_mb": before // 1024,
        "invoices": done,
        "seconds": spent,
    }


def main(database, addons_path, measure, options):
    """Open the database and run one measurement."""
    config.parse_config(
        [
            *("-d", database, "--no-http", "--log-level=warn"),
            f"--addons-path={addons_path}",
        ],
        setup_logging=True,
    )
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "pl_PL"})
        figures = globals()[f"measure_{measure}"](env, **json.loads(options))
        cr.commit()
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
