# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What a Polish bank's phone application reads from the square code on a bill.

The Polish Bank Association's recommendation on the two-dimensional code of a transfer
(ZBP, 2013): nine fields with "|" between them, at most 160 characters together.

===== ================================ ======================================
field what                             length
===== ================================ ======================================
1     the payee's NIP                  10 digits; a private person leaves it out
2     country                          "PL"
3     the payee's account (NRB)        26 digits
4     amount in grosze                 6 digits with zeros before
5     the payee's name                 20 characters at most
6     the transfer's title             32 characters at most
7–9   reserved                         20, 12, 24; here empty
===== ================================ ======================================

Sure, because three independent programs that banks' applications understand agree:
fields, order, lengths, separator, limit, UTF-8, 000000 where the payer types the
amount. Not sure: which marks besides letters and digits every application takes; the
set here is the one of those programs, without the characters they write by mistake.

================== ==================================================================
code               when
================== ==================================================================
amount_too_large   more than 9999.99 zł does not fit: ask for a code of 0 zł, and the
                   payer types the amount (``largest``)
amount_not_grosze  parts of a grosz
amount_negative    below zero
nip                other than 10 digits
empty              no name or title is left (``field``)
title_too_long     a title is never cut: the number a payment is known by stands in it
================== ==================================================================
An account that is none is refused by :func:`.parse_nrb`.
"""

import unicodedata
from decimal import Decimal

from .errors import EngineError
from .nrb import parse_nrb

SEPARATOR = "|"
COUNTRY = "PL"
LARGEST = Decimal("9999.99")
NAME_LENGTH = 20
TITLE_LENGTH = 32
POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
MARKS = " ,./\\-@#&*_"
#: What word processors write for a hyphen.
HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


class TransferCodeRefused(EngineError):
    """A transfer that no such code can carry; ``code`` says why."""

    def __init__(self, code, **params):
        self.code = code
        super().__init__(**params)


def transfer_code(
    nrb: str, amount: Decimal, name: str, title: str, nip: str | None = None
) -> str:
    """The text of the square code for a transfer in złoty.

    The name is cut to its 20 characters, at a word where there is one. Characters out
    of the set become spaces.

    :param amount: zł; 0 leaves it to the payer
    :raise TransferCodeRefused: see the table of this module
    :raise AccountRefused: the account is none
    """
    fields = (
        _nip(nip),
        COUNTRY,
        parse_nrb(nrb),
        _grosze(Decimal(amount)),
        _cut(_clean(name, "name")),
        _title(_clean(title, "title")),
        "",
        "",
        "",
    )
    return SEPARATOR.join(fields)


def _nip(text: str | None) -> str:
    number = "".join((text or "").upper().removeprefix(COUNTRY).split())
    number = number.replace("-", "")
    if number and not (number.isascii() and number.isdigit() and len(number) == 10):
        raise TransferCodeRefused("nip", value=text)
    return number


def _grosze(amount: Decimal) -> str:
    grosze = amount * 100
    if grosze < 0:
        raise TransferCodeRefused("amount_negative", value=amount)
    if grosze != grosze.to_integral_value():
        raise TransferCodeRefused("amount_not_grosze", value=amount)
    if amount > LARGEST:
        raise TransferCodeRefused("amount_too_large", value=amount, largest=LARGEST)
    return f"{int(grosze):06d}"


def _clean(text: str, field: str) -> str:
    composed = unicodedata.normalize("NFC", text or "").translate(HYPHENS)
    kept = "".join(char if _taken(char) else " " for char in composed)
    if not any(char.isalnum() for char in kept):
        raise TransferCodeRefused("empty", field=field)
    return " ".join(kept.split())


def _taken(char: str) -> bool:
    return char in MARKS or char in POLISH or (char.isascii() and char.isalnum())


def _cut(name: str) -> str:
    if len(name) <= NAME_LENGTH:
        return name
    whole = name[: NAME_LENGTH + 1].rpartition(" ")[0]
    return whole or name[:NAME_LENGTH]


def _title(title: str) -> str:
    if len(title) > TITLE_LENGTH:
        raise TransferCodeRefused("title_too_long", value=title, limit=TITLE_LENGTH)
    return title
