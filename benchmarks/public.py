"""Pages for everybody beside Odoo's own page for the login, in one run.

    ./ibok bench public [--rounds 40] [--workers 2]

A server with worker processes serves a municipality with a tariff, announcements,
documents and results of water. Every round asks each page once, as somebody who has
kept nothing; pages take turns, so that what else the machine does hits all of them
alike. Told is what a visitor waits for a page: the median of the rounds.

`ratio_login` is the median of `/web/login`, as Odoo serves it here, to the mean of the
medians of our pages; `ratio_kept` is that mean to the same for who has kept the pages
and asks whether they changed. `slowest_ms` is the median of the slowest page.
"""

import argparse
import base64
import os
import statistics
import sys
from datetime import date, timedelta
from pathlib import Path

import pypdf

from odoo.fields import Command
from odoo.tools import config

HERE = Path(__file__).parent
# The parts beside this file.
sys.path.insert(0, str(HERE))

from _portal_clicks import milliseconds  # noqa: E402
from _portal_server import Server  # noqa: E402
from _public_visits import visit  # noqa: E402

#: What everybody reads, and Odoo's page beside it.
PAGES = (
    *("/ibok", "/ibok/contact", "/ibok/announcements", "/ibok/tariffs"),
    *("/ibok/documents", "/ibok/water-quality", "/ibok/water-quality/history"),
    *("/ibok/connection", "/ibok/supply-points", "/ibok/promises"),
    *("/ibok/tariffs/calculator?volume=9", "/ibok/forms"),
)
LOGIN = "/web/login"
#: What each group of the tariff pays, and by what.
RATES = {
    "water": [("water", "m3"), ("subscription_water", "month")],
    "sewage": [("sewage", "m3"), ("subscription_sewage", "month")],
    "both": [("water", "m3"), ("sewage", "m3"), ("subscription_both", "month")],
}
#: Rounds that warm the workers up and are not told.
WARM = 10


def options(arguments):
    """The benchmark's own options."""
    parser = argparse.ArgumentParser(prog="./ibok bench public")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args(arguments)


def say(text):
    """Tell progress."""
    print(text, file=sys.stderr, flush=True)


def publish(env):
    """What a small municipality has published in some years."""
    today = date.today()
    _tariff(env, today)
    zones = env["water.zone"].create([{"name": f"SUW {n}"} for n in range(3)])
    villages = env["water.village"].create(
        [{"name": f"Wieś {n}", "zip": "98-113"} for n in range(20)]
    )
    for number, village in enumerate(villages):
        env["water.premise"].create(
            {"village_id": village.id, "zone_id": zones[number % 3].id}
        )
    made = [
        *env["ibok.announcement"].create(
            [{"title": f"Prace {n}", "body": "Treść " * 40} for n in range(10)]
        ),
        *env["ibok.page.text"].create(
            [
                {"place": place, "body": "<p>Treść</p>" * 10}
                for place in ("now", "hours", "connection", "quality")
            ]
        ),
        *env["ibok.connection"].create(
            [{"village_id": village.id, "water": "yes"} for village in villages]
        ),
    ]
    for category in env["ibok.document.category"].search([]):
        made += env["ibok.document"].create(
            [_document(category, number) for number in range(6)]
        )
    tested = env["ibok.water.parameter"].search([("limit", "!=", False)])
    for zone in zones:
        made += env["ibok.water.sample"].create(
            [_sample(zone, tested, today - timedelta(days=90 * n)) for n in range(20)]
        )
    for record in made:
        record.action_publish()
    env.cr.commit()


def _tariff(env, today):
    days = {
        "date_from": today - timedelta(days=100),
        "date_to": today + timedelta(days=900),
    }
    tariff = env["water.tariff"].create(
        {
            "name": "Taryfa",
            **days,
            "period_ids": [Command.create({"name": "1", **days})],
            "group_ids": [
                Command.create({"code": f"G{n}", "name": "Dom", "services": services})
                for n, services in enumerate(("water", "sewage", "both"))
            ],
        }
    )
    env["water.tariff.rate"].create(
        [
            {
                "group_id": group.id,
                "period_id": tariff.period_ids.id,
                "component": component,
                "price_net": 5.72,
                "per": per,
            }
            for group in tariff.group_ids
            for component, per in RATES[group.services]
        ]
    )
    tariff.action_activate()


def _document(category, number):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    path = Path(config["data_dir"]) / "bench_public.pdf"
    writer.write(path)
    return {
        "title": f"Dokument {number}",
        "category_id": category.id,
        "version_ids": [
            Command.create(
                {
                    "name": name,
                    "date": f"20{name}-01-01",
                    "filename": "dokument.pdf",
                    "file": base64.b64encode(path.read_bytes()),
                }
            )
            for name in ("18", "24")
        ],
    }


def _sample(zone, tested, day):
    return {
        "date": day,
        "zone_id": zone.id,
        "line_ids": [
            Command.create(
                {
                    "parameter_id": one.id,
                    "result": (one.good_words or "").partition(",")[0] or "0",
                    "judged": "yes",
                }
            )
            for one in tested
        ],
    }


def run(env, arguments):
    """Measure, and return the figures."""
    wanted = options(arguments)
    publish(env)
    log = Path(config["data_dir"]) / "bench_public.log"
    load = os.getloadavg()[0]
    fresh, kept, tags = {}, {}, {}
    with Server(env.cr, wanted.workers, log) as server:
        env.cr.commit()
        say("Warming up")
        for _round in range(WARM * wanted.workers):
            for page in (*PAGES, LOGIN):
                _seconds, tags[page] = visit(server.port, page)
        for turn in range(wanted.rounds):
            for page in (
                *PAGES[turn % len(PAGES) :],
                LOGIN,
                *PAGES[: turn % len(PAGES)],
            ):
                seconds, _tag = visit(server.port, page)
                fresh.setdefault(page, []).append(seconds)
                if page != LOGIN:
                    seconds, _tag = visit(server.port, page, tags[page])
                    kept.setdefault(page, []).append(seconds)
    return {
        "rounds": wanted.rounds,
        "workers": wanted.workers,
        **compared(fresh, kept),
        "pages": {page: milliseconds(fresh[page]) for page in (*PAGES, LOGIN)},
        "kept": {page: milliseconds(kept[page]) for page in PAGES},
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
    }


def compared(fresh, kept):
    """How long visitors wait for our pages beside Odoo's.

    :param fresh: {page: [seconds]} of who has kept nothing
    :param kept: the same of who asks whether a page changed
    """
    ours = {page: statistics.median(fresh[page]) for page in PAGES}
    mean = statistics.mean(ours.values())
    again = statistics.mean(statistics.median(kept[page]) for page in PAGES)
    return {
        "ratio_login": round(statistics.median(fresh[LOGIN]) / mean, 2),
        "ratio_kept": round(mean / again, 2),
        "mean_ms": round(1000 * mean, 1),
        "slowest_ms": round(1000 * max(ours.values()), 1),
    }
