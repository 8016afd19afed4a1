# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Interest for late payment (art. 481 of the Civil Code; act of 8 March 2013).

Amount × rate × days / 36500 for each stretch of days with one rate and one balance,
each to the grosz (half-up), then summed: this is how the published calculators of the
statutory rate count, and why rounding once at the end gives other amounts. The divisor
is 365 in leap years too; 29 February counts as a day.

The first day is the one after the due date, moved off Sundays, holidays and since 2017
Saturdays (art. 115); the last day is that of the payment, itself included. Interest
bears no interest (art. 482).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import InvalidInput
from .interest_rates import InterestRates
from .money import to_grosz
from .working_days import end_of_term

DAY = timedelta(days=1)
ZERO = Decimal(0)
#: Per cent times days of the year (365, whatever the year).
DIVISOR = 36500


@dataclass(frozen=True, slots=True)
class Payment:
    """What was counted against the principal of a debt on a day [zł, > 0]."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class InterestPart:
    """Days (both included) of one balance and one rate, and their interest [zł]."""

    date_from: date
    date_to: date
    balance: Decimal
    percent: Decimal
    amount: Decimal
    rate_keys: tuple[Hashable, ...] = ()

    @property
    def days(self) -> int:
        """How many days interest is counted for."""
        return (self.date_to - self.date_from).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest of a debt, with its derivation.

    :param due: the day the term ended, moved off free days
    :param parts: stretches in order of time
    :param balance: principal left after the last day [zł]
    """

    due: date
    parts: tuple[InterestPart, ...]
    balance: Decimal

    @property
    def amount(self) -> Decimal:
        """Sum of the parts [zł]."""
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def days(self) -> int:
        """Days interest is counted for."""
        return sum(part.days for part in self.parts)


def interest(
    amount: Decimal,
    due: date,
    kind: str,
    rates: InterestRates,
    until: date,
    payments: Iterable[Payment] = (),
    since: date | None = None,
) -> Interest:
    """Interest of a debt up to a day, that day included.

    :param amount: principal owed [zł], corrections of the document taken off: what
        was never owed bears no interest
    :param due: last day of the term, as printed
    :param kind: kind of the rate
    :param until: last day asked for
    :param payments: what was paid of the principal; in any order
    :param since: first day asked for (the days before stand on another note)
    :raise RateMissing: a day with no rate in force
    :raise InvalidInput: a payment of nothing, or more paid than owed
    """
    due, payments = end_of_term(due), tuple(payments)
    first = max(since or due + DAY, due + DAY)
    balances = _balances(amount, payments, first, until)
    parts = []
    for date_from, date_to, balance in balances:
        if not balance:
            break
        parts += [
            _part(stretch, balance)
            for stretch in rates.stretches(kind, date_from, date_to)
        ]
    paid = sum((payment.amount for payment in payments if payment.day <= until), ZERO)
    return Interest(due, tuple(parts), amount - paid)


def _part(stretch, balance):
    days = (stretch.last - stretch.first).days + 1
    return InterestPart(
        stretch.first,
        stretch.last,
        balance,
        stretch.percent,
        to_grosz(balance * stretch.percent * days / DIVISOR),
        stretch.keys,
    )


def _balances(amount, payments, first, until):
    """Yield (first day, last day, principal owed); a payment's own day still counts."""
    paid = defaultdict(Decimal)
    for payment in payments:
        if payment.amount <= 0:
            raise InvalidInput("payment", payment.amount)
        paid[payment.day] += payment.amount
    if sum(paid.values(), ZERO) > amount:
        raise InvalidInput("paid_more_than_owed", sum(paid.values(), ZERO))
    for day in sorted(paid):
        if day > until:
            break
        if day >= first:
            yield first, day, amount
            first = day + DAY
        amount -= paid[day]
    if first <= until:
        yield first, until, amount
