from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import billing_run_case, common


@freeze_time("2026-11-22")
class TestBillingRunAgain(billing_run_case.BillingRunCase):
    """Begun late, tried again, begun twice: each contract is billed once."""

    def test_a_run_made_days_ago_bills_on_the_day_it_begins(self):
        """Else of 14 days to pay only some would be left when the bill is sent."""
        self.read(*self.points)
        self.run_.action_preview()
        self.process()
        self.assertEqual(str(self.run_.invoice_date), "2026-02-05")
        self.run_.action_start()
        self.process()
        moves = self.invoices()
        self.assertEqual({str(move.invoice_date) for move in moves}, {"2026-11-22"})
        self.assertEqual({str(m.invoice_date_due) for m in moves}, {"2026-12-06"})
        self.assertEqual(str(self.run_.invoice_date), "2026-11-22")

    def test_what_is_tried_again_later_is_billed_then(self):
        self.read(*self.points[:2])
        self.run_.action_start()
        self.process()
        with freeze_time("2026-11-30"):
            self.read(self.points[2])
            self.run_.action_retry_held()
            self.process()
        days = [str(move.invoice_date) for move in self.invoices()]
        self.assertEqual(sorted(days), ["2026-11-22", "2026-11-22", "2026-11-30"])

    def test_a_run_may_bill_on_a_later_day(self):
        self.run_.invoice_date = "2026-11-30"
        self.read(*self.points)
        self.run_.action_start()
        self.process()
        days = {str(move.invoice_date) for move in self.invoices()}
        self.assertEqual(days, {"2026-11-30"})

    def test_set_aside_contract_is_tried_again(self):
        self.read(self.points[0], self.points[2])
        self.run_.action_start()
        self.process()
        self.read(self.points[1])
        self.run_.action_retry_held()
        self.assertEqual(self.run_.state, "running")
        self.process()
        self.assertEqual((self.run_.state, self.run_.settled_count), ("done", 3))
        self.assertFalse(self.run_.line_ids.filtered("reason"))
        self.assertEqual(len(self.invoices()), 3)

    def test_run_starts_once(self):
        self.run_.action_start()
        with self.assertRaises(UserError):
            self.run_.action_start()
        self.assertEqual(self.run_.line_count, 3)

    def test_processing_twice_bills_once(self):
        self.read(*self.points)
        self.run_.action_start()
        self.process()
        self.process()
        self.run_.line_ids._process()
        self.assertEqual(len(self.invoices()), 3)

    def test_second_run_over_the_same_cycle_bills_nothing_again(self):
        self.read(*self.points)
        self.run_.action_start()
        self.process()
        again = self.run_.copy()
        self.assertEqual(again.earlier_run_id, self.run_)
        with self.assertRaises(RedirectWarning) as refused:
            again.action_start()
        message, action, _button = refused.exception.args[:3]
        self.assertIn(self.run_.name, message)
        self.assertIn("3", message)
        self.assertEqual(action["res_id"], self.run_.id)
        self.assertEqual(len(self.invoices()), 3)
        self.assertFalse(self.run_.earlier_run_id, "a started run asks no more")

    def test_a_run_over_other_routes_is_no_earlier_run(self):
        self.run_.action_start()
        other = self.env["water.route"].create({"name": "Other", "code": "OTH"})
        again = self.run_.copy({"route_ids": other.ids})
        self.assertFalse(again.earlier_run_id)
        again.route_ids = False
        self.assertEqual(again.earlier_run_id, self.run_)

    def test_a_clerk_deletes_a_draft_but_no_started_run(self):
        clerk = common.user(self.env, "clerk-runs", "ibok_water.group_water_clerk")
        self.run_.copy().with_user(clerk).unlink()
        self.read(*self.points)
        self.run_.action_start()
        for state in ("running", "done"):
            with self.subTest(state), self.assertRaisesRegex(UserError, "record"):
                self.run_.with_user(clerk).unlink()
            self.process()

    def test_two_runs_begun_over_the_same_cycle_bill_once(self):
        again = self.run_.copy()
        self.read(*self.points)
        self.run_.action_start()
        again.action_start()
        self.process()
        self.assertEqual((again.state, again.settled_count), ("done", 3))
        self.assertEqual(len(self.invoices()), 3)
