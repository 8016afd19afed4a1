# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Debts paid in instalments: how much, on which days, and what interest they bear.

A plan shares out what is left of the principal. Interest goes on being charged by
notes, so it is only told beside each instalment: what the debts bear from the last
instalment to this one, when all is paid as planned (art. 481 of the Civil Code; no
interest on interest, art. 482). Instalments fall due once a month and never on a free
day (art. 115).
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .apportion import apportion
from .errors import InvalidInput, RateMissing
from .interest import Payment, interest
from .interest_rates import InterestRates
from .money import GROSZ
from .working_days import end_of_term

DAY = timedelta(days=1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """A debt that a plan is about.

    :param key: the caller's name of it
    :param left: what is left to pay of it [zł, > 0]
    :param amount: principal as it was asked for [zł]; None: it bears no interest
    :param due: last day of its term, as printed
    :param kind: kind of the rate of interest
    :param payments: what was paid of the principal so far
    :param covered: days (both included) that interest notes charge already
    """

    key: Hashable
    left: Decimal
    amount: Decimal | None = None
    due: date | None = None
    kind: str = ""
    payments: tuple[Payment, ...] = ()
    covered: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan.

    :param day: last day to pay, no free one
    :param amount: principal [zł]
    :param parts: (key of the debt, what of the amount pays it), the oldest debt first
    :param interest: what the debts bear since the instalment before [zł]
    :param known: whether rates of all days are known; else ``interest`` is of those
        days that are
    """

    day: date
    amount: Decimal
    parts: tuple[tuple[Hashable, Decimal], ...]
    interest: Decimal
    known: bool


def most_instalments(total: Decimal, limit: int, smallest: Decimal) -> int:
    """Into how many instalments an amount may be shared; 0: into none.

    :param limit: the most that are allowed
    :param smallest: no instalment is below this [zł]
    """
    fitting = limit if smallest <= 0 else min(limit, int(total // smallest))
    return min(fitting, int(total / GROSZ))


def instalment_days(first: date, count: int) -> list[date]:
    """The days to pay by: the same day of each month, moved off free days.

    A day that a month does not have is that month's last one.
    """
    days = []
    for months in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        last = monthrange(year, month + 1)[1]
        days.append(end_of_term(date(year, month + 1, min(first.day, last))))
    return days


def plan_instalments(
    debts: Sequence[OpenDebt], first: date, count: int, rates: InterestRates
) -> list[Instalment]:
    """Share the debts out to equal instalments, the debts in the order they are given.

    :param first: the first day to pay by; later ones fall on the same day of a month
    :raise InvalidInput: nothing to pay, or less than a grosz for each instalment
    """
    total = sum((debt.left for debt in debts), ZERO)
    if count < 1 or any(debt.left <= 0 for debt in debts):
        raise InvalidInput("instalments", count)
    if total < GROSZ * count:
        raise InvalidInput("instalments_too_many", count)
    amounts = apportion(total, [1] * count, GROSZ)
    days = instalment_days(first, count)
    shared = _share(debts, amounts)
    borne = [_interest_of(debt, days, shared, rates) for debt in debts]
    return [
        Instalment(
            day,
            amount,
            parts,
            sum((one[place][0] for one in borne), ZERO),
            all(one[place][1] for one in borne),
        )
        for place, (day, amount, parts) in enumerate(
            zip(days, amounts, shared, strict=True)
        )
    ]


def left_of_instalments(amounts: Iterable[Decimal], paid: Decimal) -> list[Decimal]:
    """What is left of each instalment; what was paid counts on the earliest first."""
    left = []
    for amount in amounts:
        counted = min(amount, max(paid, ZERO))
        left.append(amount - counted)
        paid -= counted
    return left


def missed_instalment(
    days: Sequence[date], left: Sequence[Decimal], today: date, grace: int
) -> int | None:
    """Place of the first instalment that was not paid in time, or None.

    :param grace: days to wait after its day, the last of them no free one
    """
    for place, (day, open_amount) in enumerate(zip(days, left, strict=True)):
        if open_amount > 0 and end_of_term(day + grace * DAY) < today:
            return place
    return None


def _share(debts, amounts):
    """Yield for each amount what of it pays which debt."""
    queue = [[debt.key, debt.left] for debt in debts]
    shared = []
    for amount in amounts:
        parts = []
        while amount:
            key, left = queue[0]
            taken = min(left, amount)
            parts.append((key, taken))
            amount -= taken
            queue[0][1] -= taken
            if not queue[0][1]:
                queue.pop(0)
        shared.append(tuple(parts))
    return shared


def _interest_of(debt, days, shared, rates):
    """[(interest of a debt up to each day since the one before, whether all known)]"""
    if debt.amount is None:
        return [(ZERO, True)] * len(days)
    planned = _planned(debt, days, shared)
    found, since = [], date.min
    for day in days:
        amount, known = ZERO, True
        for first, last in _free(since, day, debt.covered):
            try:
                amount += _borne(debt, planned, rates, first, last)
            except RateMissing as problem:
                known = False
                if first < problem.params["day"]:
                    before = problem.params["day"] - DAY
                    amount += _borne(debt, planned, rates, first, before)
        found.append((amount, known))
        since = day + DAY
    return found


def _borne(debt, planned, rates, first, last):
    return interest(
        debt.amount, debt.due, debt.kind, rates, last, planned, since=first
    ).amount


def _planned(debt, days, shared):
    """What was paid of the principal, and what the plan pays of it."""
    left = debt.amount - sum((payment.amount for payment in debt.payments), ZERO)
    planned = list(debt.payments)
    for day, parts in zip(days, shared, strict=True):
        counted = min(dict(parts).get(debt.key, ZERO), left)
        if counted > 0:
            planned.append(Payment(day, counted))
            left -= counted
    return planned


def _free(first: date, last: date, covered) -> Iterator[tuple[date, date]]:
    """Yield the stretches of days that no note charges."""
    for begins, ends in sorted(covered):
        if begins > last:
            break
        if begins > first:
            yield first, begins - DAY
        first = max(first, ends + DAY)
    if first <= last:
        yield first, last
