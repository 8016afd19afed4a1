from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from ..models.ibok_promise_mixin import LATE, WARNING
from . import common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestPromise(ticket_case.TicketFixtures, common.WaterPortalCase):
    """Reminders before the promised day, and the manager after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.ticket = cls._ticket()

    def _watch(self, day):
        ticket = self.env["ibok.ticket"]
        with (
            freeze_time(f"{day} 10:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            ticket._cron_watch_promises()

    def _activities(self, kind):
        return self.ticket.activity_search([kind])

    def test_reminded_three_working_days_before(self):
        self.assertEqual(self.ticket.warn_on, date(2026, 12, 21), "over Christmas")
        self._watch("2026-12-20")
        self.assertFalse(self._activities(WARNING))
        for _twice in range(2):
            self._watch("2026-12-21")
            self.assertEqual(len(self._activities(WARNING)), 1)
        self.assertEqual(self._activities(WARNING).user_id, self.clerk)
        self.assertFalse(self._activities(LATE))

    def test_the_manager_hears_of_what_is_late(self):
        self._watch("2026-12-26")
        self.assertFalse(self._activities(LATE))
        for day in ("2026-12-27", "2026-12-28"):
            self._watch(day)
            self.assertEqual(len(self._activities(LATE)), 1)
        late = self._activities(LATE)
        self.assertTrue(late.user_id.has_group("ibok_water.group_water_manager"))
        self.assertFalse(self._activities(WARNING))
        with freeze_time("2026-12-28 12:00:00"):
            self.ticket.invalidate_recordset(["late"])
            self.assertTrue(self.ticket.late)
            self.ticket.with_user(self.clerk)._answer("Mended", "phone")
        self.assertFalse(self.ticket.promise_kept)
        self.assertFalse(self._activities(LATE))

    def test_who_waits_for_the_resident_is_not_reminded(self):
        self.ticket.with_user(self.clerk)._ask_resident("Which tap?")
        self._watch("2027-02-01")
        self.assertFalse(self._activities(WARNING) | self._activities(LATE))
        with freeze_time("2027-02-01 10:00:00"):
            self.ticket.with_user(self.clerk).action_go_on()
        # 30 days, of which none had passed
        self.assertEqual(self.ticket.deadline, date(2027, 3, 3))
        self._watch("2027-03-02")
        self.assertTrue(self._activities(WARNING))

    def test_a_later_setting_changes_no_promise(self):
        self.pressure.promise_days = 5
        self.ticket._reckon_promise()
        self.assertEqual(self.ticket.deadline, date(2026, 12, 26))

    def test_a_complaint_is_answered_in_its_time_whatever_it_came_as(self):
        office = self.ticket.with_user(self.clerk)
        with freeze_time("2026-12-02 10:00:00"):
            office.category_id = self.about_bill
            self.assertEqual(self.ticket.deadline, date(2026, 12, 10))
            self.assertEqual(self.ticket.warn_on, date(2026, 12, 7))
            [work] = self._activities("ibok_portal.mail_activity_type_ticket")
            self.assertEqual(work.date_deadline, date(2026, 12, 10))
            self.assertEqual(self.ticket.name, self.about_bill.name)
            # What was told once moves to no later day.
            office.category_id = self.pressure
            self.assertEqual(self.ticket.deadline, date(2026, 12, 10))
        self.assertEqual(self.ticket.received_on, date(2026, 11, 26))

    def test_nor_is_it_lost_while_the_resident_is_asked(self):
        office = self.ticket.with_user(self.clerk)
        with freeze_time("2026-11-28 10:00:00"):
            office._ask_resident("Which bill?")
            office.category_id = self.about_bill
            self.assertFalse(self.ticket.deadline)
        with freeze_time("2026-12-05 10:00:00"):
            office.action_go_on()
        self.assertEqual(self.ticket.deadline, date(2026, 12, 17), "14 days and 7")
        office._answer("As it was", "phone", "refused")
        office.category_id = self.pressure
        self.assertEqual(self.ticket.promise_days, 14)

    def test_a_card_asks_for_an_answer_only_till_it_is_given(self):
        for name, words in (("ticket", "Answer by"), ("application", "Decide by")):
            view = self.env.ref(f"ibok_portal.ibok_{name}_view_kanban")
            [told] = [
                part
                for part in etree.fromstring(view.arch).iter("div")
                if (part.text or "").strip() == words
            ]
            self.assertIn("!record.answered_on.raw_value", told.get("t-if"))
