# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Incoming payments in Elixir-0, the report of many mass-payment services.

One line a payment, 16 fields with commas between, texts in quotes:
``110,20260115,12050,10205561,0,"sender","payee","sender's name|…","payee's name|…",0,
10901014,"title|…|…|…","","","51","note"``; amounts in grosze, "|" where a text's line
of 35 ends, 110 for a transfer. The payee's account is the individual one.

The same format carries orders to *send* money. Whoever knows his accounts passes them
(``own`` and the masks): then a record that pays another account is refused.

There is no account, no balance and no count in such a file, so one that was cut between
two lines cannot be told from a whole one. Nor does it hold a reference of the bank that
may be trusted: lines are known again by the whole record.
"""

import csv
import re
from collections.abc import Collection

from .bank_statement import Statement, StatementLine, StatementRefused
from .bank_values import FILLERS, glue, nrb_or_none, read_amount, read_day
from .money import GROSZ
from .nrb import AccountMask, is_nrb, parse_nrb

RECORD = re.compile(r'[\s"]*\d{3}[\s"]*,[\s"]*\d{8}[\s"]*,')
FIELDS = 16
TRANSFER = "110"
WIDTHS = (35,)
CURRENCY = "PLN"


def read_elixir(
    text: str, masks: Collection[AccountMask] = (), own: Collection[str] = ()
) -> tuple[Statement, ...]:
    """One statement without balances, of all payments of the file."""
    lines = tuple(
        _payment(row, number, masks, own)
        for number, row in enumerate(re.split(r"\r\n|\n|\r", text), 1)
        if row.strip(" \x1a")
    )
    days = [line.booking_date for line in lines]
    return (
        Statement(
            format="elixir0",
            account="",
            number="",
            currency=CURRENCY,
            date_from=min(days),
            date_to=max(days),
            opening=None,
            closing=None,
            lines=lines,
        ),
    )


def _payment(row, number, masks, own) -> StatementLine:
    fields = _fields(row, number)
    if fields[0] != TRANSFER:
        raise StatementRefused("unknown_kind", number, value=fields[0])
    day = read_day(fields[1])
    if day is None or len(fields[1]) != 8:
        raise StatementRefused("bad_date", number, value=fields[1])
    grosze = read_amount(fields[2])
    if not grosze or not fields[2].isdigit():
        raise StatementRefused("bad_amount", number, value=fields[2])
    payee = fields[6]
    if not is_nrb(payee):
        raise StatementRefused("bad_field", number, value=payee)
    payee = parse_nrb(payee)
    if (masks or own) and not _is_own(payee, masks, own):
        raise StatementRefused("not_incoming", number, value=payee)
    sender = fields[5]
    return StatementLine(
        booking_date=day,
        value_date=day,
        amount=(grosze / 100).quantize(GROSZ),
        currency=CURRENCY,
        title=glue(fields[11].split("|"), WIDTHS),
        sender_name=glue(fields[7].split("|"), WIDTHS),
        sender_account=nrb_or_none(sender) or "".join(sender.split()),
        credited_account=None if payee in own else payee,
        raw=row,
    )


def _fields(row: str, number: int) -> list[str]:
    try:
        (fields,) = csv.reader([row], strict=True)
    except (csv.Error, ValueError) as error:
        raise StatementRefused("damaged", number) from error
    if len(fields) == FIELDS + 1 and not fields[-1].strip():
        fields.pop()
    if len(fields) != FIELDS:
        raise StatementRefused("record_fields", number, value=len(fields))
    return [field.strip(FILLERS) for field in fields]


def _is_own(payee, masks, own) -> bool:
    return payee in own or any(mask.covers(payee) for mask in masks)
