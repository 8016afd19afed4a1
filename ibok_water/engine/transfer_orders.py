# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Orders of transfers for the bank's program, in Elixir-0.

Polish banks' programs take packets of orders as text, a line each, the fields of
:mod:`.bank_elixir`: 110, the day, grosze, the payer's bank (8 digits), 0, his account,
the payee's account, both names with "|" where a line of 35 ends, 0, the payee's bank,
the title (4 × 35), two empty ones, "51" (a plain transfer) and a note.

Not sure: whether a given bank wants CP852 or CP1250; so the office chooses. A letter
that the encoding lacks loses its accent, as banks' own programs do.

================== ==================================================================
code               when
================== ==================================================================
no_orders          nothing is to be sent
amount             nothing, less than nothing, parts of a grosz, or more than 12 digits
empty              a name or a title is missing (``field``)
================== ==================================================================
An account that is none is refused by :func:`.parse_nrb`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .bank_elixir import TRANSFER
from .errors import EngineError
from .nrb import parse_nrb

WIDTH, ROWS = 35, 4
LARGEST = 10**12
PLAIN = "51"
NEW_LINE = "\r\n"
#: What has no accent to lose.
PLAIN_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "–": "-", "—": "-", "’": "'"})


class OrderRefused(EngineError):
    """A transfer that no file can carry; ``code`` says why."""

    def __init__(self, code, **params):
        self.code = code
        super().__init__(**params)


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer; ``amount`` in zł, ``name`` and ``address`` of the payee."""

    nrb: str
    amount: Decimal
    name: str
    title: str
    address: str = ""


def elixir_orders(
    payer_nrb: str,
    payer: Sequence[str],
    orders: Iterable[Order],
    day: date,
    encoding: str = "cp1250",
) -> bytes:
    """The file: all orders of one account for one day.

    :param payer: his name and address, a line each
    :raise OrderRefused: see the table of this module; no file is made
    :raise AccountRefused: an account is none
    """
    own = parse_nrb(payer_nrb)
    rows = [_record(own, payer, order, day) for order in orders]
    if not rows:
        raise OrderRefused("no_orders")
    text = NEW_LINE.join(rows) + NEW_LINE
    return "".join(_held(char, encoding) for char in text).encode(encoding)


def _record(own: str, payer: Sequence[str], order: Order, day: date) -> str:
    payee = parse_nrb(order.nrb)
    fields = (
        TRANSFER,
        f"{day:%Y%m%d}",
        str(_grosze(order.amount)),
        own[2:10],
        "0",
        _quoted(own),
        _quoted(payee),
        _quoted(_block("|".join(payer), "payer")),
        _quoted(_block(f"{order.name}|{order.address}", "name", order.name)),
        "0",
        payee[2:10],
        _quoted(_block(order.title, "title")),
        _quoted(""),
        _quoted(""),
        _quoted(PLAIN),
        _quoted(""),
    )
    return ",".join(fields)


def _grosze(amount: Decimal) -> int:
    grosze = Decimal(amount) * 100
    if not 0 < grosze < LARGEST or grosze != grosze.to_integral_value():
        raise OrderRefused("amount", value=amount)
    return int(grosze)


def _block(text: str, field: str, needed: str | None = None) -> str:
    """At most four lines of 35, broken at words, without marks of the format."""
    if not _plain(text if needed is None else needed):
        raise OrderRefused("empty", field=field)
    lines = []
    for part in text.split("|"):
        line = ""
        for word in _plain(part).split():
            while len(word) > WIDTH:
                lines += [line] * bool(line) + [word[:WIDTH]]
                line, word = "", word[WIDTH:]
            if line and len(line) + 1 + len(word) > WIDTH:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines += [line] * bool(line)
    return "|".join(lines[:ROWS])


def _plain(text: str) -> str:
    kept = "".join(" " if c in '"|' or not c.isprintable() else c for c in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _quoted(text: str) -> str:
    return f'"{text}"'


def _held(char: str, encoding: str) -> str:
    """The character, or the nearest one that the encoding has."""
    bare = unicodedata.normalize("NFKD", char.translate(PLAIN_LETTERS))
    for told in (char, bare.encode("ascii", "ignore").decode()):
        try:
            if told:
                told.encode(encoding)
                return told
        except UnicodeEncodeError:
            continue
    return " "
