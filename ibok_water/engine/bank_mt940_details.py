# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Field :86: of a Polish MT940: who paid, and for what.

Three ways of writing it are known. Subfields, each a mark and two digits: "<" (Alior),
"~" (PKO BP, ING, Santander), "^" (Pekao, BNP Paribas), "?" and "+" (others); empty ones
may be missing. Labels between semicolons (mBank). Or a plain text, which is the title.

======= ======================================================================
00      kind of the operation
10      the bank's number of it
20–28   title, 27 characters each; in "<" the title ends at 26, each of 35
27–29   in "<" the other side's name, where 32 and 33 are missing
29      in ING the other side's account
30, 31  its branch (8 digits) and the rest of its account (16)
32, 33  its name
38      its IBAN
62, 63  its address
======= ======================================================================
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .bank_values import FILLERS, glue, nrb_or_none, plain_account
from .nrb import AccountMask, check_digits, individual_account

#: A transaction code may stand first.
FIRST_MARK = re.compile(r"\s*[0-9A-Z]{0,4}([<~^?+])(?:00|10|2\d|3\d|6[0-5])")
CODE = r"(00|10|2\d|3\d|6[0-5])"
LABEL = re.compile(
    r"(?:^|;)\s*(ID IPH|Z RACH\.|NA RACH\.|OD|DLA|TYT\.|DATA STEMPLA|TNR):\s*"
)
ONLY_CODE = re.compile(r"\s*\w{0,4}\s*")
#: Lines of the file are broken at 65; a shorter one ends a word.
BROKEN = range(60, 1000)
NO_REFERENCE = frozenset({"NONREF", "NOREF", "NOTPROVIDED", "NIEPODANO"})


@dataclass(frozen=True, slots=True)
class Details:
    """What field :86: tells; ``virtual`` is the part of the account mBank shows."""

    title: str = ""
    name: str = ""
    account: str = ""
    reference: str = ""
    virtual: str = ""


def read_details(fields: Sequence[Sequence[str]]) -> Details:
    """One movement's fields :86:, each as its lines.

    ING writes two, the first with nothing but the code; the last that tells counts.
    """
    told = [rows for rows in fields if not ONLY_CODE.fullmatch("".join(rows))]
    for rows in reversed(told):
        mark = FIRST_MARK.match("".join(rows))
        if mark:
            return _subfields(_rows(rows, mark[1]), mark[1])
    if not told:
        return Details()
    text = glue(told[-1], BROKEN)
    return _labels(text) if LABEL.search(text) else Details(title=text)


def virtual_account(
    details: Details, account: str, masks: Collection[AccountMask]
) -> str | None:
    """The individual account of which mBank names the last digits only.

    Its mask is one of the bank that keeps ``account``: the same three digits first.
    """
    made = {
        individual_account(mask, details.virtual)
        for mask in masks
        if mask.room == len(details.virtual) and mask.digits[:3] == account[2:5]
    }
    return made.pop() if len(made) == 1 else None


def _rows(rows: Sequence[str], mark: str) -> str:
    """The lines as one: a new line before a subfield is none of its text."""
    text = ""
    for row in rows:
        opens = re.match(re.escape(mark) + CODE, row)
        text += row if opens or not text or len(text) in BROKEN else " " + row
    return text


def _subfields(text: str, mark: str) -> Details:
    pieces = re.split(re.escape(mark) + CODE, text)
    found = dict.fromkeys(pieces[1::2], "")
    for code, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        found[code] += "" if not piece.strip(FILLERS) else piece
    angle = mark == "<"

    def joined(*codes):
        parts = [found[str(code)] for code in codes if str(code) in found]
        return glue(parts, (35,) if angle else (27,))

    name = joined(32, 33)
    if angle and not name:
        name = joined(27, 28, 29)
    return Details(
        title=joined(*(range(20, 27) if angle else range(20, 29))),
        name=name,
        account=_account(found),
        reference=found.get("10", "").strip(FILLERS),
    )


def _account(found: dict[str, str]) -> str:
    """The other side's account, from the fullest subfield that holds one."""
    iban, ing, branch, rest = (
        plain_account(found.get(code, "").strip(FILLERS))
        for code in ("38", "29", "30", "31")
    )
    if iban:
        return iban
    whole = nrb_or_none(ing) or nrb_or_none(rest)
    if whole:
        return whole
    bban = branch + rest
    if len(branch) == 8 and len(bban) == 24 and bban.isascii() and bban.isdigit():
        return check_digits(bban) + bban
    return ""


def _labels(text: str) -> Details:
    pieces = LABEL.split(text)
    found = {}
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        value = piece.strip().removesuffix(";").strip()
        if label == "TNR":  # stands last: what a payer wrote before it is no number
            found[label] = value
        else:
            found.setdefault(label, value)
    return Details(
        title=found.get("TYT.", "") or pieces[0].strip(" ;"),
        name=found.get("OD") or found.get("DLA", ""),
        account=plain_account(found.get("Z RACH.") or found.get("NA RACH.", "")),
        reference=found.get("TNR", ""),
        virtual=_digits(found.get("ID IPH", "")),
    )


def _digits(text: str) -> str:
    number = text.lstrip("X")
    return number if number.isascii() and number.isdigit() else ""
