"""Signatures: the vectors that are public, and what a signature must refuse."""

from odoo.tests import BaseCase, tagged

from odoo.addons.ibok_p24 import protocol, signature

NOTICE = {
    "merchantId": 12345,
    "posId": 123,
    "sessionId": "0beec7",
    "amount": 1500,
    "originAmount": 1500,
    "currency": "PLN",
    "orderId": 123456789,
    "methodId": 32,
    "statement": "p24-XXX-YYY-ZZZ",
}
REFUND = {
    "orderId": 123456789,
    "sessionId": "0beec7",
    "refundsUuid": "dda251",
    "merchantId": 12345,
    "amount": 1500,
    "currency": "PLN",
    "status": 0,
}
#: Order, values, CRC key, signature: from the tests of public clients, and two
#: computed for the inputs of the official samples.
VECTORS = (
    (
        signature.NOTIFICATION,
        NOTICE,
        "bar",
        "703e946290d92230297c35d3bc8f554d4a458a4c97c9917665929c5ef5e682f7"
        "a868ac36e5dff20184c6a5302ef66c77",
    ),
    (
        signature.REFUND_NOTIFICATION,
        REFUND,
        "bar",
        "689010bfd5819bcf683ee0556c0412808b760063a6a66ed4d305d9d85b0bb16a"
        "b38bc8fcd0808c85f977f5a041344688",
    ),
    (
        signature.REGISTER,
        {"sessionId": "42", "merchantId": 144354, "amount": 1266, "currency": "PLN"},
        "1287875353948",
        "15276e08cc84868619e1054ccf15d638337cae2bced6cb5a48bb799a3b521446"
        "92bce63408db85c84a6ca0461a999885",
    ),
    (
        signature.VERIFY,
        {"sessionId": "42", "orderId": 10273987, "amount": 1200, "currency": "PLN"},
        "1287875353948",
        "9990dc235a73939da03d7033f302dc4f6d621d662f03f5eb8db827f95d2a048c"
        "48f5fe28b5b4a9be13a1fc4a58058055",
    ),
    (
        signature.NOTIFICATION,
        {
            "merchantId": 11111,
            "posId": 11111,
            "sessionId": "test7",
            "amount": 1,
            "originAmount": 1,
            "currency": "PLN",
            "orderId": 1,
            "methodId": 181,
            "statement": "p24-000-000-001",
        },
        "crc",
        "f08ec5e02b7d1acbba0685241cf7723c4bb84e78a4c8e322f6e1389d46f5f9b0"
        "daa9e76336d9101abdac6ad221e728da",
    ),
    (
        signature.REFUND_NOTIFICATION,
        {
            "orderId": 300000001,
            "sessionId": "test7",
            "refundsUuid": "refunds_uuid",
            "merchantId": 11111,
            "amount": 1,
            "currency": "PLN",
            "status": 0,
        },
        "crc",
        "adac0d779e2fda2e2df27e58b57a535f6054ac0df1a33fbc125aad3883218bfb"
        "2b803e447a712d0ff0d6d2a0d719b840",
    ),
    (
        signature.REGISTER,
        {
            "sessionId": "unique-session-id",
            "merchantId": 999999,
            "amount": 1234,
            "currency": "PLN",
        },
        "crc-z-panelu-p24",
        "b27f9adce99faee87750d350e24fab781f734fd80af7bdcff7063dab3fcebbf5"
        "f051b264a9b547e611e8e6af7b377cfa",
    ),
    (
        signature.VERIFY,
        {
            "sessionId": "unique-session-id",
            "orderId": 999999,
            "amount": 1234,
            "currency": "PLN",
        },
        "crc-z-panelu-p24",
        "f2fb32b982d0a503d6a007ad2429c8e881cb562d787f9d7f3a42e161be403693"
        "6045f9aee21c52407db838e578cb2100",
    ),
)


@tagged("post_install", "-at_install")
class TestSignature(BaseCase):
    """What Przelewy24 signs, and we."""

    def test_public_vectors(self):
        for order, values, crc, expected in VECTORS:
            with self.subTest(values):
                self.assertEqual(signature.sign(order, values, crc), expected)
                self.assertTrue(signature.is_valid(order, values, crc, expected))

    def test_slashes_and_polish_letters_are_not_escaped(self):
        self.assertEqual(
            signature.digest({"slash": "foo/bar", "unicode": "ąźćż"}),
            "4e9e3bc8c346c7487dbd4a4b4c6b5ec4561685d9018b775980e362159e3d4436"
            "e971036c3b278a07d9dd233298f0e45d",
        )

    def test_order_of_the_message_does_not_matter(self):
        order, values, crc, expected = VECTORS[0]
        turned = dict(reversed(values.items()))
        self.assertEqual(signature.sign(order, turned, crc), expected)
        self.assertEqual(signature.sign(order, values | {"new": 1}, crc), expected)

    def test_without_a_key_nothing_is_valid(self):
        order, values, _crc, _expected = VECTORS[0]
        for crc in ("", None, False):
            signed = signature.sign(order, values, crc)
            self.assertFalse(signature.is_valid(order, values, crc, signed))

    def test_a_signature_that_is_none_is_refused(self):
        order, values, crc, expected = VECTORS[0]
        for wrong in ("", expected.upper(), expected[:-1], expected + "0", "ż" * 96):
            self.assertFalse(signature.is_valid(order, values, crc, wrong))

    def test_a_read_message_has_the_values_that_were_signed(self):
        claim = protocol.read_notification(NOTICE)
        values = protocol.signed_values(claim)
        self.assertEqual(
            signature.sign(signature.NOTIFICATION, values, "bar"), VECTORS[0][3]
        )
        refund = protocol.read_refund_notification(REFUND)
        values = protocol.signed_values(refund)
        self.assertEqual(
            signature.sign(signature.REFUND_NOTIFICATION, values, "bar"), VECTORS[1][3]
        )
