# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Statements in SWIFT's MT940, as Polish banks write it.

Own code instead of PyPI's ``mt-940``: that library is lenient on purpose (it takes half
a file, drops what it does not match, checks no balance), knows of Polish dialects
mBank's only, and refuses nothing by line. Here money is at stake, so that a file has to
add up; what is left is a grammar of ten fields.

A file holds statements one after another, each ``:20: :25: :28C: :60F:``, movements
(``:61:`` and ``:86:``), ``:62F:``, then information that is not read. A long
statement may come in parts: one is closed by ``:62M:``, the next taken up by ``:60M:``
of the same amount.
Around them SWIFT's envelope may stand ({1:…}{4: and -}), or mBank's byte 1.

Movements of 0.00 (ING writes one to count pages) are left out.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from .bank_mt940_movement import Movement, read_movement
from .bank_statement import Statement, StatementRefused, balanced
from .bank_values import plain_account, read_amount, read_day
from .nrb import AccountMask

FIELD = re.compile(r":(\d\d[A-Z]?|NS):(.*)", re.DOTALL)
NEW_LINE = re.compile(r"\r\n|\n|\r")
BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d.,]+)")
ENVELOPE = re.compile(r"\{1:.*|-\}?(?:\{5:.*)?|\{[245]:.*")
CONTROLS = "".join(map(chr, (1, 2, 3, 26)))

#: Which fields may stand where; what comes after must not be of an earlier stage.
STAGES = {
    **dict.fromkeys(("20",), 0),
    **dict.fromkeys(("13", "13D", "21", "25", "25P", "28", "28C"), 1),
    **dict.fromkeys(("60F", "60M"), 2),
    **dict.fromkeys(("61",), 3),
    **dict.fromkeys(("62F", "62M"), 4),
    **dict.fromkeys(("64", "65", "90C", "90D"), 5),
}
#: Fields of more than one line.
LONG = frozenset({"61", "86", "NS"})
#: Fields that a statement has once.
ONCE = frozenset({"20", "25", "25P", "60F", "60M", "62F", "62M"})


@dataclass(slots=True)
class Field:
    """A field as it stands: its tag, its lines, the first one's number."""

    tag: str
    rows: list[str]
    line: int


@dataclass(slots=True)
class Part:
    """A message of the file: a statement, or a part of one.

    ``stage`` and ``met`` are how far its fields have come, for their order.
    """

    line: int
    account: str = ""
    number: str = ""
    opening: Field | None = None
    closing: Field | None = None
    movements: list[Movement] = field(default_factory=list)
    stage: int = 0
    met: set[str] = field(default_factory=set)


def read_mt940(text: str, masks: Collection[AccountMask] = ()) -> tuple[Statement, ...]:
    """All statements of the file, in its order; parts of one are put together."""
    whole = []
    pending = None
    for part in _parts(text):
        statement = _statement(part, masks)
        pending = _continued(pending, statement, part)
        if part.closing.tag == "62F":
            whole.append(pending)
            pending = None
    if pending is not None:
        raise StatementRefused("part_missing", part.closing.line)
    return tuple(whole)


def _fields(text: str) -> Iterator[Field]:
    current = None
    for number, row in enumerate(NEW_LINE.split(text), 1):
        row = row.strip(CONTROLS)
        found = FIELD.fullmatch(row)
        if found:
            if current:
                yield current
            current = Field(found[1], [found[2]], number)
        elif ENVELOPE.fullmatch(row):
            if current:
                yield current
            current = None
        elif row.strip():
            if current is None or current.tag not in LONG:
                raise StatementRefused("unexpected_text", number, value=row[:80])
            current.rows.append(row)
    if current:
        yield current


def _parts(text: str) -> Iterator[Part]:
    part = None
    for found in _fields(text):
        if found.tag == "20":
            if part:
                yield _closed(part, found.line)
            part = Part(found.line)
        elif part is None:
            raise StatementRefused("field_order", found.line, value=found.tag)
        _check_order(found, part)
        _take(part, found)
    if part is None:
        raise StatementRefused("unknown_format")
    yield _closed(part, len(NEW_LINE.split(text)))


def _check_order(found: Field, part: Part) -> None:
    if found.tag in ("86", "NS"):
        return
    if found.tag not in STAGES:
        raise StatementRefused("unknown_field", found.line, value=found.tag)
    stage, name = STAGES[found.tag], found.tag[:2]
    if stage < part.stage or (found.tag in ONCE and name in part.met):
        raise StatementRefused("field_order", found.line, value=found.tag)
    part.stage = stage
    part.met.add(name)


def _take(part: Part, found: Field) -> None:
    tag, value = found.tag, found.rows[0].strip()
    if tag in ("25", "25P"):
        part.account = plain_account(value)
    elif tag in ("28", "28C"):
        part.number = value
    elif tag in ("60F", "60M"):
        part.opening = found
    elif tag in ("62F", "62M"):
        part.closing = found
    elif tag == "61":
        if part.opening is None:
            raise StatementRefused("opening_missing", found.line)
        part.movements.append(Movement(found.line, found.rows))
    elif tag == "86" and part.closing is None:
        if not part.movements:
            raise StatementRefused("field_order", found.line, value=tag)
        part.movements[-1].details.append(found.rows)


def _closed(part: Part, line: int) -> Part:
    if part.opening is None:
        raise StatementRefused("opening_missing", part.line)
    if part.closing is None:
        raise StatementRefused("cut_short", line)
    if not part.account:
        raise StatementRefused("bad_field", part.line, value="25")
    return part


def _statement(part: Part, masks: Collection[AccountMask]) -> Statement:
    opening, currency, date_from = _balance(part.opening)
    closing, closing_currency, date_to = _balance(part.closing)
    if currency != closing_currency:
        raise StatementRefused(
            "currency_mixed", part.closing.line, value=closing_currency
        )
    lines = [
        read_movement(movement, currency, part.account, masks)
        for movement in part.movements
    ]
    statement = Statement(
        format="mt940",
        account=part.account,
        number=part.number,
        currency=currency,
        date_from=date_from,
        date_to=date_to,
        opening=opening,
        closing=closing,
        lines=tuple(line for line in lines if line.amount),
    )
    return balanced(statement, part.closing.line)


def _balance(found: Field):
    """(signed amount, currency, day) of a field 60 or 62."""
    value = found.rows[0].strip()
    parts = BALANCE.fullmatch(value)
    if not parts:
        raise StatementRefused("bad_field", found.line, value=value[:80])
    day, amount = read_day(parts[2]), read_amount(parts[4])
    if day is None:
        raise StatementRefused("bad_date", found.line, value=parts[2])
    if amount is None:
        raise StatementRefused("bad_amount", found.line, value=parts[4])
    return (-amount if parts[1] == "D" else amount), parts[3], day


def _continued(before: Statement | None, part: Statement, told: Part) -> Statement:
    """The statement so far, with a further part of it."""
    if told.opening.tag == "60F":
        if before is not None:
            raise StatementRefused("part_missing", told.line)
        return part
    fits = before is not None and (before.account, before.closing, before.currency) == (
        part.account,
        part.opening,
        part.currency,
    )
    if not fits:
        raise StatementRefused("part_missing", told.opening.line)
    return replace(
        before,
        date_to=part.date_to,
        closing=part.closing,
        lines=before.lines + part.lines,
    )
