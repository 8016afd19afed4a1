# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Which debts a payment settles (art. 451 of the civil code).

§ 1: the debtor says which debt he pays; of what falls to a debt the creditor may first
take its side claims (interest, costs) that are due. § 3: where nobody says, due debts
go before others, the one due longest first. What is left is the customer's credit.

The order, with the code each part is given:

================= ===================================================================
indicated         debts that the payer named, the oldest first
side_of_indicated with interest first, just before it: its side claims that are due
paid_account      due debts of the contract whose individual account was paid
due               other due debts
not_due_account   debts of that contract that fall due later
not_due           other debts that fall due later
================= ===================================================================
Among due debts of one code, the order is by day: with *principal first* all principals,
then costs and interest; with *interest first* every debt after its own side claims.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .errors import InvalidInput

PRINCIPAL = "principal"
#: Costs go before interest, interest before the principal (art. 451 § 1).
KINDS = ("cost", "interest", PRINCIPAL)
TURNS = {
    "side_of_indicated": 0,
    "indicated": 0,
    "paid_account": 1,
    "due": 2,
    "not_due_account": 3,
    "not_due": 4,
}


@dataclass(frozen=True, slots=True)
class Debt:
    """An open item: what remains of it [zł], since when it is due, what it is.

    ``of`` is the key of the principal that a side claim belongs to, ``account`` the
    individual account of its contract. Keys can be put in order.
    """

    key: object
    customer: object
    document: str
    due: date
    residual: Decimal
    kind: str = PRINCIPAL
    account: str = ""
    of: object = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What of a payment settles a debt [zł]; ``reason`` is the code of its turn."""

    key: object
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Spending:
    """A payment, shared out in this order; ``credit`` [zł] is what no debt takes."""

    parts: tuple[Spent, ...]
    credit: Decimal


def spend(
    amount: Decimal,
    debts: Iterable[Debt],
    on: date,
    indicated: Collection[object] = (),
    account: str | None = None,
    interest_first: bool = False,
) -> Spending:
    """Share the amount out to one customer's debts.

    :param on: the day of the payment; a debt of that day is due
    :param indicated: keys of the debts the payer named
    :param account: the individual account that was paid
    """
    rows = _checked(amount, debts)
    order = _Order(rows, on, frozenset(indicated), account, interest_first)
    left = amount
    parts = []
    for debt in sorted(rows, key=order.place):
        part = min(left, debt.residual)
        if part:
            parts.append(Spent(debt.key, part, order.code(debt)))
            left -= part
    return Spending(tuple(parts), left)


def _checked(amount: Decimal, debts: Iterable[Debt]) -> list[Debt]:
    rows = list(debts)
    if amount <= 0:
        raise InvalidInput("amount", amount)
    if len({debt.key for debt in rows}) < len(rows):
        raise InvalidInput("debt_twice")
    if len({debt.customer for debt in rows}) > 1:
        raise InvalidInput("several_customers")
    for debt in rows:
        if debt.residual <= 0:
            raise InvalidInput("residual", debt.residual)
        if debt.kind not in KINDS:
            raise InvalidInput("kind", debt.kind)
    return rows


class _Order:
    """In which turn a debt comes, by the facts of one payment."""

    def __init__(self, debts, on, indicated, account, interest_first):
        self.on = on
        self.indicated = indicated
        self.account = account
        self.interest_first = interest_first
        self.principals = {debt.key: debt for debt in debts if debt.kind == PRINCIPAL}

    def code(self, debt: Debt) -> str:
        is_due = debt.due <= self.on
        if debt.key in self.indicated:
            return "indicated"
        side = self.interest_first and is_due and debt.kind != PRINCIPAL
        if side and debt.of in self.indicated and debt.of in self.principals:
            return "side_of_indicated"
        if self.account and debt.account == self.account:
            return "paid_account" if is_due else "not_due_account"
        return "due" if is_due else "not_due"

    def place(self, debt: Debt) -> tuple:
        """Where it stands; debts that are alike in all else go by their keys."""
        kind = KINDS.index(debt.kind)
        side = debt.kind != PRINCIPAL
        later = debt.due > self.on
        turn = TURNS[self.code(debt)], later
        if later or not self.interest_first:
            return *turn, side, debt.due, kind, debt.document, debt.key
        head = self.principals.get(debt.of, debt) if side else debt
        return *turn, head.due, head.document, head.key, kind, debt.due, debt.key
