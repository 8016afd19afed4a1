# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Compensation for the costs of recovery (art. 10 of the act of 8 March 2013).

Owed by a trader or a public body for each document paid late, without a reminder;
never by a consumer.
"""

from datetime import date, timedelta
from decimal import Decimal

from .errors import InvalidInput
from .working_days import end_of_term, is_working_day

DAY = timedelta(days=1)
#: Compensation for costs of recovery: up to this amount [zł] (itself included), euro.
COMPENSATION = ((Decimal(5000), True, 40), (Decimal(50000), False, 70))
COMPENSATION_ABOVE = 100


def compensation_euro(amount: Decimal) -> int:
    """Compensation [EUR] for a late commercial debt (art. 10 of the act of 2013).

    40 up to 5,000 zł, 70 below 50,000 zł, 100 from 50,000 zł on.
    """
    if amount <= 0:
        raise InvalidInput("amount", amount)
    for limit, included, euro in COMPENSATION:
        if amount < limit or (included and amount == limit):
            return euro
    return COMPENSATION_ABOVE


def compensation_rate_day(due: date) -> date:
    """The day whose NBP mean rate converts the compensation (art. 10 ust. 1a).

    The last working day of the month before the one in which the claim fell due: the
    day after its term ended.
    """
    fell_due = end_of_term(due) + DAY
    day = fell_due.replace(day=1) - DAY
    while not is_working_day(day):
        day -= DAY
    return day
