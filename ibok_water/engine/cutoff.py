# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Cutting water off (art. 8 of the act of 7 June 2001 on water supply).

Of the two full billing periods that are not paid for, each begins after the day on
which the customer received the demand (art. 8 ust. 1 pkt 2). A period that had begun
by then counts not at all, nor does one that the contract had only a part of. The
customer, the mayor and the sanitary inspector know at least 20 days before (ust. 3).
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .cycle import settling_cycle
from .errors import InvalidInput
from .working_days import end_of_term

#: Full billing periods, one after the other or not, that are not paid for.
PERIODS = 2
DAYS_OF_NOTICE = 20


@dataclass(frozen=True, slots=True)
class UnpaidBill:
    """A bill that is due and not paid whole, and the days it is for.

    ``months`` and ``offset`` are the contract's billing cycle on its last day,
    ``before`` and ``after`` the days of the reading window round the cycle's end.
    """

    key: Hashable
    date_from: date
    date_to: date
    months: int
    offset: int = 0
    before: int = 0
    after: int = 0


def unpaid_periods(
    received: date, bills: Iterable[UnpaidBill]
) -> list[tuple[date, date, tuple[Hashable, ...]]]:
    """Full periods after the day of receipt that are not paid for, in order.

    :param received: day on which the customer received the demand
    :return: [(first day, last day of the period, keys of its bills)]
    """
    found = {}
    for bill in bills:
        cycle = settling_cycle(
            bill.date_to, bill.months, bill.before, bill.after, bill.offset
        )
        if not cycle or min(cycle.date_from, bill.date_from) <= received:
            continue
        # Whose contract began inside the period has had no full one.
        if bill.date_from > cycle.date_from + timedelta(days=bill.after + 1):
            continue
        found.setdefault((cycle.date_from, cycle.date_to), []).append(bill.key)
    return [(*days, tuple(keys)) for days, keys in sorted(found.items())]


def earliest_cutoff(known: Iterable[date]) -> date:
    """First day on which water may be cut off, no free one.

    :param known: the days on which each of those to be told knew of it
    """
    days = list(known)
    if not days:
        raise InvalidInput("notice")
    return end_of_term(max(days) + timedelta(days=DAYS_OF_NOTICE))
