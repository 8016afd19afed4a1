# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a bank's file comes to, whatever its format, and why one is refused.

A file is taken whole or not at all: the first thing that is not understood refuses it.
Every refusal names the line (from 1; the first when it is of the whole file).

================== ==================================================================
code               when
================== ==================================================================
empty_file         nothing in it
too_large          more than 20 MB
not_text           a picture, PDF, ZIP or spreadsheet
html               a page of the bank's site, saved or sent instead of the file
unknown_format     a text, but none of MT940, CAMT.053, Elixir-0
not_a_statement    of the family, but no statement (CAMT.052, CAMT.054)
encoding           no encoding makes words of its letters
damaged            XML that is not whole; an Elixir record with open quotes
doctype            XML with a DTD, which no bank writes
unexpected_text    text where a field should begin
unknown_field      a field that statements do not have (``value``)
field_order        a field that may not stand there (``value``)
bad_field          a field that cannot be read (``value``)
bad_date           a day that is none (``value``)
bad_amount         an amount that is none (``value``)
record_fields      an Elixir record of other than 16 fields (``value``: how many)
unknown_kind       an Elixir record of another kind than a transfer (``value``)
not_incoming       an Elixir record that pays another account than one's own
opening_missing    a statement without the balance it begins with
cut_short          a statement without the balance it ends with: half a file
part_missing       a statement of several parts, of which one is not in the file
balance_mismatch   opening, lines and closing do not come out (``opening``, ``lines``,
                   ``closing``)
batch_mismatch     parts of a collective entry do not make its amount (``amount``,
                   ``parts``)
currency_mixed     a line in another currency than its statement (``value``)
statement_twice    the same statement twice in one file (``value``: its number)
================== ==================================================================
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .errors import EngineError


class StatementRefused(EngineError):
    """A bank's file that is not taken; ``code`` and ``params["line"]`` say why."""

    def __init__(self, code, line=1, **params):
        self.code = code
        super().__init__(line=line, **params)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on the account.

    ``amount`` [in ``currency``] is above zero for money that came. ``sender_…`` is the
    other side: who sent it, or who got it when money went out. ``credited_account`` is
    the individual account that was paid, None when the file names none. ``reference``
    is the bank's own, empty when it gives none. ``raw`` is the record as it came.
    ``key`` is the same whenever the same movement is read again: see :func:`keyed`.
    """

    booking_date: date
    value_date: date
    amount: Decimal
    currency: str
    title: str = ""
    sender_name: str = ""
    sender_account: str = ""
    credited_account: str | None = None
    reference: str = ""
    raw: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements of an account between two balances.

    An Elixir-0 file knows neither account nor balances: ``account`` is empty,
    ``opening`` and ``closing`` are None. ``date_from`` and ``date_to`` are the days of
    the balances there, of the first and last movement here.
    """

    format: str
    account: str
    number: str
    currency: str
    date_from: date
    date_to: date
    opening: Decimal | None
    closing: Decimal | None
    lines: tuple[StatementLine, ...]


def balanced(statement: Statement, line: int) -> Statement:
    """The statement, whose opening balance and lines make its closing balance.

    :raise StatementRefused: they do not; ``line`` is where the closing one stands
    """
    moved = sum((entry.amount for entry in statement.lines), Decimal(0))
    if statement.opening + moved != statement.closing:
        raise StatementRefused(
            "balance_mismatch",
            line,
            opening=statement.opening,
            lines=moved,
            closing=statement.closing,
        )
    return statement


def keyed(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements, each line with its key.

    With a reference of the bank the key is made of account, day, amount, reference and
    the two accounts of the payment, which stay when a bank words titles anew; without
    one, of the record as it came (of Elixir-0, whose last field may have been cut, of
    what is read of it). Lines alike in all of that are numbered within the file, so
    that two equal payments are two; a file holds whole days for this to be true across
    files.

    :raise StatementRefused: a statement is in the file twice
    """
    seen: Counter = Counter()
    numbered = []
    known = set()
    for statement in statements:
        if statement.opening is not None:
            if statement in known:
                raise StatementRefused("statement_twice", value=statement.number)
            known.add(statement)
        lines = []
        for line in statement.lines:
            facts = _facts(statement, line)
            lines.append(replace(line, key=f"{facts}-{seen[facts]}"))
            seen[facts] += 1
        numbered.append(replace(statement, lines=tuple(lines)))
    return tuple(numbered)


def _facts(statement: Statement, line: StatementLine) -> str:
    named = (line.reference, line.sender_account, line.credited_account or "")
    if not line.reference and statement.opening is not None:
        named = (" ".join(line.raw.split()),)
    elif not line.reference:
        named += (line.sender_name, line.title)
    told = (
        statement.account,
        line.booking_date.isoformat(),
        str(line.amount),
        line.currency,
        *named,
    )
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:32]
