# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""One entry (``Ntry``) of a CAMT.053: a line for each payment in it.

A collective entry holds several payments (``TxDtls``) with an amount each, which have
to make the entry's. Where they tell no amounts, or in another currency, the entry is
one line, and a person finds out whose it is.

The account that was credited is ``CdtrAcct`` where it is not the statement's own; some
banks write it as the payment's second ``Ustrd``, or anywhere: then it is known by the
masks of the individual accounts.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from .bank_statement import StatementLine, StatementRefused
from .bank_values import (
    glue,
    masked_account,
    nrb_or_none,
    plain_account,
    read_amount,
    read_day,
)
from .bank_xml import Node
from .nrb import AccountMask

#: A title of several Ustrd: these are full, others end a word.
WIDTHS = (35, 140)
SIDES = {"CRDT": 1, "DBIT": -1}
NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF"})


def read_entry(
    entry: Node, account: str, currency: str, masks: Collection[AccountMask]
) -> list[StatementLine]:
    """The entry's lines, in its order."""
    total = signed_amount(entry)
    told = entry.first("Amt").attributes.get("Ccy", "")
    if told != currency:
        raise StatementRefused("currency_mixed", entry.line, value=told)
    payments = list(entry.all("NtryDtls", "TxDtls"))
    amounts = [_part(payment, entry, currency) for payment in payments]
    if len(payments) > 1 and None not in amounts:
        if sum(amounts) != total:
            raise StatementRefused(
                "batch_mismatch", entry.line, amount=total, parts=sum(amounts)
            )
        return [
            _line(entry, payment, amount, account, currency, masks)
            for payment, amount in zip(payments, amounts, strict=True)
        ]
    alone = payments[0] if len(payments) == 1 else None
    return [_line(entry, alone, total, account, currency, masks)]


def signed_amount(node: Node) -> Decimal:
    """``Amt`` of a balance or an entry with the sign of its ``CdtDbtInd``."""
    text = node.value("Amt")
    amount = read_amount(text)
    if amount is None:
        raise StatementRefused("bad_amount", node.line, value=text)
    side = node.value("CdtDbtInd")
    if side not in SIDES:
        raise StatementRefused("bad_field", node.line, value=side or "CdtDbtInd")
    return SIDES[side] * amount


def _part(payment: Node, entry: Node, currency: str) -> Decimal | None:
    """What the payment is in the statement's currency; None: it does not tell."""
    side = payment.value("CdtDbtInd") or entry.value("CdtDbtInd")
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        found = payment.first(*path)
        if found is not None and found.attributes.get("Ccy") == currency:
            amount = read_amount(found.text.strip())
            if amount is None or side not in SIDES:
                raise StatementRefused("bad_amount", found.line, value=found.text)
            return SIDES[side] * amount
    return None


def _line(entry, payment, amount, account, currency, masks) -> StatementLine:
    booking_date = told_day(entry, "BookgDt") or told_day(entry, "ValDt")
    if booking_date is None:
        raise StatementRefused("bad_date", entry.line, value="")
    node = payment or Node("TxDtls", {}, entry.line)
    parties = node.first("RltdPties") or Node("RltdPties", {}, node.line)
    other = "Dbtr" if amount > 0 else "Cdtr"
    sender = _party_account(parties, other)
    remitted = [part.text.strip() for part in node.all("RmtInf", "Ustrd")]
    remitted += [
        part.text.strip() for part in node.all("RmtInf", "Strd", "CdtrRefInf", "Ref")
    ]
    raw = (payment if payment and _collective(entry) else entry).source()
    credited = None
    if amount > 0:
        credited = _named(parties, remitted, (account, sender))
        credited = credited or masked_account(raw, masks)
        remitted = [text for text in remitted if not _is(text, credited)]
    return StatementLine(
        booking_date=booking_date,
        value_date=told_day(entry, "ValDt") or booking_date,
        amount=amount,
        currency=currency,
        title=glue(remitted, WIDTHS)
        or node.value("AddtlTxInf")
        or entry.value("AddtlNtryInf"),
        sender_name=_name(parties, other),
        sender_account=sender,
        credited_account=credited,
        reference=_reference(entry, node),
        raw=raw,
    )


def _collective(entry: Node) -> bool:
    return len(list(entry.all("NtryDtls", "TxDtls"))) > 1


def _is(text: str, credited: str | None) -> bool:
    return credited is not None and nrb_or_none(text) == credited


def _name(parties: Node, other: str) -> str:
    for role in (other, f"Ultmt{other}"):
        name = parties.value(role, "Pty", "Nm") or parties.value(role, "Nm")
        if name:
            return " ".join(name.split())
    return ""


def _party_account(parties: Node, role: str) -> str:
    account = f"{role}Acct"
    return plain_account(
        parties.value(account, "Id", "IBAN")
        or parties.value(account, "Id", "Othr", "Id")
    )


def _named(parties, remitted, others) -> str | None:
    """The credited account where the file names it as such."""
    named = nrb_or_none(_party_account(parties, "Cdtr"), *others)
    if named:
        return named
    for text in remitted[1:]:
        named = nrb_or_none(text, *others)
        if named:
            return named
    return None


def _reference(entry: Node, node: Node) -> str:
    for text in (
        node.value("Refs", "AcctSvcrRef"),
        entry.value("AcctSvcrRef"),
        node.value("Refs", "TxId"),
        entry.value("NtryRef"),
    ):
        if text.upper() not in NO_REFERENCE:
            return text
    return ""


def told_day(entry: Node, name: str) -> date | None:
    """The day of an element that holds ``Dt`` or ``DtTm``; None: it is not there."""
    text = entry.value(name, "Dt") or entry.value(name, "DtTm")
    day = read_day(text) if text else None
    if text and day is None:
        raise StatementRefused("bad_date", entry.line, value=text)
    return day
