"""What a driver is given and what it gives back. Nothing here knows of a database."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

#: Why a meter was not read, as drivers and the checks of their answers tell it.
REFUSALS = (
    "unreachable",  # the gateway did not answer at all
    "no_answer",  # the gateway did, the meter did not
    "other_meter",  # another meter answered, or the meter was exchanged meanwhile
    "bad_answer",  # not to be read, or no state of a water meter
    "stale",  # the newest state known is too old to be called a reading of now
)


class Refused(Exception):
    """The meter was not read.

    :param str code: one of `REFUSALS`
    :param str detail: for the office, in the device's words; no resident reads it
    """

    def __init__(self, code, detail=""):
        if code not in REFUSALS:
            raise ValueError(code)
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Reply:
    """What a meter answered.

    :param value: state of the register in m³
    :param at: when the register showed it, UTC without a timezone
    :param raw: the answer as received
    """

    value: Decimal
    at: datetime
    raw: str


class Driver(ABC):
    """A kind of gateway."""

    #: What the office chooses, in English.
    label = None

    @abstractmethod
    def read_now(self, address, timeout, meter):
        """Read a meter, or give the newest state that the gateway has of it.

        Called without a lock on anything. Whether the answer came from the right meter
        is for the driver to compare, as only it knows what a meter calls itself.

        :param str address: of the gateway, as the office entered it
        :param int timeout: seconds for the whole of it
        :param str meter: radio address of the meter, else its number
        :return: `Reply`
        :raise Refused: the meter was not read
        """
