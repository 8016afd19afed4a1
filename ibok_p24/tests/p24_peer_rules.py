"""What the stand-in for Przelewy24 accepts (see p24_peer.py)."""

import hashlib
import json
import re

#: Field → (type, required, longest text or largest number).
REGISTER = {
    "merchantId": (int, True, 2**31),
    "posId": (int, True, 2**31),
    "sessionId": (str, True, 100),
    "amount": (int, True, 5_000_000),
    "currency": (str, True, 3),
    "description": (str, True, 1024),
    "email": (str, True, 50),
    "client": (str, False, 40),
    "address": (str, False, 80),
    "zip": (str, False, 10),
    "city": (str, False, 50),
    "country": (str, True, 2),
    "phone": (str, False, 12),
    "language": (str, True, 2),
    "method": (int, False, 10_000),
    "urlReturn": (str, True, 250),
    "urlStatus": (str, False, 250),
    "timeLimit": (int, False, 99),
    "channel": (int, False, 32_767),
    "waitForResult": (bool, False, None),
    "regulationAccept": (bool, False, None),
    "shipping": (int, False, 5_000_000),
    "transferLabel": (str, False, 20),
    "encoding": (str, False, 15),
    "methodRefId": (str, False, 250),
    "cart": (list, False, None),
    "additional": (dict, False, None),
    "sign": (str, True, 100),
}
VERIFY = {
    "merchantId": (int, True, 2**31),
    "posId": (int, True, 2**31),
    "sessionId": (str, True, 100),
    "amount": (int, True, 5_000_000),
    "currency": (str, True, 3),
    "orderId": (int, True, 2**63),
    "sign": (str, True, 100),
}
REFUND_REQUEST = {
    "requestId": (str, True, 45),
    "refundsUuid": (str, True, 35),
    "urlStatus": (str, False, 250),
    "refunds": (list, True, None),
}
REFUND = {
    "orderId": (int, True, 2**63),
    "sessionId": (str, True, 100),
    "amount": (int, True, 5_000_000),
    "description": (str, False, 35),
}
BLIK = {"token": (str, True, 100), "blikCode": (str, True, 6)}
LANGUAGES = "bg cs de en es fr hr hu it nl pl pt se sk ro".split()
CURRENCIES = ("PLN", "EUR", "GBP", "CZK")
LABEL = re.compile(r"[a-zA-Z0-9ĄĆĘŁŃÓŚŹŻąćęłńóśźż ./\\:-]*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def sign(fields):
    """SHA-384 of compact JSON in the mapping's order."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha384(text.encode()).hexdigest()


def faults(rules, values):
    """What is wrong with a body, as texts."""
    found = [f"{name} is unknown" for name in values if name not in rules]
    for name, (kind, required, limit) in rules.items():
        if name not in values:
            if required:
                found.append(f"{name} is missing")
            continue
        value = values[name]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found.append(f"{name} is {type(value).__name__}")
        elif kind is str and (len(value) > limit or (required and not value)):
            found.append(f"{name} has {len(value)} characters")
        elif kind is int and not 0 <= value <= limit:
            found.append(f"{name} is {value}")
    return found


def register_faults(values):
    """What is wrong with a registration beyond types and lengths."""
    phone = values.get("phone", "")
    checks = {
        "amount": values["amount"] > 0,
        "currency": values["currency"] in CURRENCIES,
        "language": values["language"] in LANGUAGES,
        "email": EMAIL.fullmatch(values["email"]),
        "country": re.fullmatch("[A-Z]{2}", values["country"]),
        "phone": phone.isdigit() or not phone,
        "transferLabel": LABEL.fullmatch(values.get("transferLabel", "")),
        "urlReturn": values["urlReturn"].startswith(("http://", "https://")),
        "sessionId": values["sessionId"].isprintable(),
    }
    return [f"{name} is not right" for name, right in checks.items() if not right]
