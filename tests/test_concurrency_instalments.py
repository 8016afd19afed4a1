"""Two who agree on instalments of one debt at once: the debt stands in one plan."""

from datetime import timedelta

import parallel_sessions

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ibok_water.models.law_day import law_today


class TestInstalments(parallel_sessions.ParallelSessions):
    """Who comes second reads why, and both workers come to an end."""

    def owing(self):
        """Ids of a customer and of what he owes."""
        contract_id, _point = self.household(services="water")
        with self.session() as env:
            env["water.interest.rate"]._load_shipped()
            contract = env["water.contract"].browse(contract_id)
            due = self.start - timedelta(days=60)
            bill = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "journal_id": env.company.water_journal_id.id,
                    "partner_id": contract.partner_id.id,
                    "water_contract_id": contract.id,
                    "invoice_date": due,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Woda",
                                "price_unit": 600,
                                "tax_ids": False,
                                "account_id": env.company.water_interest_account_id.id,
                            }
                        )
                    ],
                }
            )
            bill.action_post()
            return contract.partner_id.id, bill._water_receivable().id

    def draft(self, partner_id):
        with self.session() as env:
            return env["water.instalment.plan"].create({"partner_id": partner_id}).id

    def do(self, plan_id, method):
        """A job: press a button of a plan."""

        def job(env):
            getattr(env["water.instalment.plan"].browse(plan_id), method)()
            return plan_id

        return job

    def ask(self, partner_id, line_id):
        """A job: ask as the resident does."""

        def job(env):
            plan = env["water.instalment.plan"]._ask(
                env["res.partner"].browse(partner_id),
                env["account.move.line"].browse(line_id),
                3,
                law_today(env["water.contract"]) + timedelta(days=14),
                consent_ip="192.0.2.1",
            )
            return plan.id

        return job

    def assert_one(self, results, line_id, states):
        refused = [r for r in results if isinstance(r, UserError)]
        self.assertEqual(len(refused), len(results) - 1, results)
        with self.session() as env:
            rows = env["water.instalment.debt"].search(
                [("line_id", "=", line_id), ("live", "=", True)]
            )
            self.assertEqual(len(rows), 1)
            self.assertIn(rows.plan_id.state, states)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_clerks_offer_two_plans(self):
        partner_id, line_id = self.owing()
        plans = [self.draft(partner_id) for _n in range(2)]
        results = self.together(*(self.do(plan, "action_offer") for plan in plans))
        self.assert_one(results, line_id, ("offered",))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_resident_asks_while_a_clerk_offers(self):
        partner_id, line_id = self.owing()
        plan_id = self.draft(partner_id)
        results = self.together(
            self.do(plan_id, "action_offer"), self.ask(partner_id, line_id)
        )
        self.assert_one(results, line_id, ("offered", "asked"))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_resident_asks_twice(self):
        partner_id, line_id = self.owing()
        results = self.together(*[self.ask(partner_id, line_id)] * 3)
        self.assert_one(results, line_id, ("asked",))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_agrees_while_the_other_refuses(self):
        partner_id, line_id = self.owing()
        with self.session() as env:
            plan_id = self.ask(partner_id, line_id)(env)
            env["water.instalment.plan"].browse(plan_id).answer = "Nie"
        results = self.together(
            self.do(plan_id, "action_approve"), self.do(plan_id, "action_refuse")
        )
        self.assertEqual(
            len([r for r in results if isinstance(r, UserError)]), 1, results
        )
        with self.session() as env:
            plan = env["water.instalment.plan"].browse(plan_id)
            self.assertEqual(plan.debt_ids.live, plan.state == "running")
