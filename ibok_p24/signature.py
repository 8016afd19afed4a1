"""Signatures of Przelewy24's messages. Pure: no Odoo, no clock, no setting.

A signature is the SHA-384 of compact JSON whose keys stand in a documented order, the
CRC key last. Only documented keys are signed, whatever else a message carries.
"""

import hashlib
import hmac
import json

REGISTER = ("sessionId", "merchantId", "amount", "currency")
VERIFY = ("sessionId", "orderId", "amount", "currency")
NOTIFICATION = (
    *("merchantId", "posId", "sessionId", "amount", "originAmount", "currency"),
    *("orderId", "methodId", "statement"),
)
REFUND_NOTIFICATION = (
    *("orderId", "sessionId", "refundsUuid", "merchantId", "amount", "currency"),
    "status",
)


def digest(fields: dict) -> str:
    """SHA-384 of a mapping, in the mapping's own order."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha384(text.encode("utf-8", "surrogatepass")).hexdigest()


def sign(order: tuple[str, ...], values: dict, crc: str) -> str:
    """The signature over the documented keys of a message."""
    return digest({key: values[key] for key in order} | {"crc": crc})


def is_valid(order: tuple[str, ...], values: dict, crc: str, signature: str) -> bool:
    """Whether a message was signed with the key. Without a key nothing is."""
    if not crc or not signature:
        return False
    expected = sign(order, values, crc)
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))
