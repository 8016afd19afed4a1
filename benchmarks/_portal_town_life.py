"""What one customer of the portal's benchmark does from billing cycle to cycle."""

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

#: Months that a bill covers: what contracts have unless agreed otherwise.
CYCLE = 2
#: Bills are made so many days after the cycle, paid so many days after the bill.
BILLED_AFTER, PAID_AFTER = 6, 9
#: Of so many customers one moved in a year ago.
NEWCOMERS = 5
NEWCOMER_CYCLES = 12 // CYCLE


def cycle_ends(today, years):
    """Last days of the billing cycles of some years, the last of them billed."""
    last = today - timedelta(days=BILLED_AFTER + PAID_AFTER)
    month = (last.month - 1) // CYCLE * CYCLE + 1
    end = last.replace(month=month, day=1) - timedelta(days=1)
    first = end + timedelta(days=1)
    return [
        first - relativedelta(months=CYCLE * back) - timedelta(days=1)
        for back in reversed(range(12 // CYCLE * years))
    ]


class Household:
    """What one customer of the pattern does from cycle to cycle."""

    def __init__(self, number, cycles):
        self.number = number
        self.random = random.Random(number)
        newcomer = number % NEWCOMERS == NEWCOMERS - 1
        self.first = max(0, cycles - NEWCOMER_CYCLES) if newcomer else 0
        self.garden = number % 4 == 1
        self.exchange = cycles // 2 if number % 10 == 3 else None
        self.source = "resident" if number % 2 else "reader"
        self.monthly = self.random.randint(4, 14)
        self.registers = {}

    def use(self):
        """m³ of a cycle."""
        return self.monthly * CYCLE + self.random.randint(-3, 3)

    def pays(self, left):
        """Part of a bill that is paid, and in how many days after it.

        :param left: number of bills that come after it
        """
        kind = self.number % 20
        if kind == 19 and left < NEWCOMER_CYCLES:
            return 0, None
        if kind in (14, 15, 16):
            return 1, 70
        if kind == 17:
            return 0.5 if left < 2 else 1, PAID_AFTER
        if kind == 18 and left == 3:
            return 1.5, PAID_AFTER
        return 0 if not left and kind % 3 == 0 else 1, PAID_AFTER
