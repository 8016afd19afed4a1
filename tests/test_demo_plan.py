"""The story of the demo municipality, for many days on which it may be built."""

from datetime import date, timedelta
from random import Random

from odoo.tests import TransactionCase, tagged

from odoo.addons.ibok_water.demo import plan
from odoo.addons.ibok_water.engine import (
    reading_window,
    settling_cycle,
    verification_due,
)


@tagged("post_install", "-at_install")
class TestDemoPlan(TransactionCase):
    """The plan alone, for many days."""

    def test_a_reading_of_any_day_settles_the_demo_residents_cycle(self):
        before, after = plan.OPEN_WINDOW
        day = date(2027, 1, 1)
        while day.year < 2029:
            last_end = plan.Timeline(day).ends[-1]
            cycle = settling_cycle(day, 1, before, after)
            self.assertIsNotNone(cycle, day)
            self.assertGreaterEqual(cycle.date_to, last_end, day)
            # The day also lies in the window of the last finished cycle.
            finished = settling_cycle(last_end, 1, before, after)
            first, last = reading_window(finished, before, after)
            self.assertTrue(first <= day <= last, day)
            day += timedelta(days=1)

    def test_two_month_cycles_begin_with_the_contract(self):
        day = date(2027, 1, 15)
        for _month in range(12):
            timeline = plan.Timeline(day)
            for case in plan.cases():
                if case.story in ("move_in", "new"):
                    continue
                start = timeline.contract_start(case)
                offset = timeline.cycle_offset(case)
                number = start.year * 12 + start.month - 1
                self.assertEqual((number - offset) % case.billing_months, 0)
            day += timedelta(days=30)

    def test_readings_are_never_after_today(self):
        for day in (date(2027, 3, 1), date(2027, 3, 31), date(2028, 2, 29)):
            timeline = plan.Timeline(day)
            self.assertEqual(len(timeline.ends), plan.MONTHS)
            for month in range(plan.MONTHS):
                self.assertLessEqual(timeline.invoice_day(month), day)
                for case in plan.cases():
                    read = timeline.reading_day(case, month)
                    self.assertLess(read, day)
                    self.assertLessEqual((timeline.ends[month] - read).days, 10)

    def test_the_same_day_gives_the_same_story(self):
        day = date(2027, 5, 5)
        for case, again in zip(plan.cases(), plan.cases(), strict=True):
            self.assertEqual(case, again)
            for month in range(plan.MONTHS):
                self.assertEqual(
                    plan.house_use(case, month, day), plan.house_use(again, month, day)
                )

    def test_only_the_story_s_meters_are_due_within_a_year(self):
        """On whatever day it is built; in December half of them once were."""
        told = ("expiring", "expired")
        firsts = [date(2027 + n // 12, n % 12 + 1, 1) for n in range(24)]
        for day in (*firsts, *(first - timedelta(days=1) for first in firsts)):
            timeline = plan.Timeline(day)
            for case in plan.cases():
                if case.story == "new":
                    continue
                mark, installed = self.env["water.demo"]._mark_and_installation(
                    timeline, case, Random(case.number)
                )
                self.assertLess(installed, timeline.start)
                due = verification_due("mid", mark)
                soon = due <= day + timedelta(days=366)
                self.assertEqual(soon, case.story in told, (day, case.number, due))

    def test_invented_numbers_are_valid_by_form(self):
        phones = {plan.phone(case) for case in plan.cases()}
        self.assertEqual(len(phones), len(plan.cases()))
