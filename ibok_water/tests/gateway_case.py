"""A gateway that answers what a test tells it to."""

from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.ibok_water.gateways import DRIVERS, Driver, Refused, Reply


class TestGateway(Driver):
    """Keeps what it was asked, and answers with `reply` or raises it."""

    __test__ = False
    label = "Test gateway"

    def __init__(self):
        self.asked = []
        self.reply = Refused("no_answer")

    def answer(self, value, at):
        """What the meter shows from now on, and since when, UTC."""
        moment = datetime.fromisoformat(at)
        self.reply = Reply(Decimal(str(value)), moment, f"raw {value}")

    def read_now(self, address, timeout, meter):
        """Override."""
        self.asked.append((address, timeout, meter))
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


@contextmanager
def installed():
    """As if an addon with a driver were there."""
    driver = TestGateway()
    with patch.dict(DRIVERS, {"test": driver}):
        yield driver


def serve(env, meter, **vals):
    """A gateway of the test's kind that serves the meter."""
    gateway = env["water.gateway"].create(
        {"name": "Polna 4", "kind": "test", "address": "192.0.2.5:10001", **vals}
    )
    meter.gateway_id = gateway
    return gateway
