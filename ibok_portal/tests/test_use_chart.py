from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.ibok_portal.tools.use_chart import (
    MONTH_LABEL_WIDTH,
    UseChart,
    daily_litres,
    scale,
)


@tagged("post_install", "-at_install")
class TestUseChart(BaseCase):
    SPANS = [
        (date(2026, 1, 1), date(2026, 3, 1), Decimal("12")),
        (date(2026, 3, 1), date(2026, 3, 11), Decimal("1")),
        (date(2026, 3, 11), date(2026, 6, 30), Decimal("0")),
    ]

    def test_litres_a_day_are_the_mean_of_the_time(self):
        self.assertEqual(daily_litres(*self.SPANS[0]), 203)
        self.assertEqual(daily_litres(*self.SPANS[1]), 100)

    def test_bar_is_as_wide_as_its_time_and_as_high_as_its_use(self):
        long, short, none = UseChart(self.SPANS).bars
        self.assertGreater(long.width, short.width * 4)
        self.assertAlmostEqual(long.height / short.height, 203 / 100, places=1)
        self.assertEqual(none.height, 0)

    def test_bars_stay_inside_the_picture(self):
        chart = UseChart(self.SPANS)
        for bar in chart.bars:
            self.assertGreaterEqual(bar.x, chart.left)
            self.assertLessEqual(bar.x + bar.width, chart.right_edge)
            self.assertGreaterEqual(bar.y, 0)
            self.assertLessEqual(bar.y + bar.height, chart.base + 0.1)

    def test_axis_has_round_steps_above_the_highest_use(self):
        for highest in (0, 1, 9, 40, 41, 203, 999, 12345):
            step, top = scale(highest)
            self.assertGreaterEqual(top, highest)
            self.assertEqual(top % step, 0)
            self.assertIn(str(step)[0], "125")
            self.assertLessEqual(top // step, 5)

    def test_month_labels_have_room(self):
        spans = [(date(2024, 1, 1), date(2026, 6, 30), Decimal("300"))]
        months = UseChart(spans).months
        self.assertGreater(len(months), 1)
        for (_t1, x1, _d1), (_t2, x2, _d2) in zip(months, months[1:], strict=False):
            self.assertGreater(x2 - x1, 60)

    def test_month_labels_are_not_cut_at_the_right_edge(self):
        for end in range(2, 29):
            spans = [(date(2026, 10, 5), date(2026, 11, end), Decimal("9"))]
            chart = UseChart(spans)
            [(tick, text, day)] = chart.months
            with self.subTest(end=end):
                self.assertEqual(day, date(2026, 11, 1))
                self.assertGreaterEqual(tick, text)
                self.assertLessEqual(text + MONTH_LABEL_WIDTH, chart.width)

    def test_one_day_makes_a_chart(self):
        chart = UseChart([(date(2026, 1, 31), date(2026, 2, 1), Decimal("0.3"))])
        self.assertEqual(chart.bars[0].litres, 300)
        self.assertEqual(UseChart([]).bars, [])
