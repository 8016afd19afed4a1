from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.ibok_portal.tools.identity import (
    amount_of,
    network_of,
    plain_nip,
    plain_number,
    plain_phone,
    readable_phone,
    same_name,
)


class TestIdentity(BaseCase):
    """What people write, compared as people would."""

    def test_names(self):
        for one, other, same in (
            ("Żaneta Gołąb", "golab zaneta", True),
            ("Anna Nowak-Kowalska", "ANNA NOWAK KOWALSKA", True),
            ("Anna Nowak", "Anna Nowakowa", False),
            ("", "", False),
            ("!", "?", False),
        ):
            self.assertEqual(same_name(one, other), same, (one, other))

    def test_amounts(self):
        for text, amount in (
            ("105,30", "105.30"),
            ("1 234,5 zł", "1234.50"),
            ("1\u00a0234.50 PLN", "1234.50"),
            ("105.301", None),
            ("-1", None),
            ("0", None),
            ("1e5", None),
            ("٣", None),
            ("9" * 40, None),
            ("", None),
        ):
            self.assertEqual(amount_of(text), amount and Decimal(amount), text)

    def test_telephones(self):
        self.assertEqual(plain_phone("600-700-800"), "+48600700800")
        self.assertEqual(plain_phone("0048 43 677 40 11"), "+48436774011")
        self.assertEqual(plain_phone("+380 44 537 02 22"), "+380445370222")
        for text in ("12", "abc", "", None):
            self.assertIsNone(plain_phone(text))

    def test_telephones_as_people_read_them(self):
        self.assertEqual(readable_phone("+48600700800"), "+48 600 700 800")
        self.assertEqual(readable_phone("43 6774011"), "+48 43 677 40 11")
        self.assertEqual(readable_phone("ask my son"), "ask my son")
        self.assertEqual(readable_phone(False), "")

    def test_nip(self):
        self.assertEqual(plain_nip("PL 831-156-61-04"), "8311566104")
        for text in ("8311566105", "831", "abcdefghij", "", None):
            self.assertIsNone(plain_nip(text), text)

    def test_numbers(self):
        self.assertEqual(plain_number(" k 00001 "), "K00001")

    def test_sources(self):
        self.assertEqual(network_of("192.0.2.1"), "192.0.2.1")
        self.assertEqual(network_of("::ffff:192.0.2.1"), "192.0.2.1")
        self.assertEqual(network_of("2001:db8::1"), "2001:db8::/64")
        self.assertEqual(network_of("nonsense"), "nonsense")
        self.assertEqual(network_of(None), "")
