from datetime import date

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import cutoff_case
from odoo.addons.ibok_water.tests.common import day


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

    def _ordered(self):
        case = self.noticed()
        with freeze_time("2026-03-26"):
            self.known(case)
        with freeze_time("2026-03-27"):
            case.with_user(self.manager).action_order()
        return case

    def test_cut_off_and_back(self):
        case = self._ordered()
        with freeze_time("2026-03-31"):
            with self.assertRaisesRegex(UserError, "seal"):
                case.action_execute()
            case.write({"executed_on": day("2026-03-29"), "executed_seal": "P-7"})
            with self.assertRaisesRegex(UserError, "planned day"):
                case.action_execute()
            case.write({"executed_on": day("2026-03-30"), "executed_value": 12.0})
            case.action_execute()
            self.assertEqual(case.state, "executed")
            self.assertEqual(case.executed_reading_id.value, 12)
            with self.assertRaises(UserError):
                case.action_close()
            with self.assertRaisesRegex(UserError, "reconnection"):
                case.action_reconnect()
            case.write({"reconnected_on": day("2026-03-31"), "reconnected_value": 12.0})
            case.action_reconnect()
        self.assertEqual(
            (case.state, case.reconnected_reading_id.value), ("reconnected", 12)
        )

    def test_nothing_is_estimated_while_it_is_cut_off(self):
        case = self._ordered()
        with freeze_time("2026-03-31"):
            case.write(
                {
                    "executed_on": day("2026-03-30"),
                    "executed_value": 12.0,
                    "executed_seal": "P-7",
                }
            )
            case.action_execute()
        problems = self.contract._create_forecasts(day("2026-04-30"))
        self.assertIn("cut off", str(problems[self.contract]))
        self.assertFalse(self.contract._cut_off_on(day("2026-03-29")))

    def test_payment_stops_it_at_each_step_and_a_person_closes(self):
        case = self._ordered()
        for bill in case.line_ids.move_id:
            self.pay(bill, bill.amount_residual, "2026-03-27")
        self.assertEqual(case.stopped, "paid")
        found = self.env["water.cutoff.case"].search([("stopped", "=", "paid")])
        self.assertIn(case, found)
        with freeze_time("2026-03-31"):
            case.write({"executed_on": day("2026-03-30"), "executed_seal": "P-7"})
            with self.assertRaisesRegex(UserError, "does not go on"):
                case.action_execute()
            case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertTrue(case.close_reason)

    def test_one_period_paid_stops_it(self):
        case = self.candidate()
        bill = case.settlement_ids[0].move_id
        self.pay(bill, bill.amount_residual, "2026-03-02")
        self.assertEqual(case.stopped, "periods")
        self.assertIn(
            case, self.env["water.cutoff.case"].search([("stopped", "!=", False)])
        )

    def test_a_plan_and_an_objection_stop_it(self):
        case = self.candidate()
        case.settlement_ids[0].move_id._water_dispute("Zły odczyt")
        case.invalidate_recordset()
        self.assertEqual(case.stopped, "disputed")
        case.settlement_ids[0].move_id._water_end_dispute("Sprawdzony")
        self.running(count=3)
        case.invalidate_recordset()
        self.assertEqual(case.stopped, "plan")

    def test_closing_without_a_reason_in_the_books_needs_one(self):
        case = self.candidate()
        with self.assertRaisesRegex(UserError, "reason"):
            case.action_close()
        case.close_reason = "The family gets help from the social services"
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_one_open_case_of_a_point(self):
        case = self.candidate()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["water.cutoff.case"].create(
                {"ground": "intake", "point_id": case.point_id.id}
            )

    def test_other_grounds_need_no_demand(self):
        point = self.make.metered_point()
        case = (
            self.env["water.cutoff.case"]
            .with_user(self.clerk)
            .create(
                {
                    "ground": "intake",
                    "point_id": point.id,
                    "planned_on": day("2026-03-30"),
                }
            )
        )
        case.action_notice()
        self.assertEqual(case.state, "noticed")
        with self.assertRaises(ValidationError):
            self.env["water.cutoff.case"].create(
                {"ground": "unpaid", "point_id": self.make.metered_point().id}
            )

    def test_no_client_skips_a_step(self):
        case = self.candidate()
        for vals in ({"state": "ordered"}, {"noticed_on": day("2026-01-01")}):
            with self.assertRaises(AccessError):
                case.write(vals)
        with self.assertRaises(AccessError):
            case.unlink()

    def test_the_order_is_printed(self):
        case = self._ordered()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_cutoff_order", case.ids
        )[0]
        self.assertIn("Order to cut off", html.decode())
