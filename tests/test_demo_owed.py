"""Money owed in the demo municipality: each screen has something to show."""

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_water.demo.water_demo_owed import STORY
from odoo.addons.ibok_water.models.law_day import law_today


@tagged("post_install", "-at_install")
class TestDemoOwed(demo_town.DemoTown):
    """What follows when somebody does not pay."""

    def _demands(self, story):
        return self.env["water.payment.demand"].search(
            [("partner_id", "=", self._of(story).partner_id.id)], order="id"
        )

    def test_demands_are_in_all_stages_on_days_of_their_own(self):
        kinds = self._demands("final").mapped("kind")
        self.assertEqual(kinds, ["reminder", "demand", "final"])
        demands = self._demands("cutoff")
        self.assertEqual(demands.mapped("state"), ["issued", "delivered"])
        self.assertLess(demands[0].issued_on, demands[1].issued_on)
        self.assertLess(demands[1].issued_on, demands[1].delivered_on)
        self.assertLess(demands[1].delivered_on, law_today(demands))
        self.assertTrue(all(demand.amount_total > 0 for demand in demands))
        told = sum(what in ("reminder", "demand", "final") for _a, _s, what in STORY)
        found = self.env["water.payment.demand"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertGreaterEqual(found, told)

    def test_one_bill_is_disputed(self):
        rows = self._demands("disputed").line_ids
        self.assertTrue(rows.move_id.filtered("water_disputed"))

    def test_who_did_not_pay_two_periods_is_a_candidate(self):
        case = self.env["water.cutoff.case"].search(
            [("contract_id", "=", self._of("cutoff").id)]
        )
        self.assertEqual(case.state, "candidate")
        self.assertFalse(case.stopped)
        self.assertIn(case.demand_id, self._demands("cutoff"))

    def test_two_plans_run_and_their_first_instalment_is_paid(self):
        for story, by in (("resident2", "customer"), ("instalments", "office")):
            plan = self.env["water.instalment.plan"].search(
                [("partner_id", "=", self._of(story).partner_id.id)]
            )
            self.assertEqual((plan.state, plan.proposed_by), ("running", by))
            self.assertAlmostEqual(plan.paid, plan.row_ids[0].amount)
            self.assertFalse(plan._missed(law_today(plan)))

    def test_the_statement_leaves_some_for_a_person(self):
        lines = self.env["account.bank.statement.line"].search(
            [("company_id", "=", self.company.id), ("water_key", "!=", False)]
        )
        reasons = lines.grouped("water_reason")
        for reason in ("virtual_account", "not_found", "not_incoming"):
            self.assertTrue(reasons.get(reason), reason)
        self.assertTrue(reasons["document_number"].is_reconciled)
        self.assertFalse(reasons["amount_and_name"].is_reconciled)
        self.assertEqual(lines.statement_id.mapped("is_valid"), [True])

    def test_notes_refund_and_receipt(self):
        notes = self.env["account.move"].search(
            [
                ("journal_id", "=", self.company.water_interest_journal_id.id),
                ("state", "=", "posted"),
            ]
        )
        self.assertTrue(notes)
        self.assertLess(max(notes.mapped("invoice_date")), law_today(notes))
        refund = self.env["water.refund"].search(
            [("partner_id", "=", self._of("ended").partner_id.id)]
        )
        self.assertEqual((refund.state, refund.amount), ("draft", refund.credit))
        self.assertTrue(refund.nrb)
        receipt = self.env["water.cash.receipt"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(receipt)

    def test_the_second_resident_sees_what_he_owes(self):
        user = self.env.ref("ibok.demo_user_resident2")
        partner = user.partner_id
        demands = self.env["water.payment.demand"].with_user(user).search([])
        self.assertEqual(set(demands.sudo().partner_id), {partner})
        self.assertEqual(demands.mapped("state"), ["delivered", "issued"])
        notes = (
            self.env["account.move"]
            .with_user(user)
            .search([("move_type", "=", "out_receipt")])
        )
        self.assertTrue(notes)
