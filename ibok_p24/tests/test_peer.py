"""The stand-in refuses what Przelewy24 refuses: else other tests prove little."""

import base64
import json
import urllib.error
import urllib.request

from odoo.tests import BaseCase, tagged

from . import p24_peer_rules as rules
from .p24_peer import Peer
from .test_signature import VECTORS

REGISTRATION = {
    "merchantId": 12345,
    "posId": 12345,
    "sessionId": "abc",
    "amount": 1234,
    "currency": "PLN",
    "description": "Faktura 1",
    "email": "a@example.com",
    "country": "PL",
    "language": "pl",
    "urlReturn": "http://127.0.0.1/return",
    "urlStatus": "http://127.0.0.1/status",
}


@tagged("post_install", "-at_install")
class TestPeer(BaseCase):
    """HTTP with the stand-in, without Odoo between."""

    def setUp(self):
        super().setUp()
        self.sent = []
        self.peer = Peer(auto=False, deliver=self.take).start()
        self.addCleanup(self.peer.stop)

    def take(self, _url, body, _headers):
        self.sent.append(body)
        return 200

    def ask(self, method, path, body=None, user=None, key=None):
        """Status and answer of a call."""
        known = f"{user or self.peer.pos_id}:{key or self.peer.api_key}"
        request = urllib.request.Request(
            f"{self.peer.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": f"Basic {base64.b64encode(known.encode()).decode()}",
                "Content-Type": "application/json",
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def sign(self, values, *names):
        return values | {
            "sign": rules.sign(
                {name: values[name] for name in names} | {"crc": self.peer.crc}
            )
        }

    def register(self, **changed):
        """Register; what is changed to None is left out."""
        values = {k: v for k, v in (REGISTRATION | changed).items() if v is not None}
        names = ("sessionId", "merchantId", "amount", "currency")
        if "sign" not in values:
            values = self.sign({"merchantId": 0, "amount": 0} | values, *names)
        return self.ask("POST", "transaction/register", values)

    def verify(self, payment, **changed):
        values = {
            "merchantId": 12345,
            "posId": 12345,
            "sessionId": payment.session_id,
            "amount": payment.amount,
            "currency": "PLN",
            "orderId": payment.order_id,
        } | changed
        names = ("sessionId", "orderId", "amount", "currency")
        return self.ask("PUT", "transaction/verify", self.sign(values, *names))

    def paid(self, session="abc"):
        self.assertEqual(self.register(sessionId=session)[0], 200)
        return self.peer.pay(session)

    def test_its_signatures_are_those_of_the_public_vectors(self):
        for order, values, crc, expected in VECTORS:
            signed = {name: values[name] for name in order} | {"crc": crc}
            self.assertEqual(rules.sign(signed), expected)

    def test_who_asks(self):
        self.assertEqual(self.ask("GET", "testAccess")[0], 200)
        for wrong in ({"key": "other"}, {"user": "12346"}):
            self.assertEqual(self.ask("GET", "testAccess", **wrong)[0], 401)
            self.assertEqual(self.ask("GET", "payment/methods/pl", **wrong)[0], 403)
            self.assertEqual(
                self.ask("POST", "transaction/register", REGISTRATION, **wrong)[0], 401
            )
        self.assertEqual(self.ask("GET", "no/such/service")[0], 404)
        self.assertEqual(self.ask("POST", "transaction/verify", {})[0], 404)

    def test_what_a_registration_may_not_be(self):
        for changed in (
            *({"email": "x" * 46 + "@a.pl"}, {"email": "nobody"}, {"email": None}),
            *({"client": "x" * 41}, {"address": "x" * 81}, {"city": "x" * 51}),
            *({"zip": "x" * 11}, {"phone": "+48600"}, {"phone": "4" * 13}),
            *({"sessionId": "x" * 101}, {"description": "x" * 1025}),
            *({"urlReturn": "http://x/" + "x" * 250}, {"urlReturn": None}),
            *({"language": "uk"}, {"country": "POL"}, {"currency": "USD"}),
            *({"amount": 12.34}, {"amount": "1234"}, {"amount": 0}, {"amount": True}),
            *({"amount": 5_000_001}, {"transferLabel": "x" * 21}),
            *({"transferLabel": "a_b"}, {"timeLimit": 100}, {"waitForResult": 1}),
            *({"merchantId": 12346}, {"posId": 12346}, {"unheardOf": 1}),
            *({"sign": "0" * 96}, {"sign": ""}),
        ):
            with self.subTest(changed):
                self.assertEqual(self.register(**changed)[0], 400)
        self.assertFalse(self.peer.payments)
        self.assertEqual(self.register()[0], 200)
        self.assertEqual(self.register()[0], 400, "a session can be used once")

    def test_only_what_was_paid_is_verified(self):
        self.register()
        payment = self.peer.payments["abc"]
        self.assertEqual(self.verify(payment)[0], 400)
        self.peer.pay("abc")
        for changed in (
            *({"amount": 1233}, {"orderId": payment.order_id + 1}),
            *({"currency": "EUR"}, {"sessionId": "abd"}, {"posId": 1}),
        ):
            with self.subTest(changed):
                self.assertEqual(self.verify(payment, **changed)[0], 400)
        self.assertEqual(payment.status, 1)
        self.assertEqual(self.verify(payment)[1]["data"], {"status": "success"})
        self.assertEqual(payment.status, 2)

    def test_a_wrong_signature_verifies_nothing(self):
        payment = self.paid()
        crc, self.peer.crc = self.peer.crc, "another"
        status, _answer = self.verify(payment)
        self.assertEqual(status, 200)
        payment.status = 1
        body = self.peer.last("transaction/verify")
        self.peer.crc = crc
        self.assertEqual(self.ask("PUT", "transaction/verify", body)[0], 400)
        self.assertEqual(payment.status, 1)

    def test_records(self):
        self.assertEqual(self.ask("GET", "transaction/by/sessionId/abc")[0], 404)
        payment = self.paid()
        _status, answer = self.ask("GET", "transaction/by/sessionId/abc")
        self.assertEqual(answer["data"]["status"], 1)
        self.assertEqual(answer["data"]["orderId"], payment.order_id)
        self.assertGreater(payment.order_id, 2**31)

    def refund(self, payment, amount=1234, request="r1", **changed):
        entry = {
            "orderId": payment.order_id,
            "sessionId": payment.session_id,
            "amount": amount,
        } | changed
        body = {"requestId": request, "refundsUuid": "u" * 32, "refunds": [entry]}
        return self.ask("POST", "transaction/refund", body)

    def test_what_is_not_given_back(self):
        payment = self.paid()
        self.assertEqual(self.refund(payment)[0], 409, "it is not verified")
        self.verify(payment)
        for changed in ({"orderId": 1}, {"amount": 1235}):
            self.assertEqual(self.refund(payment, **changed)[0], 409)
        for changed in ({"amount": 1.5}, {"description": "x" * 36}):
            self.assertEqual(self.refund(payment, **changed)[0], 400)
        self.assertEqual(self.refund(payment, request="r" * 46)[0], 400)
        self.assertEqual(self.refund(payment, 1000)[0], 201)
        status, answer = self.refund(payment, 1000)
        self.assertEqual((status, answer["error"]), (400, "Request already exists"))
        self.assertEqual(self.refund(payment, 1000, "r2")[0], 409)
        self.assertEqual(self.refund(payment, 234, "r3")[0], 201)

    def test_it_misbehaves_as_it_is_told(self):
        payment = self.paid()
        self.peer.misbehave("transaction/verify", "http500")
        self.assertEqual(self.verify(payment)[0], 500)
        self.assertEqual(payment.status, 1)
        self.peer.misbehave("transaction/verify", "http500", when="after")
        self.assertEqual(self.verify(payment)[0], 500)
        self.assertEqual(payment.status, 2)
        self.peer.misbehave("testAccess", "drop")
        with self.assertRaises(OSError):
            self.ask("GET", "testAccess")
        self.assertEqual(self.ask("GET", "testAccess")[0], 200)

    def test_a_notification_comes_again_until_it_is_verified(self):
        self.peer.minute = 0.001
        self.peer.auto = True
        payment = self.paid()
        moments = []
        self.peer.later = lambda seconds, function, *arguments: (
            moments.append(round(seconds / self.peer.minute)),
            len(moments) == 3 and setattr(payment, "status", 2),
            function(*arguments),
        )
        self.peer.notify_until_verified("abc")
        self.assertEqual(moments, [3, 5, 15])
        self.assertEqual(len(self.sent), 4)
        self.assertEqual(len(set(self.sent)), 1)

    def test_it_only_listens_on_this_machine(self):
        for host in ("0.0.0.0", "192.168.0.7", "", "example.com"):
            with self.subTest(host), self.assertRaises(ValueError):
                Peer(host=host)
