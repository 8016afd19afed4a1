"""What the stand-in for Przelewy24 keeps (see p24_peer.py)."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

#: The time in which Przelewy24 writes dates.
WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass
class Payment:
    """A registered payment."""

    session_id: str
    token: str
    order_id: int
    amount: int
    currency: str
    url_return: str
    url_status: str
    fields: dict
    #: 0 nothing paid, 1 paid and not verified, 2 verified, 3 given back
    status: int = 0
    paid_amount: int = 0
    method_id: int = 0
    paid_at: datetime | None = None
    verifications: int = 0
    refunded: int = 0

    @property
    def statement(self):
        """The title under which the money is handed over."""
        return f"p24-{self.order_id % 1000:03d}-{self.token[:3]}-{self.token[3:6]}"


@dataclass
class Refund:
    """A refund that was accepted."""

    request_id: str
    refunds_uuid: str
    session_id: str
    order_id: int
    amount: int
    description: str
    url_status: str
    #: 1 completed, 2 pending, 3 awaiting acceptance, 4 rejected
    status: int = 2


@dataclass
class Call:
    """A request of the merchant, and how it was answered."""

    method: str
    path: str
    body: dict | None = field(repr=False)
    status: int = 0


@dataclass
class Fault:
    """How a coming call is to be answered wrongly."""

    path: str
    what: str
    when: str
    times: int
    seconds: float
