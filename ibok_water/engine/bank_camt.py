# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Statements in ISO 20022's CAMT.053, of any version (…001.02 to .08 and on).

Elements are found by their local names, which the versions share; where a later one
puts a level between (``Dbtr/Pty``, ``Sts/Cd``), both are looked for. Only booked
entries count; those announced are in no balance. The sign is that of ``CdtDbtInd``,
also where ``RvslInd`` tells that the entry takes back another.
"""

from collections.abc import Collection
from datetime import date

from .bank_camt_entry import read_entry, signed_amount, told_day
from .bank_statement import Statement, StatementRefused, balanced
from .bank_values import plain_account
from .bank_xml import Node, parse_xml
from .nrb import AccountMask

DOCUMENT = "Document"
STATEMENT = "BkToCstmrStmt"
#: Reports of the day and advices of single entries: no balances that must come out.
RELATED = frozenset({"BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"})
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)
BOOKED = "BOOK"


def read_camt(
    data: bytes, masks: Collection[AccountMask] = ()
) -> tuple[Statement, ...]:
    """All statements of the file, in its order."""
    root = parse_xml(data)
    # Banks may put the message into an envelope, beside its header.
    document = root if root.name == DOCUMENT else root.first(DOCUMENT) or root
    message = document.first(STATEMENT)
    if message is None:
        kinds = {child.name for child in document.children}
        code = "not_a_statement" if kinds & RELATED else "unknown_format"
        raise StatementRefused(code, root.line)
    statements = tuple(_statement(node, masks) for node in message.all("Stmt"))
    if not statements:
        raise StatementRefused("not_a_statement", message.line)
    return statements


def _statement(node: Node, masks: Collection[AccountMask]) -> Statement:
    account = _own_account(node)
    opening = _balance(node, OPENING, "opening_missing")
    closing = _balance(node, CLOSING, "cut_short")
    currency = opening.first("Amt").attributes.get("Ccy", "")
    lines = []
    for entry in node.all("Ntry"):
        status = entry.value("Sts", "Cd") or entry.value("Sts")
        if status == BOOKED:
            lines += read_entry(entry, account, currency, masks)
    statement = Statement(
        format="camt053",
        account=account,
        number=node.value("ElctrncSeqNb") or node.value("LglSeqNb") or node.value("Id"),
        currency=currency,
        date_from=_balance_day(opening),
        date_to=_balance_day(closing),
        opening=signed_amount(opening),
        closing=signed_amount(closing),
        lines=tuple(line for line in lines if line.amount),
    )
    return balanced(statement, closing.line)


def _own_account(node: Node) -> str:
    text = node.value("Acct", "Id", "IBAN") or node.value("Acct", "Id", "Othr", "Id")
    if not text:
        raise StatementRefused("bad_field", node.line, value="Acct")
    return plain_account(text)


def _balance(node: Node, codes: Collection[str], code: str) -> Node:
    """The balance of the first of these codes."""
    told = {bal.value("Tp", "CdOrPrtry", "Cd"): bal for bal in node.all("Bal")}
    found = next((told[name] for name in codes if name in told), None)
    if found is None:
        raise StatementRefused(code, node.line)
    if found.first("Amt") is None:
        raise StatementRefused("bad_amount", found.line, value="")
    return found


def _balance_day(node: Node) -> date:
    day = told_day(node, "Dt")
    if day is None:
        raise StatementRefused("bad_date", node.line, value="")
    return day
