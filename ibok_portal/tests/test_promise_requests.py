from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.ibok_promise_mixin import LATE, WARNING
from . import common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestPromiseRequests(ticket_case.TicketFixtures, common.WaterPortalCase):
    """Requests for accounts and for other data are promised a day like matters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.anna = cls._make_resident("anna")
        cls.records = cls.env["ibok.promise.record"].search([])
        company = cls.env.company
        cls.request = cls.env["ibok.account.request"].create(
            {
                "email": "nowak@example.com",
                "name": "Jan Nowak",
                "customer_number": "000000",
                "company_id": company.id,
            }
        )
        cls.request._hand_to_office()
        cls.change = cls.env["ibok.data.change"]._ask(cls.anna, {"phone": "600700800"})

    def _watch(self, day):
        with (
            freeze_time(f"{day} 10:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            self.env["ibok.ticket"]._cron_watch_promises()

    def _new_records(self):
        return self.env["ibok.promise.record"].search([]) - self.records

    def test_working_days_for_an_account_and_thirty_for_data(self):
        self.assertEqual(self.request.received_on, date(2026, 11, 26))
        self.assertEqual(self.request.deadline, date(2026, 12, 1), "Thursday, 3 days")
        self.assertEqual(self.change.deadline, date(2026, 12, 26))
        self.env.company.ibok_account_days = 9
        self.env.company.ibok_matter_days = 99
        self.assertEqual(self.request._promise().days, 3)
        self.assertEqual(self.change._promise().days, 30)

    def test_reminder_and_manager(self):
        for matter, warned_on, late_on in (
            (self.request, "2026-11-30", "2026-12-02"),
            (self.change, "2026-12-21", "2026-12-27"),
        ):
            with self.subTest(matter=matter):
                self._watch(warned_on)
                self.assertEqual(len(matter.activity_search([WARNING])), 1)
                self.assertFalse(matter.activity_search([LATE]))
                self._watch(late_on)
                late = matter.activity_search([LATE])
                self.assertEqual(len(late), 1)
                self.assertTrue(
                    late.user_id.has_group("ibok_water.group_water_manager")
                )
                self.assertFalse(matter.activity_search([WARNING]))

    def test_a_decision_is_counted_and_ends_what_is_due(self):
        self._watch("2026-12-02")
        with freeze_time("2026-12-03 10:00:00"):
            self.request.invalidate_recordset(["late"])
            self.assertTrue(self.request.late)
            self.request.with_user(self.clerk)._refuse("Not a customer")
            self.request.invalidate_recordset(["late"])
            self.assertFalse(self.request.late)
            self.change.with_user(self.clerk).action_apply()
        self.assertFalse(self.request.activity_ids | self.change.activity_ids)
        found = {r.kind_model: r for r in self._new_records()}
        request, change = found["ibok.account.request"], found["ibok.data.change"]
        self.assertEqual((request.days_taken, request.kept), (7, False))
        self.assertEqual((change.days_taken, change.kept), (7, True))
        self.assertFalse(request.kind_id | change.kind_id)

    def test_taken_back_is_no_answer(self):
        self.change._withdraw()
        self._watch("2027-03-01")
        self.assertFalse(self.change.activity_ids)
        self.assertFalse(self._new_records())
        self.change.invalidate_recordset(["late"])
        self.assertFalse(self.change.late)

    def test_what_opens_by_itself_was_never_promised(self):
        request = self.request.copy({"email": "other@example.com"})
        request.state = "unconfirmed"
        request._open(self.env["res.partner"].create({"name": "Other"}))
        self.assertEqual(request.state, "opened")
        self.assertFalse(request.answered_on)
        self.assertFalse(self._new_records())

    def test_what_came_before_days_were_promised_can_be_decided(self):
        self.request.write({"received_on": False, "promise_days": 0})
        self.request.with_user(self.clerk)._refuse("Not a customer")
        self.assertEqual(self.request.state, "refused")
        self.assertFalse(self._new_records())

    def test_a_clerk_moves_no_day(self):
        for matter in (self.request, self.change):
            with self.assertRaises(AccessError):
                matter.with_user(self.clerk).write({"deadline": "2030-01-01"})
