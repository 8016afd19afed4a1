"""What comes from outside is read strictly, what goes out fits."""

from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.ibok_p24 import limits, protocol

from .test_signature import NOTICE


@tagged("post_install", "-at_install")
class TestProtocol(BaseCase):
    """Reading."""

    def test_only_a_json_object_is_a_message(self):
        for text in ("", "[]", '"paid"', "7", "null", "{", "[" * 5000, '{"a":1,"a":2}'):
            with self.subTest(text[:20]), self.assertRaises(protocol.Malformed):
                protocol.read_object(text)

    def test_numbers_are_whole(self):
        for value in (1.0, True, None, "1.5", "", "1e3", [1], "9" * 30, "١"):
            with self.subTest(value), self.assertRaises(protocol.Malformed):
                protocol.read_notification(NOTICE | {"amount": value})
        claim = protocol.read_notification(NOTICE | {"amount": "1500"})
        self.assertEqual(claim.amount, 1500)

    def test_a_missing_field_is_no_message(self):
        for name in NOTICE:
            values = {key: value for key, value in NOTICE.items() if key != name}
            with self.subTest(name), self.assertRaises(protocol.Malformed):
                protocol.read_notification(values)

    def test_dates_in_every_form(self):
        day = date(2026, 11, 22)
        for text in (
            *("202611221430", "20261122143059", "20261122"),
            *("2026-11-22 14:30:59", "2026-11-22", "2026-11-22T14:30:59+01:00"),
        ):
            with self.subTest(text):
                self.assertEqual(protocol.read_date(text), day)
        for text in (None, "", "0", "202611", "22.11.2026", "yesterday", 17):
            with self.subTest(text):
                self.assertIsNone(protocol.read_date(text))

    def test_a_claim_does_not_show_its_signature(self):
        claim = protocol.read_notification(NOTICE | {"sign": "abcdef"})
        self.assertNotIn("abcdef", repr(claim))


@tagged("post_install", "-at_install")
class TestLimits(BaseCase):
    """Writing."""

    def test_languages(self):
        for code, expected in (
            *(("pl_PL", "pl"), ("en_US", "en"), ("sv_SE", "se"), ("uk_UA", "pl")),
            *((None, "pl"), ("pt_BR", "pt"), ("sr@latin", "pl")),
        ):
            with self.subTest(code):
                self.assertEqual(limits.language(code), expected)

    def test_phones(self):
        for text, expected in (
            *(("+48 600 700 800", "48600700800"), ("600-700-800", "48600700800")),
            *(("0048 600700800", "48600700800"), ("+380 44 123 45 67", "380441234567")),
            *((None, ""), ("", ""), ("112", ""), ("+49 1512 3456789 ext 12", "")),
        ):
            with self.subTest(text):
                self.assertEqual(limits.phone(text), expected)
        self.assertEqual(limits.phone("600700800", "CZ"), "")

    def test_labels(self):
        for text, expected in (
            ("FV/2026/00001", "FV/2026/00001"),
            ("Faktura № 7 – „woda”", "Faktura 7 woda"),
            ("żółć: \\ZAŻÓŁĆ-GĘŚLĄ", "żółć: \\ZAŻÓŁĆ-GĘŚLĄ"),
            ("x" * 40, "x" * 20),
            ("a\nb\t c", "a b c"),
            (None, ""),
        ):
            with self.subTest(text):
                self.assertEqual(limits.label(text), expected)

    def test_titles(self):
        for numbers, expected in (
            (("FV/2026/00001", "K00007"), "FV/2026/00001 K00007"),
            (("FV/2026/00001", "K000007"), "FV/2026/00001K000007"),
            (("FV/2026/00001", "K0000007"), "FV/2026/00001"),
            (("FV/2026/00001", "1000007"), "FV/2026/00001"),
            (("K00007", "FV/2026/000001", "FV"), "K00007FV/2026/000001"),
            (("K1", "FV/1", "x" * 14, None, "", "FV/2"), "K1 FV/1 FV/2"),
            (("x" * 21, "K00007"), "K00007"),
            (("FV№1", "K_7"), "FV 1 K 7"),
            ((None, "", False, "№"), ""),
        ):
            with self.subTest(numbers):
                self.assertEqual(limits.title(numbers), expected)

    def test_only_this_machine_is_loopback(self):
        for url in (
            *("http://127.0.0.1:8099", "http://localhost:1", "https://[::1]:8/"),
            "http://127.8.9.1",
        ):
            self.assertTrue(limits.is_loopback(url), url)
        for url in (
            *("http://10.0.0.1", "http://example.com", "127.0.0.1:80", "", "http://"),
            *("http://127.0.0.1.example.com", "http://127.0.0.1@example.com"),
            *("ftp://127.0.0.1", "http://localhost.example.com", "http://[::2]"),
            *("http://127.0.0.1:99999", "http://0.0.0.0", "http://a@127.0.0.1"),
        ):
            self.assertFalse(limits.is_loopback(url), url)

    def test_networks(self):
        listed = "5.252.202.254\n20.215.183.48/28, 91.220.177.0/24"
        for address in ("5.252.202.254", "20.215.183.63", "91.220.177.7"):
            self.assertTrue(limits.is_within(address, listed), address)
        for address in ("5.252.202.253", "20.215.183.64", "", None, "::1", "x"):
            self.assertFalse(limits.is_within(address or "", listed), address)
