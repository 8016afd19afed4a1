"""What fits into the fields of a registration. Pure: no Odoo."""

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = {
    "sessionId": 100,
    "description": 1024,
    "email": 50,
    "client": 40,
    "address": 80,
    "zip": 10,
    "city": 50,
    "urlReturn": 250,
    "urlStatus": 250,
    "transferLabel": 20,
    "refundDescription": 35,
    "userAgent": 255,
}
LANGUAGES = {
    *("bg", "cs", "de", "en", "es", "fr", "hr", "hu", "it", "nl", "pl", "pt"),
    *("ro", "se", "sk"),
}
_UNFIT_IN_LABEL = re.compile(r"[^a-zA-Z0-9ĄĆĘŁŃÓŚŹŻąćęłńóśźż ./\\:-]+")


def cut(name: str, text: str | None) -> str:
    """A text as long as its field can hold."""
    return " ".join((text or "").split())[: LONGEST[name]].rstrip()


def language(code: str | None) -> str:
    """Przelewy24's language for one of Odoo's; Polish when there is none."""
    short = (code or "").partition("_")[0].lower()
    short = {"sv": "se"}.get(short, short)
    return short if short in LANGUAGES else "pl"


def phone(text: str | None, country: str | None = "PL") -> str:
    """A number as `481321132123`, or nothing when it does not fit."""
    digits = re.sub("[^0-9]", "", text or "")
    digits = re.sub("^00", "", digits)
    if len(digits) == 9 and country == "PL":
        digits = f"48{digits}"
    return digits if 10 <= len(digits) <= 12 else ""


def label(text: str | None) -> str:
    """The title of the payer's transfer: twenty characters that banks take."""
    return cut("transferLabel", _UNFIT_IN_LABEL.sub(" ", text or ""))


def title(numbers: Iterable[str | None]) -> str:
    """The numbers that fit into the title of a transfer, the first ones first.

    Each is there as a whole or not at all: half a number is somebody else's. Where room
    is short, a letter after a figure begins the next one without a blank.
    """
    found = ""
    for number in numbers:
        more = " ".join(_UNFIT_IN_LABEL.sub(" ", number or "").split())
        tight = found[-1:].isdigit() and more[:1].isalpha()
        for blank in (" ", "") if tight else (" ",):
            longer = f"{found}{blank}{more}".strip()
            if len(longer) <= LONGEST["transferLabel"]:
                found = longer
                break
    return found


def is_loopback(url: str) -> bool:
    """Whether an address is one of this very machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = parts.scheme in ("http", "https") and not parts.username
        _port = parts.port
    except ValueError:
        return False
    if host == "localhost":
        return known
    try:
        return known and ip_address(host).is_loopback
    except ValueError:
        return False


def networks(text: str | None) -> list:
    """The networks a text lists, by lines, blanks or commas.

    :raises ValueError: with the part that is none
    """
    parts = re.split(r"[\s,;]+", text or "")
    return [ip_network(part, strict=False) for part in parts if part]


def is_within(address: str, text: str | None) -> bool:
    """Whether an address belongs to one of the listed networks."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks(text))
