"""The demo's bank: a stand-in for Przelewy24 beside `./ibok run`, to pay at for a try.

The same program that the tests of `ibok_p24` talk to. It only listens on this machine,
says on its page what it is, and Odoo reaches it in the provider's test state only.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import Failure
from .paths import Paths
from .process import die_with_parent, stop
from .workshop import Workshop

PROGRAM = "ibok_p24/tests/p24_peer.py"
MERCHANT = 12345


def account(paths: Paths) -> dict[str, str | int]:
    """The account with the stand-in, its keys made on this machine."""
    file = paths.state / "bank.json"
    try:
        known = json.loads(file.read_text())
        if {"merchant_id", "api_key", "crc"} <= set(known):
            return known
    except (FileNotFoundError, ValueError):
        pass
    made = {
        "merchant_id": MERCHANT,
        "api_key": secrets.token_hex(16),
        "crc": secrets.token_hex(8),
    }
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
        json.dump(made, out)
    part.replace(file)
    return made


@contextmanager
def demo_bank(shop: Workshop) -> Iterator[str]:
    """Have the stand-in up for the time of the block; gives its address."""
    known = account(shop.paths)
    log = shop.paths.logs / "bank.log"
    with log.open("w") as out:
        child = subprocess.Popen(
            [
                *(shop.paths.python, shop.paths.root / PROGRAM, "--port", "0"),
                *("--merchant-id", str(known["merchant_id"])),
            ],
            env={
                **os.environ,
                "P24_PEER_API_KEY": str(known["api_key"]),
                "P24_PEER_CRC": str(known["crc"]),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        word, _space, url = child.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise Failure(
                f"the demo's bank did not start; its log: {log}",
                "Run the same command again.",
            )
        yield url
    finally:
        stop(child)
        child.stdout.close()
