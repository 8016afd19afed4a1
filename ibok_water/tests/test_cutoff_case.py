from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw

from odoo.addons.ibok_water.tests import cutoff_case
from odoo.addons.ibok_water.tests.common import day, user


class TestCutoffCase(cutoff_case.CutoffCase):
    """Art. 8: found in the books, decided on by people, stopped by a payment."""

    def test_two_full_periods_after_the_demand_make_a_candidate(self):
        demand = self.demand()
        periods = self.two_periods()
        [case] = self.find()
        self.assertEqual(
            (case.state, case.ground, case.demand_id, case.contract_id),
            ("candidate", "unpaid", demand, self.contract),
        )
        self.assertEqual(case.settlement_ids, periods)
        self.assertEqual(case.point_id, self.contract.point_ids)
        self.assertEqual(case.demand_received_on, date(2025, 12, 29))
        self.assertFalse(case.stopped)
        # What was found is not found again.
        self.assertFalse(self.find())

    def test_a_clerk_looks_by_the_button_of_the_list(self):
        """The list calls it with the ids of the rows that are marked, none here."""
        self.demand()
        self.two_periods()
        clerk = user(self.env, "cutoff-clerk", "ibok_water.group_water_clerk")
        cases = self.env["water.cutoff.case"].with_user(clerk)
        with freeze_time("2026-03-16"):
            action = call_kw(cases, "action_find", [[]], {})
        self.assertEqual(action["res_model"], "water.cutoff.case")
        found = cases.search([("contract_id", "=", self.contract.id)])
        self.assertEqual(found.state, "candidate")

    def test_what_is_no_ground(self):
        def demanded(**vals):
            return self.demand(**vals)

        cases = {
            "one period": lambda: (
                demanded(),
                self.period("2026-01-01", "2026-01-31", due="2026-02-13"),
            ),
            "no demand": self.two_periods,
            "received in the first period": lambda: (
                demanded(received="2026-01-01"),
                self.two_periods(),
            ),
            "a demand not received": lambda: (
                demanded().write(
                    {"state": "issued", "delivered_on": False, "delivery_way": False}
                ),
                self.two_periods(),
            ),
            "a demand that was met": lambda: (
                demanded().write({"state": "settled"}),
                self.two_periods(),
            ),
            "a demand that was cancelled": lambda: (
                demanded().write({"state": "cancelled"}),
                self.two_periods(),
            ),
            "one of both is paid": lambda: (
                demanded(),
                self.pay(self.two_periods()[0].move_id, 50, "2026-02-20"),
            ),
            "one of both is not due": lambda: (
                demanded(),
                self.period("2026-01-01", "2026-01-31", due="2026-02-13"),
                self.period("2026-02-01", "2026-02-28", due="2026-03-02"),
            ),
            "one of both is disputed": lambda: (
                demanded(),
                self.two_periods()[0].move_id._water_dispute("Zły odczyt"),
            ),
            "a part of a period": lambda: (
                demanded(),
                self.period("2026-01-20", "2026-01-31", due="2026-02-13"),
                self.period("2026-02-01", "2026-02-25", due="2026-02-26"),
            ),
            "before the demand": lambda: (
                demanded(),
                self.period("2025-11-01", "2025-11-30", due="2026-02-13"),
                self.period("2025-12-01", "2025-12-31", due="2026-02-26"),
            ),
        }
        for name, make in cases.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint(flush=True)
                make()
                self.assertFalse(self.find())
                savepoint.rollback()
                savepoint.close()
                self.env.invalidate_all()

    def test_a_demand_about_another_contract_is_none_about_this(self):
        other = self.make.household(since="2024-01-01", partner=self.partner)
        self.demand()
        self.two_periods(other)
        self.assertFalse(self.find())

    def test_a_running_plan_is_no_ground(self):
        self.demand()
        self.two_periods()
        self.running(count=3)
        self.assertFalse(self.find())

    def test_questions_do_not_grow_with_the_contracts(self):
        self.demand()
        self.two_periods()

        def counted():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self.env.cr.savepoint() as savepoint:
                found = len(self.find())
                queries = self.env.cr.sql_log_count - before
                savepoint.rollback()
            self.env.invalidate_all()
            return queries, found

        few, found = counted()
        self.assertEqual(found, 1)
        for _n in range(3):
            contract = self.make.household(since="2024-01-01")
            self.bill(30, "2025-12-01", contract)
            self.demand(contract.partner_id)
            self.two_periods(contract)
        many, found = counted()
        self.assertEqual(found, 4)
        # Each new case has its number, its rows and its place in the history.
        self.assertLess((many - few) / 3, 25)

    def test_the_notice_names_all_that_the_law_asks_for(self):
        case = self.candidate()
        with self.assertRaisesRegex(UserError, "planned day"):
            case.action_notice()
        case.planned_on = day("2026-03-20")
        with self.assertRaisesRegex(UserError, "23"):
            case.action_notice()
        case.planned_on = day("2026-03-29")
        with self.assertRaisesRegex(UserError, "free day"):
            case.action_notice()
        case.planned_on = day("2026-03-30")
        with self.assertRaisesRegex(UserError, "supply points"):
            case.action_notice()
        self.place.date_to = day("2026-03-29")
        case.supply_point_ids = self.place
        with self.assertRaisesRegex(UserError, "supply points"):
            case.action_notice()
        self.place.date_to = False
        action = case.action_notice()
        self.assertEqual(action["report_name"], "ibok_water.report_cutoff")
        self.assertEqual(
            (case.state, case.noticed_on, case.notice_amount),
            ("noticed", date(2026, 3, 2), case.amount_due),
        )

    def test_three_letters_together_and_each_alone(self):
        case = self.noticed()
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("ibok_water.report_cutoff", case.ids)[0]
        text = html.decode()
        self.assertEqual(text.count('class="article wb"'), 3)
        self.assertEqual(text.count("Remiza"), 3)
        for name, to_whom in (
            ("customer", self.partner.name),
            ("mayor", "mayor"),
            ("inspector", "inspector"),
        ):
            with self.subTest(name):
                html = report._render_qweb_html(
                    f"ibok_water.report_cutoff_{name}", case.ids
                )[0].decode()
                self.assertEqual(html.count('class="article wb"'), 1)
                if name == "customer":
                    self.assertIn(to_whom, html)
                else:
                    # What somebody owes is no matter of theirs.
                    self.assertNotIn("What to do so that", html)
        pdf, kind = report._render_qweb_pdf("ibok_water.report_cutoff", case.ids)
        self.assertEqual((kind, pdf[:5]), ("pdf", b"%PDF-"))

    def test_the_notice_names_only_periods_that_are_not_paid_for(self):
        case = self.candidate()
        unpaid = case.settlement_ids
        third = self.period("2026-02-26", "2026-02-28", due="2026-03-01")
        case.sudo().settlement_ids |= third
        self.pay(third.move_id, 50, "2026-03-01")
        self.assertFalse(case.stopped)
        case.planned_on = day("2026-03-30")
        case.supply_point_ids = self.place
        case.action_notice()
        self.assertEqual(case.settlement_ids, unpaid)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_cutoff_customer", case.ids
        )[0]
        self.assertNotRegex(html.decode(), r"02/26/2026|26\.02\.2026")
        self.assertRegex(html.decode(), r"02/01/2026|01\.02\.2026")

    def test_a_person_writes_why_a_vulnerable_customer_all_the_same(self):
        self.partner.water_vulnerable = True
        case = self.candidate()
        case.write(
            {"planned_on": day("2026-03-30"), "supply_point_ids": self.place.ids}
        )
        with self.assertRaisesRegex(UserError, "Human first"):
            case.action_notice()
        case.vulnerable_reason = "Visited on 1 March by M. Kowalska; refuses help"
        case.action_notice()
        self.assertEqual(case.state, "noticed")

    def test_no_order_before_twenty_days_after_all_three_know(self):
        case = self.noticed(planned="2026-03-24")
        boss = case.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "when each of them"):
            boss.action_order()
        with freeze_time("2026-03-10"):
            self.known(case)
            # 6 March and 20 days.
            self.assertEqual(case.earliest_on, date(2026, 3, 26))
            with self.assertRaisesRegex(UserError, "too early"):
                boss.action_order()
            case.planned_on = day("2026-03-26")
        with freeze_time("2026-03-25"), self.assertRaisesRegex(UserError, "not run"):
            boss.action_order()
        with freeze_time("2026-03-26"):
            with self.assertRaises(AccessError):
                case.action_order()
            boss.action_order()
            self.assertEqual(
                (case.state, case.ordered_by_id), ("ordered", self.manager)
            )

    def test_days_of_receipt_are_true_ones(self):
        case = self.noticed()
        with self.assertRaises(ValidationError):
            self.known(case, customer="2026-03-01")
        with self.assertRaises(ValidationError):
            self.known(case, customer="2026-03-03")
