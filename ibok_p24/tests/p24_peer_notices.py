"""Notifications of the stand-in for Przelewy24 (see p24_peer.py), right and wrong."""

import json
import urllib.error
import urllib.request

if __package__:
    from . import p24_peer_rules as rules
else:
    import p24_peer_rules as rules

PAYMENT_ORDER = (
    *("merchantId", "posId", "sessionId", "amount", "originAmount", "currency"),
    *("orderId", "methodId", "statement"),
)
REFUND_ORDER = (
    *("orderId", "sessionId", "refundsUuid", "merchantId", "amount", "currency"),
    "status",
)
#: What each variant says instead of the truth, signed as if it were true.
SIGNED = {
    "wrong_merchant": lambda v: {"merchantId": v["merchantId"] + 1},
    "wrong_pos": lambda v: {"posId": v["posId"] + 1},
    "unknown_session": lambda v: {"sessionId": v["sessionId"][::-1] + "x"},
    "currency_mismatch": lambda v: {"currency": "EUR"},
    "amount_mismatch": lambda v: {
        "amount": v["amount"] - 1,
        "originAmount": v["amount"] - 1,
    },
    "underpaid": lambda v: {"amount": v["amount"] - 1},
    "overpaid": lambda v: {"amount": v["amount"] + 1},
    "unicode_statement": lambda v: {"statement": 'Zażółć "gęślą" / jaźń \\ €'},
    "other_order": lambda v: {"orderId": v["orderId"] + 1},
    "negative": lambda v: {"amount": -v["amount"], "originAmount": -v["amount"]},
}
#: What each variant says after it was signed.
UNSIGNED = {
    "tampered_amount": lambda v: {"amount": v["amount"] + 100},
    "tampered_session": lambda v: {"sessionId": v["sessionId"] + "x"},
    "tampered_order": lambda v: {"orderId": v["orderId"] + 1},
    "tampered_statement": lambda v: {"statement": "other"},
    "extra_field": lambda v: {"newField": {"a": [1, 2]}},
    "empty_sign": lambda v: {"sign": ""},
    "null_sign": lambda v: {"sign": None},
    "number_sign": lambda v: {"sign": 7},
    "upper_sign": lambda v: {"sign": "é" * 96},
    "float_amount": lambda v: {"amount": float(v["amount"])},
    "null_amount": lambda v: {"amount": None},
    "true_amount": lambda v: {"amount": True},
    "list_session": lambda v: {"sessionId": [v["sessionId"]]},
    "half_session": lambda v: {"sessionId": v["sessionId"] + "\ud800"},
    "nul_session": lambda v: {"sessionId": v["sessionId"] + "\0"},
    "stringy": lambda v: {
        key: str(v[key])
        for key in ("amount", "originAmount", "orderId", "methodId", "merchantId")
    },
}
#: Variants that are no JSON object of fields at all.
RAW = {
    "malformed_json": lambda text: text[:-1] + b",",
    "json_array": lambda text: b"[" + text + b"]",
    "json_string": lambda text: b'"paid"',
    "empty_body": lambda text: b"",
    "not_utf8": lambda text: b"\xff\xfe" + text,
    "twice_a_key": lambda text: text[:-1] + b',"amount":1}',
    "deep": lambda text: b"[" * 5_000,
    "too_long": lambda text: b'{"x":"' + b"x" * 200_000 + b'"}',
}
VARIANTS = (
    *("ok", "duplicate", "forged", "missing_sign", "reordered_keys"),
    *SIGNED,
    *UNSIGNED,
    *RAW,
)


def payment_values(peer, payment):
    """A notification's fields, as they should be."""
    return {
        "merchantId": peer.merchant_id,
        "posId": peer.pos_id,
        "sessionId": payment.session_id,
        "amount": payment.paid_amount or payment.amount,
        "originAmount": payment.amount,
        "currency": payment.currency,
        "orderId": payment.order_id,
        "methodId": payment.method_id or 154,
        "statement": payment.statement,
    }


def payment_bodies(peer, payment, variant):
    """Bodies of a notification, one a delivery."""
    return _bodies(payment_values(peer, payment), PAYMENT_ORDER, peer.crc, variant)


def refund_bodies(peer, refund, variant):
    """Bodies of a notification of a refund."""
    values = {
        "orderId": refund.order_id,
        "sessionId": refund.session_id,
        "merchantId": peer.merchant_id,
        "requestId": refund.request_id,
        "refundsUuid": refund.refunds_uuid,
        "amount": refund.amount,
        "currency": peer.payments[refund.session_id].currency,
        "timestamp": 1_790_000_000,
        "status": 1 if refund.status == 4 else 0,
    }
    if variant == "unknown_status":
        values["status"], variant = 7, "ok"
    return _bodies(values, REFUND_ORDER, peer.crc, variant)


def _bodies(values, order, crc, variant):
    if variant not in VARIANTS:
        raise ValueError(f"no variant {variant}")
    if variant in SIGNED:
        values |= SIGNED[variant](values)
    key = "another-key" if variant == "forged" else crc
    signed = {name: values[name] for name in order} | {"crc": key}
    values["sign"] = rules.sign(signed)
    if variant in UNSIGNED:
        values |= UNSIGNED[variant](values)
    if variant == "missing_sign":
        del values["sign"]
    if variant == "reordered_keys":
        values = dict(reversed(values.items()))
    text = json.dumps(values, ensure_ascii=variant != "unicode_statement").encode()
    if variant in RAW:
        text = RAW[variant](text)
    return [text, text] if variant == "duplicate" else [text]


def post(url, body, headers):
    """Deliver a notification over HTTP.

    :return: the status, 0 when there was no answer
    """
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
