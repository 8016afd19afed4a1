"""What people write about themselves, brought to a form that can be compared."""

import ipaddress
import re
import unicodedata
from decimal import Decimal, InvalidOperation

import phonenumbers
from stdnum.pl import nip

#: Letters that do not fall apart into a letter and a mark.
PLAIN = str.maketrans("łŁ", "lL")
#: What nobody pays for water; more digits are no amount but a mistake.
MAX_AMOUNT = Decimal("1000000000")


def bare(text):
    """A text without marks and case: "Żak" → "zak\""""
    split = unicodedata.normalize("NFKD", (text or "").translate(PLAIN))
    return "".join(sign for sign in split if not unicodedata.combining(sign)).casefold()


def plain_words(text):
    """The words of a name, without marks, case and order: "Żak, Ewa" → {ewa, zak}"""
    return frozenset(re.findall(r"\w+", bare(text)))


def plain_place(text):
    """The words of an address, to be compared: "ul. Leśna 5 A" → (5a, lesna)

    Post codes are left out, and the words that only say what follows; a flat is a part
    of the number.
    """
    text = re.sub(r"\b\d{2}-\d{3}\b", " ", bare(text))
    text = re.sub(r"\b(ul|ulica|nr|numer)\b\.?", " ", text)
    text = re.sub(r"(\d[a-z]?)\s*(?:/|\b(?:m|lok|lokal)\b\.?)\s*(?=\d)", r"\1/", text)
    text = re.sub(r"(\d)\s+([a-z])\b", r"\1\2", text)
    return tuple(sorted(re.findall(r"[\w/]+", text)))


def same_name(one, other):
    """Whether two names are made of the same words."""
    words = plain_words(one)
    return bool(words) and words == plain_words(other)


def plain_number(text):
    """A number of a customer or an invoice: capital letters, no blanks."""
    return re.sub(r"\s+", "", text or "").upper()


def plain_nip(text):
    """The ten digits of a tax number, or None when it is none (checksum)."""
    digits = re.sub(r"[\s-]", "", text or "").upper().removeprefix("PL")
    return digits if nip.is_valid(digits) else None


def plain_phone(text):
    """A telephone number as +48…, or None when it is none; Polish unless it says."""
    try:
        number = phonenumbers.parse(text or "", "PL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(text):
    """A telephone number in groups, as people read it; other words as they are."""
    plain = plain_phone(text)
    if not plain:
        return text or ""
    return phonenumbers.format_number(
        phonenumbers.parse(plain), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def amount_of(text):
    """A sum of money as people write it ("1 234,50 zł"), or None."""
    bare = re.sub(r"(?i)\s|zł|pln", "", text or "").replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d{1,2})?", bare, re.ASCII):
        return None
    try:
        amount = Decimal(bare).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if 0 < amount < MAX_AMOUNT else None


def network_of(address):
    """The address tries are counted by: of IPv6 the network one household has."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address or ""
    if known.version == 6 and known.ipv4_mapped:
        known = known.ipv4_mapped
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
