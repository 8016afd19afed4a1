"""Services of the stand-in for Przelewy24 (see p24_peer.py): each returns an answer."""

import re
from datetime import datetime

if __package__:
    from . import p24_peer_rules as rules
    from .p24_peer_book import WARSAW, Refund
else:
    import p24_peer_rules as rules
    from p24_peer_book import WARSAW, Refund

METHODS = (
    (25, "mBank - mTransfer", "FastTransfers"),
    (31, "BZ WBK - Przelew24", "FastTransfers"),
    (154, "BLIK", "Blik"),
    (218, "Karta płatnicza", "Credit Card"),
    (178, "Przelew tradycyjny", "TraditionalTransfer"),
)


def bad(why, details=()):
    """An answer to a body that is not right; `details` help whoever writes tests."""
    return 400, {"error": why, "code": 400, "details": list(details)}


def test_access(_peer, _body):
    """`GET testAccess`."""
    return 200, {"data": True, "error": ""}


def payment_methods(_peer, _language):
    """`GET payment/methods/{lang}`."""
    week = {"mondayToFriday": "00-24", "saturday": "00-24", "sunday": "00-24"}
    methods = [
        {
            "name": name,
            "id": number,
            "group": group,
            "subgroup": group,
            "status": True,
            "imgUrl": "",
            "mobileImgUrl": "",
            "mobile": True,
            "availabilityHours": week,
        }
        for number, name, group in METHODS
    ]
    return 200, {"data": methods, "agreements": [], "responseCode": 0}


def register(peer, body):
    """`POST transaction/register`."""
    found = rules.faults(rules.REGISTER, body) or rules.register_faults(body)
    if found:
        return bad("Invalid input data", found)
    if (body["merchantId"], body["posId"]) != (peer.merchant_id, peer.pos_id):
        return bad("Invalid input data", ["another merchant"])
    signed = {k: body[k] for k in ("sessionId", "merchantId", "amount", "currency")}
    if body["sign"] != rules.sign(signed | {"crc": peer.crc}):
        return bad("Incorrect CRC value")
    with peer.lock:
        if body["sessionId"] in peer.payments:
            return bad("Invalid input data", ["sessionId is used"])
        payment = peer.new_payment(body)
    return 200, {"data": {"token": payment.token}, "responseCode": 0}


def verify(peer, body):
    """`PUT transaction/verify`."""
    if found := rules.faults(rules.VERIFY, body):
        return bad("Invalid input data", found)
    signed = {k: body[k] for k in ("sessionId", "orderId", "amount", "currency")}
    if body["sign"] != rules.sign(signed | {"crc": peer.crc}):
        return bad("Incorrect CRC value")
    if (body["merchantId"], body["posId"]) != (peer.merchant_id, peer.pos_id):
        return bad("Invalid input data", ["another merchant"])
    with peer.lock:
        payment = peer.payments.get(body["sessionId"])
        if not payment or payment.status == 0 or payment.order_id != body["orderId"]:
            return bad("Invalid input data", ["not paid"])
        if body["amount"] != payment.paid_amount or body["amount"] != payment.amount:
            return bad("Incompatible transaction amounts")
        if body["currency"] != payment.currency:
            return bad("Invalid input data", ["another currency"])
        if payment.status != 1 and peer.reverify == "error":
            return bad("Invalid input data", ["verified already"])
        payment.status = max(payment.status, 2)
        payment.verifications += 1
    return 200, {"data": {"status": "success"}, "responseCode": 0}


def by_session(peer, session_id):
    """`GET transaction/by/sessionId/{sessionId}`."""
    with peer.lock:
        payment = peer.payments.get(session_id)
        unpaid = not payment or not payment.status
        if unpaid and (not payment or peer.unpaid_lookup == "404"):
            return 404, {"error": "Transaction not found", "responseCode": 0}
        fields = payment.fields
        data = {
            "statement": payment.statement,
            "orderId": payment.order_id,
            "sessionId": payment.session_id,
            "status": payment.status,
            "amount": payment.paid_amount or payment.amount,
            "currency": payment.currency,
            "date": (payment.paid_at or datetime.now(WARSAW)).strftime("%Y%m%d%H%M"),
            "dateOfTransaction": payment.paid_at
            and payment.paid_at.strftime("%Y%m%d%H%M"),
            "clientEmail": fields["email"],
            "accountMD5": "0" * 32,
            "paymentMethod": payment.method_id,
            "description": fields["description"],
            "clientName": fields.get("client", ""),
            "clientAddress": fields.get("address", ""),
            "clientCity": fields.get("city", ""),
            "clientPostcode": fields.get("zip", ""),
            "batchId": 0,
            "fee": "0",
        }
        if peer.stringy:
            numbers = ("orderId", "status", "amount", "paymentMethod", "batchId")
            data |= {name: str(data[name]) for name in numbers}
    return 200, {"data": data, "responseCode": 0}


def refund(peer, body):
    """`POST transaction/refund`."""
    found = rules.faults(rules.REFUND_REQUEST, body)
    for entry in [] if found else body["refunds"]:
        if not isinstance(entry, dict):
            found.append("a refund is no object")
        else:
            found += rules.faults(rules.REFUND, entry)
    if found or len(body["refunds"]) != 1:
        return bad("Invalid input parameters", found)
    with peer.lock:
        if body["requestId"] in peer.refunds:
            return bad("Request already exists")
        entry = body["refunds"][0]
        if why := _refund_refusal(peer, entry):
            return 409, {
                "error": [entry | {"status": False, "message": why}],
                "code": 409,
            }
        made = Refund(
            request_id=body["requestId"],
            refunds_uuid=body["refundsUuid"],
            session_id=entry["sessionId"],
            order_id=entry["orderId"],
            amount=entry["amount"],
            description=entry.get("description", ""),
            url_status=body.get("urlStatus", ""),
        )
        peer.refunds[made.request_id] = made
        peer.payments[made.session_id].refunded += made.amount
    if peer.refund_delay is not None:
        finish = (_finish_refund, peer, made.request_id)
        if peer.refund_delay:
            peer.later(peer.refund_delay, *finish)
        else:
            finish[0](*finish[1:])
    done = entry | {"status": True, "message": "success"}
    return 201, {"data": [done], "responseCode": 0}


def _finish_refund(peer, request_id):
    peer.finish_refund(request_id)
    peer.notify_refund(request_id)


def _refund_refusal(peer, entry):
    """Why there is no refund, in Przelewy24's words, or None."""
    payment = peer.payments.get(entry["sessionId"])
    if not payment or payment.order_id != entry["orderId"]:
        return "Transaction not found"
    if payment.status != 2:
        return "Transaction in wrong status - cannot refund"
    if payment.refunded + entry["amount"] > payment.amount:
        return "The amount of refund exceeds available amount for the transaction"
    if peer.balance is not None and entry["amount"] > peer.balance:
        return "Insufficient funds available"
    return None


def refunds_by_order(peer, order_id):
    """`GET refund/by/orderId/{orderId}`."""
    with peer.lock:
        found = [r for r in peer.refunds.values() if str(r.order_id) == order_id]
        if not found:
            return 404, {"error": "Refund not found", "responseCode": 0}
        payment = peer.payments[found[0].session_id]
        data = {
            "orderId": payment.order_id,
            "sessionId": payment.session_id,
            "amount": payment.amount,
            "currency": payment.currency,
            "refunds": [
                {
                    "batchId": 1,
                    "requestId": r.request_id,
                    "date": datetime.now(WARSAW).strftime("%Y-%m-%d %H:%M:%S"),
                    "login": "api",
                    "description": r.description,
                    "status": r.status,
                    "amount": r.amount,
                }
                for r in found
            ],
        }
    return 200, {"data": data, "responseCode": 0}


def blik_charge(peer, body):
    """`POST paymentMethod/blik/chargeByCode`."""
    if found := rules.faults(rules.BLIK, body):
        return bad("Invalid input data", found)
    payment = peer.by_token(body["token"])
    if not payment or payment.status:
        return bad("Invalid input data", ["no such registration"])
    person = payment.fields.get("additional", {}).get("PSU", {})
    if not person.get("IP") or len(person.get("userAgent", "")) > 255:
        return bad("Invalid input data", ["additional.PSU is missing"])
    if payment.fields.get("method") not in (181, 342):
        return bad("Invalid input data", ["registered for another method"])
    if not re.fullmatch("777[0-9]{3}", body["blikCode"]):
        return bad("Incorrect BLIK code")
    if peer.auto:
        peer.later(2, peer.pay_and_notify, payment.session_id, 181)
    data = {"orderId": payment.order_id, "message": "success"}
    return 201, {"data": data, "responseCode": 0}


SERVICES = (
    ("GET", re.compile("testAccess"), test_access),
    ("GET", re.compile("payment/methods/(pl|en)"), payment_methods),
    ("POST", re.compile("transaction/register"), register),
    ("PUT", re.compile("transaction/verify"), verify),
    ("GET", re.compile("transaction/by/sessionId/([^/]+)"), by_session),
    ("POST", re.compile("transaction/refund"), refund),
    ("GET", re.compile("refund/by/orderId/([0-9]+)"), refunds_by_order),
    ("POST", re.compile("paymentMethod/blik/chargeByCode"), blik_charge),
)


def find(method, path):
    """The service of a call and the part of the path that it takes, or None."""
    for wanted, pattern, function in SERVICES:
        match = pattern.fullmatch(path)
        if match and wanted == method:
            return function, match.group(1) if match.groups() else None
    return None
