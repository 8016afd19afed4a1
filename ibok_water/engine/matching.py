# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Whose an incoming payment is.

The individual account decides; failing that, a document's or a customer's number in
the title. Amount and name only suggest: a person decides. Two customers by the same
sign are no answer either.

==================== ==============================================================
reason               what it says
==================== ==============================================================
virtual_account      the customer's individual account was paid
document_number      the title names documents of one customer
customer_number      the title names one customer's number
ambiguous            a sign points at several customers: ``suggestions``
amount_and_name      suggestions only: an open amount, and the sender's name
not_found            nothing points at anybody
not_incoming         no money came: a debit
==================== ==============================================================

``warnings`` do not change the answer: ``account_of_nobody`` (an individual account was
paid that no customer has), ``title_names_other`` (the account's customer is paid, the
title names another's document or number).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .bank_statement import StatementLine
from .spending import Debt, Spending, spend
from .titles import (
    names_customer,
    names_document,
    plain_text,
    same_person,
    search_key,
    search_keys,
)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who may pay: the office's number of him, his name, his individual accounts."""

    key: object
    number: str
    name: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Whose the payment is (None: not known), by what, for which debts.

    ``indicated`` are keys of the debts named in the title, ``suggestions`` keys of
    customers for a person to choose from, both in order.
    """

    customer: object | None
    reason: str
    indicated: tuple = ()
    suggestions: tuple = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A match and, where the customer is known, how the money is spent."""

    match: Match
    spending: Spending | None


class Payers:
    """Customers and their open debts, put in order once for many payments."""

    def __init__(self, customers: Iterable[Customer], debts: Iterable[Debt]):
        self.debts = defaultdict(list)
        self.by_account = defaultdict(set)
        self.by_amount = defaultdict(set)
        self.documents = defaultdict(list)
        self.numbers = defaultdict(list)
        self.names = {}
        for customer in customers:
            self.names[customer.key] = customer.name
            self.numbers[search_key(customer.number)].append(customer)
            for account in customer.accounts:
                self.by_account[account].add(customer.key)
        totals = defaultdict(Decimal)
        for debt in debts:
            self.debts[debt.customer].append(debt)
            self.documents[search_key(debt.document)].append(debt)
            self.by_amount[debt.residual].add(debt.customer)
            totals[debt.customer] += debt.residual
            if debt.account:
                self.by_account[debt.account].add(debt.customer)
        for customer, total in totals.items():
            self.by_amount[total].add(customer)

    def replace(self, customer: object, debts: list[Debt]):
        """From now on this is what the customer owes: of his, others are not found.

        Amounts only suggest and stay as they were.
        """
        for known in self.debts[customer]:
            mine = self.documents[search_key(known.document)]
            mine[:] = [debt for debt in mine if debt.key != known.key]
        self.debts[customer] = list(debts)
        for debt in debts:
            self.documents[search_key(debt.document)].append(debt)

    def named_debts(self, title: str) -> list[Debt]:
        """Open debts whose document the (plain) title names."""
        return [
            debt
            for key in search_keys(title)
            for debt in self.documents.get(key, ())
            if names_document(title, debt.document)
        ]

    def named_customers(self, title: str) -> set:
        """Customers whose number the (plain) title names."""
        return {
            customer.key
            for key in search_keys(title)
            for customer in self.numbers.get(key, ())
            if names_customer(title, customer.number)
        }

    def likely(self, line: StatementLine) -> list:
        """Customers who owe just this much and are called like the sender."""
        return sorted(
            key
            for key in self.by_amount.get(line.amount, ())
            if same_person(line.sender_name, self.names.get(key, ""))
        )


def match_payment(line: StatementLine, payers: Payers) -> Match:
    """Whose the payment is."""
    if line.amount <= 0:
        return Match(None, "not_incoming")
    title = plain_text(line.title)
    debts = payers.named_debts(title)
    owners = {debt.customer for debt in debts}
    numbered = payers.named_customers(title)
    paid = payers.by_account.get(line.credited_account, set())
    warnings = ()
    if len(paid) == 1:
        (customer,) = paid
        if (owners | numbered) - paid:
            warnings = ("title_names_other",)
        return Match(customer, "virtual_account", _keys(debts, customer), (), warnings)
    if line.credited_account and not paid:
        warnings = ("account_of_nobody",)
    pointed = paid & (owners | numbered) or paid or owners | numbered
    if len(pointed) == 1:
        (customer,) = pointed
        reason = "document_number" if owners else "customer_number"
        return Match(customer, reason, _keys(debts, customer), (), warnings)
    if pointed:
        return Match(None, "ambiguous", (), tuple(sorted(pointed)), warnings)
    likely = tuple(payers.likely(line))
    reason = "amount_and_name" if likely else "not_found"
    return Match(None, reason, (), likely, warnings)


def decide(
    line: StatementLine, payers: Payers, interest_first: bool = False
) -> Decision:
    """Whose the payment is, and which debts it settles on its booking day."""
    match = match_payment(line, payers)
    if match.customer is None:
        return Decision(match, None)
    spending = spend(
        line.amount,
        payers.debts.get(match.customer, ()),
        on=line.booking_date,
        indicated=match.indicated,
        account=line.credited_account,
        interest_first=interest_first,
    )
    return Decision(match, spending)


def _keys(debts: list[Debt], customer: object) -> tuple:
    mine = {debt.key for debt in debts if debt.customer == customer}
    return tuple(sorted(mine))
