"""What `./ibok run` prints when all is up."""

from __future__ import annotations

from .logins import table
from .workshop import Workshop

INSTALL = """\
Into an Odoo 19 of your own (the folder must be called ibok):
  git clone <this repository> ibok
  pip install num2words phonenumbers python-stdnum
  odoo -d <database> --addons-path=<Odoo's addons>,<parent of ibok>/ibok/addons -i ibok
"""


def welcome(
    url: str, logins: dict[str, str], known: dict[str, str], shop: Workshop
) -> str:
    """The address, the logins, how to stop, and how to install elsewhere."""
    return "\n".join(
        (
            "",
            f"IBOK is ready: {url}",
            "",
            table(logins, known),
            "",
            f"Up after {shop.progress.elapsed():.0f} s. Stop it with Ctrl-C; "
            "the data stays. Anew: ./ibok run --fresh",
            "",
            INSTALL,
        )
    )
