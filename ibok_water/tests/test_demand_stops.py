from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common, demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestDemandStops(demand_case.DemandCase):
    """What never comes into a demand, and who is talked with first."""

    def left_out(self, **options):
        proposal = self.proposal(**options)
        return {name: code for name, _amount, code in proposal.left_out}

    def test_a_disputed_debt(self):
        disputed = self.bill(100, "2026-08-03")
        other = self.bill(50, "2026-08-03")
        disputed.with_user(self.clerk)._water_dispute("licznik stoi")
        self.assertEqual(disputed.water_disputed_since, day("2026-09-20"))
        self.assertIn("licznik stoi", disputed.message_ids[0].body)
        self.assertEqual(self.left_out(), {disputed.name: "disputed"})
        self.assertEqual(self.left_out(by_hand=True), {disputed.name: "disputed"})
        self.assertEqual(self.make_demand().line_ids.move_id, other)
        disputed._water_end_dispute("licznik dobry")
        self.assertFalse(disputed.water_disputed)
        self.assertEqual(self.make_demand().line_ids.move_id, disputed)

    def test_a_dispute_stops_further_stages(self):
        bill = self.bill(100, "2026-08-03")
        self.issued()
        bill._water_dispute("nie moje")
        proposal = self.proposal(self.demand_stage, "2026-10-20")
        self.assertEqual(proposal.refused[0], "stopped")

    def test_marks_are_not_written_past_their_note(self):
        bill = self.bill(100, "2026-08-03")
        for vals in ({"water_disputed": True}, {"water_dispute_reason": "x"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                bill.with_user(self.clerk).write(vals)
        reader = common.user(self.env, "mark-reader", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            bill.with_user(reader)._water_dispute("x")

    def test_a_prescribed_debt(self):
        old = self.bill(100, "2022-12-15")
        self.bill(100, "2023-01-05")
        # 3 years to the end of the year: 2025-12-31 and 2026-12-31.
        self.assertEqual(self.left_out(), {old.name: "prescribed"})
        self.company.water_prescription_years = "2"
        self.assertEqual(len(self.left_out()), 2)
        self.company.water_prescription_years = "3"
        self.record(old, "acknowledgment", "2024-02-01")
        self.assertFalse(self.left_out())

    def record(self, bill, kind, on, ended=False):
        self.env["water.prescription.interruption"]._record(
            bill._water_receivable(), kind, day(on), "akta", ended and day(ended)
        )

    def test_what_is_in_court_is_not_demanded(self):
        old = self.bill(100, "2022-12-15")
        self.record(old, "court", "2025-11-03")
        self.assertEqual(self.left_out(), {old.name: "in_court"})

    def test_a_vulnerable_customer_is_left_to_a_person(self):
        self.bill(100, "2026-08-03")
        self.partner.water_vulnerable = True
        self.assertFalse(self.make_demand())
        self.assertEqual(self.refused[self.partner.id].refused[0], "human_first")
        found = self.env["res.partner"].search([("water_late_human_first", "=", True)])
        self.assertIn(self.partner, found)
        self.assertTrue(self.make_demand(by_hand=True))

    def test_nobody_outside_the_office_learns_of_the_mark(self):
        self.partner.water_vulnerable = True
        resident = common.user(self.env, "vulnerable-resident", "base.group_portal")
        employee = common.user(self.env, "vulnerable-employee", "base.group_user")
        for user in (resident, employee):
            fields = self.env["res.partner"].with_user(user).fields_get()
            self.assertNotIn("water_vulnerable", fields)
            self.assertNotIn("water_vulnerable_note", fields)
        accountant = common.user(
            self.env, "vulnerable-accountant", "account.group_account_user"
        )
        fields = self.env["res.partner"].with_user(accountant).fields_get()
        self.assertIn("water_vulnerable", fields)
        self.assertNotIn("water_vulnerable_note", fields)

    def test_small_sums_wait(self):
        self.reminder.write({"minimum_single": 5, "minimum_total": 20})
        small = self.bill(4.99, "2026-08-03")
        self.bill(19, "2026-08-03")
        proposal = self.proposal()
        self.assertEqual(proposal.left_out[0][0], small.name)
        self.assertEqual(proposal.refused[0], "small_total")
        self.bill(1, "2026-08-03")
        self.reminder.minimum_single = 1
        self.assertFalse(self.proposal().refused)

    def test_nobody_is_reminded_before_the_term_unless_the_stage_is_for_that(self):
        before = self.stage(
            "Zbliża się", 5, kind="before", days=-3, with_interest=False
        )
        bill = self.bill(100, "2026-09-22")
        self.assertFalse(self.proposal(before, "2026-09-18"))
        proposal = self.proposal(before, "2026-09-19")
        self.assertEqual([row.name for row in proposal.rows], [bill.name])
        self.assertFalse(self.proposal(before, "2026-09-23"))
        self.assertFalse(self.proposal(self.reminder, by_hand=True))

    def test_a_recorded_court_case_stops_as_the_mark_does(self):
        old = self.bill(100, "2026-08-03")
        self.env["water.prescription.interruption"]._record(
            old._water_receivable(), "court", day("2026-09-01"), "I Nc 1/26"
        )
        self.assertEqual(self.left_out(), {old.name: "in_court"})

    def test_nor_is_a_trader_asked_for_what_is_prescribed(self):
        self.contract.debtor_kind = "commercial"
        old = self.bill(100, "2022-12-15")
        self.assertEqual(self.left_out(), {old.name: "prescribed"})
