# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""One movement of an MT940: field :61: with the fields :86: that follow it.

``:61:`` is value day, booking day without its year, sign, perhaps the third letter of
the currency, amount, kind, the other side's reference, ``//`` and the bank's own:
``2601150115CN120,50N051NONREF//6460500500000513``. C is money that came, D that went,
RC and RD take back such.

The account that was credited: in ING after ``//``; in mBank its last digits ("ID IPH");
anywhere in the record, where the masks of the individual accounts are known.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from .bank_mt940_details import (
    NO_REFERENCE,
    Details,
    read_details,
    virtual_account,
)
from .bank_statement import StatementLine, StatementRefused
from .bank_values import masked_account, nrb_or_none, read_amount, read_day
from .nrb import AccountMask

MOVEMENT = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<sign>R?[CD])[A-Z]?"
    r"(?P<amount>[\d.,]+)(?P<kind>[A-Z][A-Z0-9]{3})(?P<refs>.*)"
)
CAME = {"C": 1, "D": -1, "RC": -1, "RD": 1}


@dataclass(slots=True)
class Movement:
    """Field :61: as its lines, and the fields :86: that belong to it."""

    line: int
    rows: list[str]
    details: list[list[str]] = field(default_factory=list)


def read_movement(
    movement: Movement, currency: str, account: str, masks: Collection[AccountMask]
) -> StatementLine:
    """The movement as a line of the statement of ``account``."""
    value = movement.rows[0].strip()
    told = MOVEMENT.fullmatch(value)
    if not told:
        raise StatementRefused("bad_field", movement.line, value=value[:80])
    amount = read_amount(told["amount"])
    if amount is None:
        raise StatementRefused("bad_amount", movement.line, value=told["amount"])
    value_date = read_day(told["value"])
    booking_date = _booked(told["booked"], value_date)
    if booking_date is None:
        raise StatementRefused("bad_date", movement.line, value=value[:10])
    details = read_details(movement.details)
    theirs, _mark, own = told["refs"].partition("//")
    raw = _raw(movement)
    signed = CAME[told["sign"]] * amount
    return StatementLine(
        booking_date=booking_date,
        value_date=value_date,
        amount=signed,
        currency=currency,
        title=details.title,
        sender_name=details.name,
        sender_account=details.account,
        credited_account=(
            _credited(own, details, raw, account, masks) if signed > 0 else None
        ),
        reference=_reference(told["kind"], theirs.strip(), own.strip(), details),
        raw=raw,
    )


def _booked(month_day: str | None, value_date: date | None) -> date | None:
    """The booking day: its year is the one that brings it nearest to the value day."""
    if month_day is None or value_date is None:
        return value_date
    near = (
        read_day(f"{year}{month_day}")
        for year in (value_date.year - 1, value_date.year, value_date.year + 1)
    )
    days = [day for day in near if day]
    return min(days, key=lambda day: abs(day - value_date), default=None)


def _reference(kind: str, theirs: str, own: str, details: Details) -> str:
    """The bank's number of the movement; ING, with its kinds S…, puts it first."""
    if own and own.upper() not in NO_REFERENCE and not nrb_or_none(own):
        return own
    if kind.startswith("S") and theirs and theirs.upper() not in NO_REFERENCE:
        return theirs
    return details.reference


def _credited(own, details, raw, account, masks) -> str | None:
    return (
        nrb_or_none(own, account, details.account)
        or virtual_account(details, account, masks)
        or masked_account(raw, masks)
    )


def _raw(movement: Movement) -> str:
    fields = [("61", movement.rows), *(("86", rows) for rows in movement.details)]
    return "\n".join(f":{tag}:" + "\n".join(rows) for tag, rows in fields)
