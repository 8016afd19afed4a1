"""200 residents click through the portal of a big town, beside Odoo's own list.

    ./ibok bench portal [--contracts 20000] [--years 5] [--residents 200]
                        [--workers 2] [--rounds 3] [--patterns 20] [--firm 300]

The town has real shape: contracts, meters, readings, bills and payments of every second
month, accounts (`_portal_town.py`). It is kept, so that only the first run builds it.
The residents log in once, by HTTP, at a server with worker processes, and click without
thinking, as many at a time as there are workers. A worker answers each request on a
connection of its own, as behind a proxy.

What a page costs is CPU time of Odoo's and PostgreSQL's processes together: all
residents open one page, then the next one, in rounds; told is the median of the rounds.
`ratio_core_invoices` is the cost of `/my/invoices`, the list of bills that Odoo serves,
as it is installed here, to the mean cost of the four pages home, readings, statement
and invoice; `ratio_home` and so on to each of them. `ratio_history` is the queries of a
page for who moved in a year ago to those for who has the whole history, both having
paid all; the worst of the four. At the end all residents click at once.
"""

import argparse
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from odoo.tools import config

HERE = Path(__file__).parent
# The parts beside this file.
sys.path.insert(0, str(HERE))

from _portal_bench import Bench  # noqa: E402
from _portal_clicks import Resident, click_at_once, milliseconds  # noqa: E402
from _portal_server import Server  # noqa: E402
from _portal_town import FIRM_LOGIN, Town  # noqa: E402
from _portal_town_life import CYCLE  # noqa: E402

#: What the database is made of; it is kept for the next run.
KEPT = {"--contracts": "20000", "--years": "5", "--patterns": "20", "--firm": "300"}
MARK = "ibok.bench_town"
#: The pages of the story, whose cost is compared with core's.
STORY = ("home", "readings", "statement", "invoice")
CORE = "invoices"
PAGES = {
    "home": "/my",
    "readings": "/my/readings",
    "statement": "/my/statement",
    "statement_all": "/my/statement?period=all",
    "water": "/my/water",
    "contracts": "/my/contracts",
    CORE: "/my/invoices",
}
#: What a customer of many contracts asks for besides.
FIRM_PAGES = ("home", "readings", "statement", "water", "contracts", CORE)


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench portal")
    for name, value in KEPT.items():
        parser.add_argument(name, type=int, default=int(value))
    parser.add_argument("--residents", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


def have_town(env, wanted):
    """Build the town, unless it stands already; the password of its residents."""
    parameters = env["ir.config_parameter"].sudo()
    known = parameters.get_param(MARK)
    if not known:
        town = Town(env, date.today(), wanted.years, say)
        town.build(wanted.contracts, wanted.patterns, wanted.firm)
        known = town.password
        parameters.set_param(MARK, known)
    env.cr.commit()
    # Nothing but what residents do: no letters about anything.
    env["ir.cron"].search([]).active = False
    env.cr.commit()
    return known


def residents(env, port, wanted):
    """Residents spread over the town, of them some who moved in a year ago.

    :return: ([Resident], Resident of the firm)
    """
    env.cr.execute(
        """
        SELECT u.login, p.id, c.id, bill.id, bill.name,
               (SELECT count(*) FROM account_move m WHERE m.partner_id = p.id
                 AND m.move_type = 'out_invoice') AS bills
          FROM (SELECT login, partner_id FROM res_users
                 WHERE login = %s OR login LIKE '%%.mieszkaniec%%'
              ORDER BY login != %s, md5(login) LIMIT %s) u
          JOIN res_partner p ON p.id = u.partner_id
          JOIN LATERAL (SELECT id FROM water_contract WHERE partner_id = p.id
                      ORDER BY id LIMIT 1) c ON TRUE
          JOIN LATERAL (SELECT id, name FROM account_move WHERE partner_id = p.id
                   AND move_type = 'out_invoice' ORDER BY invoice_date DESC, id DESC
                         LIMIT 1) bill ON TRUE
      ORDER BY u.login != %s, md5(u.login)
        """,
        [FIRM_LOGIN, FIRM_LOGIN, wanted.residents + 2, FIRM_LOGIN],
    )
    found = env.cr.fetchall()
    company, made = env.company, []
    for login, partner_id, contract_id, bill_id, bill, bills in found:
        partner = env["res.partner"].browse(partner_id)
        closing = partner._portal_statement(company)["closing"]
        told = abs(closing) if closing else 0.0
        pages = PAGES | {
            "invoice": f"/my/invoices/{bill_id}",
            "contract": f"/my/contracts/{contract_id}",
        }
        words = f"{told:,.2f}".replace(",", " ").replace(".", ",")
        made.append(
            Resident(
                port,
                login,
                bills * CYCLE // 12,
                pages,
                not closing,
                {"invoice": bill, CORE: bill, "statement_all": words},
            )
        )
    firm = made.pop(0)
    # His last bills of one day are more than a page of the list.
    firm.told = {}
    return made, firm


def first_pages(bench, people, password):
    """Log in, and open the first page: what both cost."""
    found = {}
    for name, act in (
        ("log_in", lambda one: one.log_in(password)),
        ("first_page", lambda one: one.click("home")),
    ):
        before = sum(bench.server.cpu().values())
        with ThreadPoolExecutor(bench.workers) as pool:
            waited = list(pool.map(lambda one, act=act: _timed(act, one), people))
        spent = sum(bench.server.cpu().values()) - before
        found[name] = milliseconds(waited) | {
            "cpu_ms": round(1000 * spent / len(people), 1)
        }
        say(f"  {name}: {found[name]}")
    return found


def _timed(act, one):
    began = time.perf_counter()
    act(one)
    return time.perf_counter() - began


def crowd(bench, workers):
    """All residents at once click through the story and Odoo's list."""
    pages = [*STORY, CORE]
    jobs = []
    for place, one in enumerate(bench.people):
        turned = place % len(pages)
        jobs.append((one, pages[turned:] + pages[:turned]))
    waited, seconds = click_at_once(jobs, connections=4 * workers)
    ours = [second for page in STORY for second in waited[page]]
    return {
        "requests_per_second": round(len(pages) * len(jobs) / seconds, 1),
        "ours": milliseconds(ours),
        CORE: milliseconds(waited[CORE]),
    }


def alike(people, years):
    """Residents with so long a history who have paid all, or else all of them."""
    some = [one for one in people if one.years == years]
    return [one for one in some if one.settled] or some


def compared(bench):
    """How the cost of core's list compares with that of our pages."""
    core = bench.cost(CORE)
    costs = {page: bench.cost(page) for page in STORY}
    ratios = {f"ratio_{page}": round(core / cost, 2) for page, cost in costs.items()}
    return {
        "ratio_core_invoices": round(core / statistics.mean(costs.values()), 2)
    } | ratios


def run(env, arguments):
    """Measure, and return the figures."""
    wanted = options(arguments)
    password = have_town(env, wanted)
    log = Path(config["data_dir"]) / "bench_portal.log"
    load = os.getloadavg()[0]
    pages = [*STORY, "water", "contract", "statement_all", CORE]
    with Server(env.cr, wanted.workers, log) as server:
        people, firm = residents(env, server.port, wanted)
        env.cr.commit()
        bench = Bench(server, people, wanted.workers, say)
        say("Warming up")
        guide = people.pop()
        guide.log_in(password)
        for page in pages * 3 * wanted.workers:
            guide.click(page)
        say(f"{len(people)} residents log in")
        first = first_pages(bench, people, password)
        for turn in range(wanted.rounds):
            say(f"Round {turn + 1} of {wanted.rounds}")
            bench.round(pages[turn % len(pages) :] + pages[: turn % len(pages)])
        say("Queries by the length of the history")
        longest = max(one.years for one in people)
        by_years = {
            years: bench.queries(alike(people, years), pages)
            for years in sorted({1, longest})
        }
        say("All at once")
        at_once = crowd(bench, wanted.workers)
        say(f"{at_once}\nA customer of {wanted.firm} contracts")
        firm.log_in(password)
        many = bench.alone(firm, FIRM_PAGES)
    return {
        "contracts": wanted.contracts,
        "years": wanted.years,
        "residents": len(people),
        "workers": wanted.workers,
        "rounds": wanted.rounds,
        **compared(bench),
        "ratio_history": min(
            round(by_years[1][page] / by_years[longest][page], 2) for page in STORY
        ),
        "pages": {page: bench.told(page) for page in pages},
        "queries_by_years": by_years,
        **first,
        "all_at_once": at_once,
        "firm": many,
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }
