# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Any bank's file: what it is is told by what is in it, never by its name."""

import re
from collections.abc import Collection

from .bank_camt import read_camt
from .bank_elixir import RECORD, read_elixir
from .bank_mt940 import read_mt940
from .bank_statement import Statement, StatementRefused, keyed
from .bank_text import BOMS, decode_bank_text
from .nrb import AccountMask

LARGEST = 40 * 1024 * 1024
#: Files that people send instead: archives and new spreadsheets, PDF, old spreadsheets,
#: pictures.
BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
MT940 = re.compile(r"^[\x01-\x03]*:\d\d[A-Z]?:", re.MULTILINE)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
HEAD = 2000


def read_statements(
    data: bytes,
    masks: Collection[AccountMask] = (),
    own: Collection[str] = (),
    encoding: str | None = None,
) -> tuple[Statement, ...]:
    """The statements of a bank's file in its order, each line with its key.

    :param masks: of the individual accounts; where the bank writes the credited one
        among other text, it is found by them
    :param own: NRBs that receive money themselves, where they are known
    :param encoding: of a text file, where the bank tells it; else it is judged
    :raise StatementRefused: the file is not taken; nothing of it is
    """
    if not data.strip(b" \t\r\n\x1a\x00"):
        raise StatementRefused("empty_file")
    if len(data) > LARGEST:
        raise StatementRefused("too_large", bytes=len(data), limit=LARGEST)
    if data.startswith(BINARY):
        raise StatementRefused("not_text")
    if _is_markup(data):
        if HTML.search(data[:HEAD]):
            raise StatementRefused("html")
        return keyed(read_camt(data, masks))
    text = decode_bank_text(data, encoding)
    if MT940.search(text):
        return keyed(read_mt940(text, masks))
    if RECORD.match(text):
        return keyed(read_elixir(text, masks, own))
    raise StatementRefused("unknown_format")


def _is_markup(data: bytes) -> bool:
    """Whether the first sign is "<", in any encoding that XML has."""
    for mark, _encoding in BOMS:
        data = data.removeprefix(mark)
    return data.lstrip(b" \t\r\n\x00").startswith(b"<")
