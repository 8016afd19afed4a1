from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import QualityChart, has_met, parse_limit, parse_result


@tagged("post_install", "-at_install")
class TestLabResult(BaseCase):
    """What laboratories and laws write, read as numbers."""

    def test_results(self):
        for text, told in (
            ("7,2", ("", Decimal("7.2"))),
            ("7.2", ("", Decimal("7.2"))),
            ("1 200", ("", Decimal(1200))),
            ("1\u00a0200,5", ("", Decimal("1200.5"))),
            ("<0,05", ("<", Decimal("0.05"))),
            ("< 40", ("<", Decimal(40))),
            ("poniżej 40", ("<", Decimal(40))),
            ("Powyżej 300", (">", Decimal(300))),
            ("> 300", (">", Decimal(300))),
            ("0", ("", Decimal(0))),
            ("-1", ("", Decimal(-1))),
            ("akceptowalny", ("", None)),
            ("7,2 ± 0,1", ("", None)),
            ("", ("", None)),
            (None, ("", None)),
        ):
            with self.subTest(text):
                self.assertEqual(tuple(parse_result(text)), told)

    def test_limits(self):
        for text, told in (
            ("50", (None, Decimal(50))),
            ("0", (None, Decimal(0))),
            ("≤ 0,50", (None, Decimal("0.50"))),
            ("max. 1,0", (None, Decimal("1.0"))),
            ("do 15", (None, Decimal(15))),
            ("6,5–9,5", (Decimal("6.5"), Decimal("9.5"))),
            ("6,5 - 9,5", (Decimal("6.5"), Decimal("9.5"))),
            ("60÷500", (Decimal(60), Decimal(500))),
            ("2 500", (None, Decimal(2500))),
            ("akceptowalny", (None, None)),
            (None, (None, None)),
        ):
            with self.subTest(text):
                self.assertEqual(tuple(parse_limit(text)), told)

    def test_whether_a_limit_is_met(self):
        for result, limit, met in (
            ("50", "50", True),
            ("50,01", "50", False),
            ("0", "0", True),
            ("1", "0", False),
            ("<40", "200", True),
            ("<40", "40", True),
            ("<40", "30", None),
            (">300", "200", False),
            (">200", "200", False),
            (">100", "200", None),
            ("6,5", "6,5–9,5", True),
            ("6,4", "6,5–9,5", False),
            ("9,6", "6,5–9,5", False),
            ("<6,5", "6,5–9,5", False),
            ("<7", "6,5–9,5", None),
            ("7", None, None),
            ("dobry", "50", None),
            ("Akceptowalny ", "akceptowalny", True),
            ("obcy", "akceptowalny", None),
            ("", "50", None),
        ):
            with self.subTest(f"{result} of {limit}"):
                told = has_met(result, limit, ["akceptowalny", " bez zmian"])
                self.assertIs(told, met)

    def test_chart_holds_its_values_and_limits(self):
        points = [
            (date(2025, 1, 1), Decimal("12"), False),
            (date(2026, 1, 1), Decimal("0.5"), True),
        ]
        chart = QualityChart(points, [Decimal(50)])
        self.assertEqual([value for _y, value in chart.levels], [0, 20, 40, 60, 80])
        self.assertEqual([dot[2] for dot in chart.dots], [False, True])
        self.assertLess(chart.dots[0][0], chart.dots[1][0])
        self.assertLess(chart.limit_lines[0], chart.dots[0][1], "the limit is above")
        for x, y, _bound in chart.dots:
            self.assertTrue(chart.left <= x <= chart.right_edge)
            self.assertTrue(0 <= y <= chart.base)

    def test_chart_of_small_and_of_no_values(self):
        day = date(2026, 1, 1)
        for value, top in (("0.03", "0.04"), ("0", "4"), ("7000", "8000")):
            chart = QualityChart([(day, Decimal(value), False)])
            self.assertEqual(chart.levels[-1][1], Decimal(top))
            self.assertLessEqual(chart.dots[0][1], chart.base)
