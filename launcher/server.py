"""The Odoo server of `./ibok run`."""

from __future__ import annotations

import errno
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Failure
from .odoo import Runner
from .process import die_with_parent, stop

PATIENCE = 120  # seconds until the server must answer


def check_port(host: str, port: int) -> None:
    """Raise unless the port is free."""
    advice = f"Stop what uses it, or choose another: ./ibok run --port {port + 1}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Failure(
                f"port {port} is reserved for root", "Choose one above 1023."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Failure(f"{host} is no address of this machine") from error
            raise Failure(f"port {port} is taken", advice) from None


def address(host: str, port: int) -> str:
    """What to open on this machine for a server that listens on the host."""
    if host in ("127.0.0.1", "0.0.0.0", "::"):  # all answer at localhost
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/web/health", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-15:]
    return "\n".join(f"  | {line}" for line in lines)


@contextmanager
def odoo_server(
    runner: Runner, config: Path, url: str, log: Path
) -> Iterator[subprocess.Popen]:
    """Have the server up, and answering, for the time of the block."""
    with log.open("w") as out:
        child = subprocess.Popen(
            [runner.paths.python, "-m", "odoo", "server", "-c", config],
            env={**runner.environment, "ODOO_RC": str(config)},
            cwd=runner.paths.data,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(url):
            if child.poll() is not None or time.monotonic() > deadline:
                raise Failure(
                    f"Odoo did not start\n{_tail(log)}\n  whole log: {log}",
                    "Read the log; `./ibok run --fresh` builds the database anew.",
                )
            time.sleep(0.2)
        yield child
    finally:
        stop(child)


def wait(child: subprocess.Popen, log: Path) -> None:
    """Wait until the server ends; that is a failure, for nobody told it to."""
    child.wait()
    raise Failure(
        f"Odoo ended by itself (exit code {child.returncode})\n{_tail(log)}\n"
        f"  whole log: {log}",
        "Run the same command again.",
    )
