from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.tests import instalment_case
from odoo.addons.ibok_water.tests.common import day


class TestInstalmentOffice(instalment_case.InstalmentCase):
    """Who decides on a plan, by which rules, and what it is good for."""

    def test_signed_on_paper_names_its_day(self):
        plan = self.plan()
        plan.action_offer()
        with self.assertRaisesRegex(UserError, "Signed On"):
            plan.action_signed()
        plan.signed_on = day("2026-03-02")
        plan.action_signed()
        self.assertEqual(
            (plan.state, plan.consent_way, plan.started_on),
            ("running", "paper", date(2026, 3, 2)),
        )
        with self.assertRaises(UserError):
            plan.action_signed()

    def test_the_office_decides_on_what_was_asked(self):
        plan = self.asked(note="Please")
        self.assertEqual((plan.state, plan.consent_ip), ("asked", "192.0.2.4"))
        self.assertEqual(len(plan.activity_ids), 1)
        plan.with_user(self.clerk).action_approve()
        self.assertEqual((plan.state, plan.approved_by_id), ("running", self.clerk))
        self.assertFalse(plan.activity_ids)

    def test_a_refusal_says_why(self):
        plan = self.asked().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Answer"):
            plan.action_refuse()
        plan.answer = "Come to the office"
        plan.action_refuse()
        self.assertEqual(plan.state, "refused")
        self.assertTrue(self.plan().debt_ids)

    def test_the_office_proposes_otherwise(self):
        asked = self.asked().with_user(self.clerk)
        action = asked.action_propose_otherwise()
        other = self.env["water.instalment.plan"].browse(action["res_id"])
        self.assertEqual((asked.state, other.state), ("refused", "draft"))
        self.assertEqual(other.debt_ids.move_id, self.old | self.new)

    def test_readers_and_accountants_change_nothing(self):
        plan = self.plan()
        for group in (
            "ibok_water.group_water_reader",
            "account.group_account_readonly",
        ):
            person = self.env["res.users"].search([("login", "=", group)])
            person = person or instalment_case.user(self.env, group, group)
            with self.subTest(group), self.assertRaises(AccessError):
                plan.with_user(person).action_offer()

    def test_the_rules_for_residents(self):
        plans = self.env["water.instalment.plan"]

        def said(amount, count=None, first=None):
            return len(
                plans._refusals(
                    self.company, self.partner, amount, count, first and day(first)
                )
            )

        self.assertEqual(said(300, 6, "2026-03-10"), 0)
        self.assertEqual(said(300, 7), 1)
        self.assertEqual(said(99.99), 1)
        self.company.water_instalment_most = 250
        self.assertEqual(said(300, 6), 1)
        self.company.water_instalment_most = 0
        self.assertEqual(said(300, 6, "2026-03-01"), 1)
        self.assertEqual(said(300, 6, "2026-04-02"), 0)
        self.assertEqual(said(300, 6, "2026-04-03"), 1)
        self.company.water_instalment_months = 4
        self.assertEqual(said(300, 5), 1)

    def test_after_a_broken_plan_the_office_is_asked(self):
        plan = self.running(first="2026-03-02")
        self.watch("2026-03-20")
        self.assertEqual(plan.state, "broken")
        refusals = self.env["water.instalment.plan"]._refusals
        with freeze_time("2026-03-21"):
            self.assertEqual(len(refusals(self.company, self.partner, 300, 3)), 1)
            self.company.water_instalment_again = True
            self.assertFalse(refusals(self.company, self.partner, 300, 3))
        self.company.water_instalment_again = False
        with freeze_time("2027-03-20"):
            self.assertFalse(refusals(self.company, self.partner, 300, 3))

    def test_dunning_waits_while_a_plan_runs(self):
        lines = (self.old | self.new).line_ids.filtered("amount_residual")
        plan = self.plan(count=1, first="2026-03-10")
        plan.action_offer()
        self.assertFalse(lines._water_dunning_stops(date(2026, 3, 2)))
        plan.signed_on = day("2026-03-02")
        plan.action_signed()
        stops = lines._water_dunning_stops(date(2026, 3, 2))
        self.assertEqual(stops, dict.fromkeys(lines.ids, "instalments"))
        self.assertIn("instalments", lines._water_dunning_reasons())
        self.watch("2026-03-20")
        self.assertEqual(plan.state, "broken")
        self.assertFalse(lines._water_dunning_stops(date(2026, 3, 20)))

    def test_questions_do_not_grow_with_the_plans(self):
        def counted():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.watch(instalment_case.TODAY)
            return self.env.cr.sql_log_count - before

        self.running()
        few = counted()
        for _n in range(4):
            contract = self.make.household(since="2020-01-01")
            self.bill(100, "2026-02-10", contract)
            self.running(partner_id=contract.partner_id.id)
        self.assertLessEqual(counted(), few + 1)

    def test_the_agreement_is_printed(self):
        plan = self.running()
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("ibok_water.report_instalment_plan", plan.ids)
        text = html[0].decode()
        self.assertIn("Agreement on paying in instalments", text)
        self.assertIn(self.old.name, text)
        pdf, kind = report._render_qweb_pdf(
            "ibok_water.report_instalment_plan", plan.ids
        )
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))
