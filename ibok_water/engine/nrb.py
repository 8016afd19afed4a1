# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Polish bank accounts (NRB), and the individual ones of a mass-payment service.

An NRB is 26 digits: 2 check digits, 8 of the bank's branch, 16 of the account; the
IBAN is "PL" before them. Numbers are text everywhere, because check digits may begin
with 0 (``06 1090 1014 7777 …``). Check digits are 98 − (BBAN‖252100 mod 97), where
252100 is "PL00" in digits (ISO 13616); the eighth digit of a branch checks the other
seven with weights 3 9 7 1 3 9 7 (NBP's clearing numbers).

A bank that counts mass payments gives the payee a *mask*: its 8 digits and some of the
client's. What remains is the payee's own to fill, here with the customer's number.

================== ==================================================================
code               when
================== ==================================================================
empty              no number was given
not_digits         other than digits, after spaces, hyphens and "PL" are taken away
wrong_length       a number of other than 26 digits; a mask of other than 9 to 25
wrong_check_digits the first two digits do not belong to the rest: a slip of the pen
wrong_bank_code    the branch's eighth digit does not belong to the seven before it
number_too_long    a customer's number longer than what the mask leaves (``room``)
================== ==================================================================
"""

from dataclasses import dataclass

from .errors import EngineError

LENGTH = 26
BANK = 8
COUNTRY = "PL"
#: "PL00" with letters as numbers: P is 25, L is 21.
COUNTRY_DIGITS = "252100"
BANK_WEIGHTS = (3, 9, 7, 1, 3, 9, 7)


class AccountRefused(EngineError):
    """A text that is no account, mask or number; ``code`` says in what way."""

    def __init__(self, code, text, **params):
        self.code = code
        super().__init__(text=text, **params)


@dataclass(frozen=True, slots=True)
class AccountMask:
    """What all individual accounts of a payee begin with, after the check digits.

    ``digits`` are the bank's 8 and the client's few; made by :func:`parse_mask`.
    """

    digits: str

    @property
    def room(self) -> int:
        """How many digits remain for the customer's number."""
        return LENGTH - 2 - len(self.digits)

    def covers(self, nrb: str) -> bool:
        """Whether the account is one of this mask."""
        return nrb[2:].startswith(self.digits)


def check_digits(bban: str) -> str:
    """The two digits that go before 24 others."""
    return f"{98 - int(bban + COUNTRY_DIGITS) % 97:02d}"


def parse_nrb(text: str | None) -> str:
    """The 26 digits of an account as people and files write it.

    :raise AccountRefused: the text is no Polish account
    """
    number = _digits(text, country=True)
    if len(number) != LENGTH:
        raise AccountRefused("wrong_length", text, length=len(number))
    if number[:2] != check_digits(number[2:]):
        raise AccountRefused("wrong_check_digits", text)
    return number


def is_nrb(text: str | None) -> bool:
    """Whether :func:`parse_nrb` takes the text."""
    try:
        parse_nrb(text)
    except AccountRefused:
        return False
    return True


def format_nrb(nrb: str) -> str:
    """``"06 1090 1014 7777 0000 0000 0042"``: how it is printed and read out."""
    number = parse_nrb(nrb)
    groups = [number[n : n + 4] for n in range(2, LENGTH, 4)]
    return " ".join([number[:2], *groups])


def parse_mask(text: str | None) -> AccountMask:
    """The bank's mask: 8 digits of the branch and one or more of the client.

    :raise AccountRefused: it is no such mask, or leaves no room for a number
    """
    digits = _digits(text)
    if not BANK < len(digits) < LENGTH - 2:
        raise AccountRefused("wrong_length", text, length=len(digits))
    pairs = zip(digits, BANK_WEIGHTS, strict=False)
    weighted = sum(int(digit) * weight for digit, weight in pairs)
    if -weighted % 10 != int(digits[BANK - 1]):
        raise AccountRefused("wrong_bank_code", text, bank=digits[:BANK])
    return AccountMask(digits)


def individual_account(mask: AccountMask, number: str) -> str:
    """The customer's own account: mask, zeros, his number, check digits before all.

    :raise AccountRefused: the number is no digits, or more than the mask leaves
    """
    digits = _digits(number)
    if len(digits) > mask.room:
        raise AccountRefused("number_too_long", number, room=mask.room)
    bban = mask.digits + digits.zfill(mask.room)
    return check_digits(bban) + bban


def customer_number(mask: AccountMask, nrb: str) -> str | None:
    """The number an individual account was made of, with its leading zeros.

    None for an account of another mask.

    :raise AccountRefused: the text is no account
    """
    number = parse_nrb(nrb)
    return number[-mask.room :] if mask.covers(number) else None


def _digits(text: str | None, country: bool = False) -> str:
    number = "".join((text or "").replace("-", "").split()).upper()
    if country:
        number = number.removeprefix(COUNTRY)
    if not number:
        raise AccountRefused("empty", text)
    if not (number.isascii() and number.isdigit()):
        raise AccountRefused("not_digits", text)
    return number
