# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Numbers of documents and customers in the title of a transfer.

People type "fv 2026/00123", "FV202600123 woda" or "Faktura FV / 2026 / 00123". Case,
Polish letters, spaces and marks between the parts of a number do not matter, zeros
before a part neither; a letter O is no zero, and a part of a longer number is not the
number: neither 12 in 123, nor 12/2026 in 5/12/2026.
"""

import re
import unicodedata
from functools import lru_cache

#: The usual letters before a Polish invoice's number, which people leave out.
PREFIX = "FV"
#: A run of digits this long, that is no year, tells a number without its prefix.
TELLING = 4
#: Letters this few before such a number may be another series', unless they are words.
SERIES = 4
SHORT_WORDS = frozenset({"NR", "ZA", "DO", "NA", "FAKT", "FV", "WODA", "WODE", "I"})
#: No number of a document or customer has more digits in a row.
LONGEST_RUN = 20
#: A customer's number this long is one by itself; a shorter one after its label only.
OWN_LENGTH = 6
YEAR = re.compile(r"(?:19|20)\d\d")
LABEL = (
    r"(?<![A-Z])(?:NR|NUMER|KOD|ID)?[^A-Z0-9]*"
    r"(?:KLIENTA?|ODBIORCY|ODBIORCA|NABYWCY|NABYWCA|PLATNIKA?|EWIDENCYJNY|EWID)"
    r"[^A-Z0-9]*(?:NR|NUMER)?[^A-Z0-9]*"
)
RUNS = re.compile(r"[A-Z]+|[0-9]+")
#: Marks that make one number of what stands on both sides.
BEFORE = r"(?<![A-Z0-9])(?<![0-9][/\-.])"
BEFORE_LETTERS = r"(?<![A-Z])"
AFTER = r"(?![A-Z0-9])(?![/\-.][0-9])"
AFTER_DIGITS = r"(?![0-9])(?![/\-.][0-9])"
POLISH = str.maketrans("ŁłĐđ", "LlDd")


def plain_text(text: str) -> str:
    """Capitals without marks over letters: "Żółw 1" → "ZOLW 1"."""
    apart = unicodedata.normalize("NFKD", text.translate(POLISH))
    return "".join(char for char in apart if not unicodedata.combining(char)).upper()


def search_key(number: str) -> str:
    """The digits of a number that :func:`search_keys` of a title with it holds.

    Empty: there are none, and the number is never found.
    """
    runs = re.findall(r"[0-9]+", plain_text(number))
    telling = [run for run in runs if not YEAR.fullmatch(run)] or runs
    return max((run.lstrip("0") or "0" for run in telling), key=len, default="")


def search_keys(title: str) -> frozenset[str]:
    """Every piece of digits in the (plain) title: what may be looked up by.

    Runs as long as an account's number are such, and not searched.
    """
    runs = [run for run in re.findall(r"[0-9]+", title) if len(run) <= LONGEST_RUN]
    return frozenset(
        run[start:end]
        for run in runs
        for start in range(len(run))
        for end in range(start + 1, len(run) + 1)
    )


def names_document(title: str, number: str) -> bool:
    """Whether the (plain) title holds the document's number."""
    whole, short = _document(number)
    if whole and whole.search(title):
        return True
    found = short.finditer(title) if short else ()
    return any(_free(title[: match.start()]) for match in found)


def _free(before: str) -> bool:
    """Whether a number without its letters is not of another series: "FVS 2026/1"."""
    word = re.search(r"([A-Z]+)([^A-Z0-9]*)$", before)
    if not word:
        return True
    if not set(word[2]) & {" ", ":"}:
        return False
    return len(word[1]) > SERIES or word[1] in SHORT_WORDS


def names_customer(title: str, number: str) -> bool:
    """Whether the (plain) title holds the customer's number, told to be one."""
    pattern = _customer(number)
    return bool(pattern and pattern.search(title))


def same_person(sender: str, name: str) -> bool:
    """Whether every word of the customer's name is in the sender's, in any order."""
    words = _words(name)
    return bool(words) and words <= _words(sender)


@lru_cache(maxsize=50_000)
def _document(number: str) -> tuple[re.Pattern | None, re.Pattern | None]:
    """Patterns of the number, and of it without its prefix where that tells enough."""
    runs = RUNS.findall(plain_text(number))
    if not any(run.isdigit() for run in runs):
        return None, None
    whole = re.compile(_pattern(runs))
    rest = runs[1:]
    tells = runs[0] == PREFIX and any(
        run.isdigit() and len(run) >= TELLING and not YEAR.fullmatch(run)
        for run in rest
    )
    return whole, re.compile(_pattern(rest, zeros=False)) if tells else None


@lru_cache(maxsize=50_000)
def _customer(number: str) -> re.Pattern | None:
    runs = RUNS.findall(plain_text(number))
    if not any(run.isdigit() for run in runs):
        return None
    labelled = LABEL + _pattern(runs, alone=False)
    if sum(map(len, runs)) < OWN_LENGTH or runs[-1].isalpha():
        return re.compile(labelled)
    return re.compile(f"{_pattern(runs, zeros=False)}|{labelled}")


def _pattern(runs: list[str], zeros: bool = True, alone: bool = True) -> str:
    """The runs with anything but letters and digits between them."""
    parts = [
        f"0*{run.lstrip('0') or '0'}" if zeros and run.isdigit() else run
        for run in runs
    ]
    first = BEFORE_LETTERS if runs[0].isalpha() else BEFORE
    last = AFTER if runs[-1].isalpha() else AFTER_DIGITS
    return (first if alone else "") + r"[^A-Z0-9]*".join(parts) + last


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Z]{3,}", plain_text(name)))
