# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Which encoding a bank's text file is in, judged by its Polish letters.

Banks write CP852 (from the DOS days), CP1250, ISO 8859-2 or UTF-8, and no file says
which. Amounts, dates and accounts are ASCII in all of them, so a wrong guess could
spoil names and titles only; still a file is refused rather than guessed wrongly: when
no encoding makes words of it, or two do equally and differ.
"""

import re
import unicodedata

from .bank_statement import StatementRefused

SINGLE_BYTE = ("cp1250", "cp852", "iso8859_2")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
#: Marks that stand in Polish text.
MARKS = frozenset("„”“’‘–—…§°€´˝·«»\xad\xa0")
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: How many letters of other languages names may hold before they are doubted.
FOREIGN = 2


def decode_bank_text(data: bytes, encoding: str | None = None) -> str:
    """The text of a bank's file.

    PKO BP fills empty subfields with byte 0xFF, which stands for no letter in the
    three old encodings; it becomes a space.

    :param encoding: what the bank says it writes, where that is known
    :raise StatementRefused: ``not_text`` or ``encoding``, with the line
    """
    if encoding:
        single = encoding in SINGLE_BYTE
        return _strictly(data.replace(b"\xff", b" ") if single else data, encoding)
    for mark, name in BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :] if name == "utf-8" else data, name)
    if b"\0" in data:
        raise StatementRefused("not_text", _line(data, data.index(b"\0")))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    return _judged(data.replace(b"\xff", b" "), _line(data, first))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise StatementRefused("encoding", _line(data, error.start)) from error


def _judged(data: bytes, line: int) -> str:
    """The text in the encoding with most Polish letters where they belong."""
    best = {}
    for encoding in SINGLE_BYTE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _score(text)
        if score is not None:
            best.setdefault(score, set()).add(text)
    texts = best[max(best)] if best else ()
    if len(texts) != 1:
        raise StatementRefused("encoding", line)
    return texts.pop()


def _score(text: str) -> int | None:
    """2 a Polish letter, 1 more where its case is its neighbours'; None: no text."""
    score = polish = foreign = 0
    for found in NOT_ASCII.finditer(text):
        place, char = found.start(), found[0]
        if char in MARKS:
            continue
        if char in POLISH:
            polish += 1
            around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
            score += 2 + any(_like(char, other) for other in around)
        elif unicodedata.category(char) in ("Lu", "Ll"):
            foreign += 1
        else:
            return None
    return None if foreign > max(FOREIGN, polish) else score


def _like(char: str, other: str) -> bool:
    return other.isalpha() and char.isupper() == other.isupper()


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
