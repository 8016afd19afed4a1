import csv
import io
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..tools import csv_file


class TestCsvFile(BaseCase):
    """A Polish spreadsheet opens the file and runs nothing of it."""

    def _read(self, *rows):
        content = csv_file(["Dzień", "Kwota"], rows)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))

    def test_polish_numbers_days_and_letters(self):
        rows = self._read([date(2026, 1, 31), Decimal("-12.30")], ["Łódź; Ćma", None])
        self.assertEqual(
            rows,
            [["Dzień", "Kwota"], ["2026-01-31", "-12,30"], ["Łódź; Ćma", ""]],
        )

    def test_formulas_are_disarmed(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"):
            with self.subTest(text):
                [_header, [cell, number]] = self._read([text, -1])
                self.assertTrue(cell.startswith("'"))
                self.assertEqual(number, "-1")

    def test_quotes_and_lines_stay_inside_their_cell(self):
        [_header, row] = self._read(['He said "="; and\nleft', 'x";=1'])
        self.assertEqual(row, ['He said "="; and\nleft', 'x";=1'])
