from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..tools import use_between, year_before


class TestUseBetween(BaseCase):
    SPANS = [
        (date(2025, 1, 1), date(2025, 1, 11), Decimal(10)),
        (date(2025, 1, 11), date(2025, 1, 31), Decimal(40)),
    ]

    def test_days_share_the_use_of_their_span(self):
        for start, end, used in (
            (date(2025, 1, 1), date(2025, 1, 31), 50),
            (date(2025, 1, 6), date(2025, 1, 11), 5),
            (date(2025, 1, 6), date(2025, 1, 16), 15),
        ):
            with self.subTest(start=start, end=end):
                self.assertEqual(use_between(self.SPANS, start, end), used)

    def test_days_without_readings_are_not_guessed(self):
        for start, end in (
            (date(2024, 12, 31), date(2025, 1, 5)),
            (date(2025, 1, 20), date(2025, 2, 1)),
            (date(2025, 1, 5), date(2025, 1, 5)),
        ):
            self.assertIsNone(use_between(self.SPANS, start, end))
        gap = [self.SPANS[0], (date(2025, 1, 12), date(2025, 1, 31), Decimal(1))]
        self.assertIsNone(use_between(gap, date(2025, 1, 1), date(2025, 1, 31)))

    def test_the_day_a_year_before(self):
        self.assertEqual(year_before(date(2024, 2, 29)), date(2023, 2, 28))
        self.assertEqual(year_before(date(2026, 11, 26)), date(2025, 11, 26))
