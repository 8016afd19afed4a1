"""What Przelewy24 says, as data. Pure: no Odoo, no clock, no setting.

Amounts are integers of the lowest unit (grosze), order numbers may exceed 32 bits.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime

NOTHING_PAID, ADVANCE, PAID, RETURNED = range(4)
REFUND_COMPLETED, REFUND_REJECTED = range(2)

#: How a date may be written; the documentation does not say.
DATES = (
    *("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"),
)
_NUMBER = re.compile(r"-?[0-9]{1,18}")


class Malformed(ValueError):
    """The message is not one of Przelewy24's."""


@dataclass(frozen=True)
class Claim:
    """That a payment was made, as somebody says: to be compared and verified."""

    session_id: str
    order_id: int
    amount: int
    currency: str
    origin_amount: int | None = None
    merchant_id: int | None = None
    pos_id: int | None = None
    method_id: int | None = None
    statement: str = ""
    signature: str = field(default="", repr=False)


@dataclass(frozen=True)
class Fact(Claim):
    """What Przelewy24 answered to our own question about a payment."""

    status: int = NOTHING_PAID
    paid_on: date | None = None


@dataclass(frozen=True)
class RefundClaim:
    """What became of a refund."""

    refunds_uuid: str
    session_id: str
    order_id: int
    amount: int
    currency: str
    status: int
    merchant_id: int | None = None
    signature: str = field(default="", repr=False)


def read_object(text: str) -> dict:
    """The JSON object a text holds."""
    try:
        # A key that stands twice could be signed as one thing and read as another.
        values = json.loads(text, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(values, dict):
        raise Malformed("not a JSON object")
    return values


def _without_repetition(pairs: list[tuple]) -> dict:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Malformed("a key stands twice")
    return values


def number(values: dict, key: str, default: int | None = None) -> int:
    """An integer, also one written as text, never a float or a boolean."""
    value = values.get(key, default)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Malformed(f"{key} is not a whole number")
    return value


def word(values: dict, key: str, default: str | None = None) -> str:
    """A text."""
    value = values.get(key, default)
    if not isinstance(value, str):
        raise Malformed(f"{key} is not text")
    # Neither can be stored: a NUL and half a character.
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Malformed(f"{key} holds what is no letter")
    return value


def read_notification(values: dict) -> Claim:
    """A notification of a payment."""
    return Claim(
        session_id=word(values, "sessionId"),
        order_id=number(values, "orderId"),
        amount=number(values, "amount"),
        origin_amount=number(values, "originAmount"),
        currency=word(values, "currency"),
        merchant_id=number(values, "merchantId"),
        pos_id=number(values, "posId"),
        method_id=number(values, "methodId"),
        statement=word(values, "statement"),
        signature=word(values, "sign", ""),
    )


def read_refund_notification(values: dict) -> RefundClaim:
    """A notification of a refund."""
    return RefundClaim(
        refunds_uuid=word(values, "refundsUuid"),
        session_id=word(values, "sessionId"),
        order_id=number(values, "orderId"),
        amount=number(values, "amount"),
        currency=word(values, "currency"),
        status=number(values, "status"),
        merchant_id=number(values, "merchantId"),
        signature=word(values, "sign", ""),
    )


def read_fact(answer: dict) -> Fact:
    """The answer to `transaction/by/sessionId`."""
    values = answer.get("data")
    if not isinstance(values, dict):
        raise Malformed("no data in the answer")
    return Fact(
        session_id=word(values, "sessionId"),
        order_id=number(values, "orderId", 0),
        amount=number(values, "amount"),
        currency=word(values, "currency"),
        status=number(values, "status"),
        method_id=number(values, "paymentMethod", 0),
        statement=word(values, "statement", ""),
        paid_on=read_date(values.get("dateOfTransaction"))
        or read_date(values.get("date")),
    )


def read_date(value) -> date | None:
    """A date in one of the ways it may be written, or None."""
    text = str(value or "").strip()
    for form in DATES:
        # strptime takes 202611 for the 1st of January: lengths must agree.
        if len(datetime(2026, 11, 22).strftime(form)) == len(text):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def signed_values(claim: Claim | RefundClaim) -> dict:
    """The claim under the names that signatures use."""
    values = {
        "sessionId": claim.session_id,
        "orderId": claim.order_id,
        "merchantId": claim.merchant_id,
        "amount": claim.amount,
        "currency": claim.currency,
    }
    if isinstance(claim, RefundClaim):
        return values | {"refundsUuid": claim.refunds_uuid, "status": claim.status}
    return values | {
        "posId": claim.pos_id,
        "originAmount": claim.origin_amount,
        "methodId": claim.method_id,
        "statement": claim.statement,
    }
