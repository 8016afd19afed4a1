"""What `./ibok run` prints when all is up."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from .logins import table
from .workshop import Workshop

STORY = (
    "Begin as the resident, on a phone: a reading entered there is a bill at once, in",
    "the ledger and the VAT report too. That is once a month; again: --fresh.",
    "Paying leads to a stand-in for Przelewy24 on this machine; it moves no money.",
    "Letters go nowhere from here: a new account's link, say, is in the outbox, which",
    "the administrator opens by /odoo/action-mail.action_view_mail_mail.",
    "",
)


def origin(root: Path) -> str:
    """Where this checkout can be cloned from: its remote, or its own folder."""
    try:
        done = subprocess.run(
            ["git", "remote", "get-url", "origin"],
            cwd=root,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        return str(root)
    # Who put his password into the address does not want it shown.
    address = re.sub(r"(?<=://)[^/@]+@", "", done.stdout.strip())
    return address or str(root)


def install_commands(source: str, packages: list[str]) -> list[str]:
    """The commands that install the addons into an Odoo 19 of somebody's own."""
    return [
        f"git clone {source} ibok",
        f"python3 -m pip install {' '.join(packages)}",
        'odoo -d DATABASE --addons-path="ODOO_ADDONS,$PWD/ibok/addons" -i ibok',
    ]


def welcome(
    url: str, logins: dict[str, str], known: dict[str, str], shop: Workshop
) -> str:
    """The address, the logins, how to stop, and how to install elsewhere."""
    commands = install_commands(origin(shop.paths.root), shop.addons.python_packages)
    return "\n".join(
        (
            "",
            f"IBOK is ready: {url}",
            "",
            table(logins, known),
            "",
            *(STORY if "resident" in logins else ()),
            f"Up after {shop.progress.elapsed():.0f} s. Stop it with Ctrl-C; "
            "the data stays. Anew: ./ibok run --fresh",
            "",
            "Into an Odoo 19 of your own (ODOO_ADDONS: the folder of its addons; in a",
            "new database set the company's country to Poland before the last line):",
            *(f"  {command}" for command in commands),
            "",
        )
    )
