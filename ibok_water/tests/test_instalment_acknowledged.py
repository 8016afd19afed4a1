from freezegun import freeze_time

from odoo.addons.ibok_water.tests import instalment_case
from odoo.addons.ibok_water.tests.common import day


class TestInstalmentAcknowledged(instalment_case.InstalmentCase):
    """A plan is an acknowledgment of its debts: their prescription runs anew."""

    def events(self):
        return self.env["water.prescription.interruption"].search(
            [("partner_id", "=", self.partner.id)]
        )

    def last_day(self, bill):
        line = bill._water_receivable()
        return line._water_prescription()[line]

    def test_who_asks_acknowledges(self):
        before = self.last_day(self.old)
        plan = self.asked(self.old)
        event = self.events()
        self.assertEqual(
            (event.kind, event.date, event.line_ids.move_id),
            ("acknowledgment", day(instalment_case.TODAY), self.old),
        )
        self.assertIn(plan.display_name, event.reason)
        self.assertEqual(before, day("2028-12-31"))
        self.assertEqual(self.last_day(self.old), day("2029-12-31"))
        self.assertEqual(self.last_day(self.new), day("2029-12-31"))
        # The office agrees, or not: it was acknowledged all the same, once.
        plan.with_user(self.clerk).action_approve()
        self.assertEqual(self.events(), event)

    def test_who_signs_on_paper_acknowledges_on_that_day(self):
        plan = self.plan()
        plan.action_offer()
        self.assertFalse(self.events())
        with freeze_time("2026-03-09"):
            plan.signed_on = day("2026-03-05")
            plan.action_signed()
        event = self.events()
        self.assertEqual((len(event), event.date), (1, day("2026-03-05")))
        self.assertEqual(event.line_ids, plan.debt_ids.line_id)

    def test_who_accepts_on_the_portal_acknowledges(self):
        plan = self.plan()
        plan.action_offer()
        plan.sudo()._accept(self.env.user, "192.0.2.4")
        self.assertEqual(self.events().date, day(instalment_case.TODAY))

    def test_who_does_not_want_it_acknowledges_nothing(self):
        plan = self.plan()
        plan.action_offer()
        plan.sudo()._decline()
        self.assertFalse(self.events())
