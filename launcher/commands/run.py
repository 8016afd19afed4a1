"""`./ibok run`: everything up, with the demo municipality, and its address printed."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack

from ..bank import account, demo_bank
from ..errors import Failure
from ..guide import welcome
from ..locks import attempt
from ..logins import MASTER, ROLES, passwords
from ..paths import Paths
from ..progress import Progress, Step
from ..server import address, check_port, odoo_server, wait
from ..system import PRINTING
from ..workshop import Workshop, workshop

STEPS_FIRST = 9
STEPS_AGAIN = 6
LOGINS = "run_logins.json"  # written with the run database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--port", type=_port, default=8069, help="default: 8069")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="throw the run database away first"
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (1 to 65535)")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    paths = Paths.here()
    paths.make()
    again = (paths.state / LOGINS).exists() and not options.fresh
    progress = Progress(STEPS_AGAIN if again else STEPS_FIRST)
    with attempt(paths.state / "run.lock") as free:
        if not free:
            raise Failure(
                "./ibok run is already up in this checkout",
                "Use that one, or stop it first (Ctrl-C in its terminal).",
            )
        check_port(options.host, options.port)
        if not (paths.state / "run.conf").exists():
            progress.say(
                "First start: all of it takes 3 to 6 minutes; later ones take seconds."
                " You may interrupt it: the next start goes on from there."
            )
        with workshop(paths, progress, PRINTING) as shop:
            _serve(shop, options)
    return 0


def _serve(shop: Workshop, options: argparse.Namespace) -> None:
    name = shop.databases.name("run")
    known, new = passwords(shop.paths)
    logins = _database(shop, name, options.fresh, known, new)
    config = shop.runner.configuration(
        "run",
        {
            # It alone: a filter has each visitor without a login look at the list of
            # the cluster's databases first, on a connection of its own.
            "db_name": name,
            "admin_passwd": known[MASTER],
            "http_interface": options.host,
            "http_port": options.port,
            "max_cron_threads": 1,
        },
    )
    url = address(options.host, options.port)
    log = shop.paths.logs / "server.log"
    with ExitStack() as stack:
        bank = stack.enter_context(demo_bank(shop))
        shop.databases.set_parameters(
            name, {"web.base.url": url, "ibok_p24.sandbox_url": bank}
        )
        with shop.progress.step("Server"):
            child = stack.enter_context(odoo_server(shop.runner, config, url, log))
        print(welcome(url, logins, known, shop), flush=True)
        wait(child, log)


def _database(
    shop: Workshop, name: str, fresh: bool, known: dict[str, str], new_passwords: bool
) -> dict[str, str]:
    """Have the run database, up to date with the sources; return its logins."""
    wanted = shop.recipes.fingerprint()
    found = shop.databases.fingerprint(name)
    file = shop.paths.state / LOGINS
    if found is None or fresh:
        demo = shop.recipes.demo()
        with shop.progress.step("Run database") as step:
            new = f"{name}_new"
            shop.databases.clone(demo, new, durable=True)
            logins = _set_logins(shop, new, known, step)
            _open_account(shop, new, step)
            shop.databases.mark(new, wanted)
            file.write_text(json.dumps(logins))
            shop.databases.rename(new, name)
        return logins
    if found != wanted:
        with shop.progress.step("Run database: bringing it up to date") as step:
            shop.runner.update(name, list(shop.addons.folders), step)
            _open_account(shop, name, step)
            shop.databases.mark(name, wanted)
    else:
        shop.progress.ready("Run database")
    if new_passwords or not file.exists():
        with shop.progress.step("Logins") as step:
            file.write_text(json.dumps(_set_logins(shop, name, known, step)))
    logins = json.loads(file.read_text())
    _check_logins(shop, logins, "Build the database anew: ./ibok run --fresh")
    return logins


def _set_logins(
    shop: Workshop, name: str, known: dict[str, str], step: Step
) -> dict[str, str]:
    wanted = json.dumps({role: known[role] for role in ROLES})
    logins = json.loads(shop.runner.inside("logins", name, step, stdin=wanted))
    _check_logins(shop, logins, "This is a fault in the demo data of this checkout.")
    return logins


def _open_account(shop: Workshop, name: str, step: Step) -> None:
    shop.runner.inside("bank", name, step, stdin=json.dumps(account(shop.paths)))


def _check_logins(shop: Workshop, logins: dict[str, str], hint: str) -> None:
    missing = [role for role in ROLES if role not in logins]
    if missing and shop.addons.has_demo:
        raise Failure(f"the database has no login for: {', '.join(missing)}", hint)
