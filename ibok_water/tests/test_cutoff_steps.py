from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import cutoff_case
from odoo.addons.ibok_water.tests.common import day


class TestCutoffSteps(cutoff_case.CutoffCase):
    """From the order to the water back, and what stops it on the way."""

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

    def test_it_is_cut_off_after_the_order(self):
        case = self.noticed()
        with freeze_time("2026-03-26"):
            self.known(case)
        with freeze_time("2026-03-31"):
            case.with_user(self.manager).action_order()
            case.write({"executed_on": day("2026-03-30"), "executed_seal": "P-7"})
            with self.assertRaisesRegex(UserError, "that of the order"):
                case.action_execute()
            case.executed_on = day("2026-03-31")
            case.action_execute()
        self.assertEqual(case.state, "executed")

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

    def _executed(self):
        case = self._ordered()
        with freeze_time("2026-03-31"):
            case.write({"executed_on": day("2026-03-30"), "executed_seal": "P-7"})
            case.action_execute()
        return case

    def test_a_register_that_nobody_entered_is_no_reading(self):
        self.make.read(self.contract.point_ids, 40, "2026-02-25")
        case = self._ordered()
        with freeze_time("2026-03-31"):
            case.write({"executed_on": day("2026-03-30"), "executed_seal": "P-7"})
            with self.assertRaisesRegex(UserError, "register.* 40 m³"):
                case.action_execute()
            self.assertEqual(case.state, "ordered")
            case.executed_value = 41
            case.action_execute()
            case.reconnected_on = day("2026-03-31")
            with self.assertRaisesRegex(UserError, "register.* 41 m³"):
                case.action_reconnect()
        self.assertEqual(case.executed_reading_id.value, 41)

    def test_once_it_is_paid_somebody_switches_the_water_on(self):
        case = self._executed()
        Case = self.env["water.cutoff.case"]
        self.assertFalse(case.to_reconnect)
        self.assertNotIn(case, Case.search([("to_reconnect", "=", True)]))
        self.assertIn(case, Case.search([("to_reconnect", "=", False)]))
        for bill in case.line_ids.move_id:
            self.pay(bill, bill.amount_residual, "2026-03-31")
        self.assertTrue(case.to_reconnect)
        self.assertIn(case, Case.search([("to_reconnect", "=", True)]))
        # It is no case to be closed: the water is off.
        self.assertFalse(case.stopped)
        self.assertNotIn(case, Case.search([("stopped", "!=", False)]))
        worklist = self.env.ref("ibok_water.worklist_cutoff_reconnect")
        self.assertIn(case, Case.search(worklist.action_open()["domain"]))
        page = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_cutoff_reconnect", case.ids
        )[0]
        self.assertIn("P-7", page.decode())
        with freeze_time("2026-04-01"):
            case.reconnected_on = day("2026-04-01")
            case.action_reconnect()
        self.assertFalse(case.to_reconnect)

    def test_a_plan_brings_the_water_back_an_objection_does_not(self):
        case = self._executed()
        bill = case.settlement_ids[0].move_id
        bill._water_dispute("Zły odczyt")
        self.assertFalse(case.to_reconnect)
        bill._water_end_dispute("Sprawdzony")
        self.running(count=3)
        case.invalidate_recordset()
        self.assertTrue(case.to_reconnect)

    def test_the_notice_goes_to_where_the_customers_letters_go(self):
        case = self.noticed()
        self.env["res.partner"].create(
            {
                "parent_id": self.partner.id,
                "type": "invoice",
                "name": "Córka Odbiorcy",
                "street": "Inna 7",
            }
        )
        page = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_cutoff_customer", case.ids
        )[0]
        self.assertIn("Inna 7", page.decode())

    def test_one_period_paid_stops_it(self):
        case = self.candidate()
        bill = case.settlement_ids[0].move_id
        self.pay(bill, bill.amount_residual, "2026-03-02")
        self.assertEqual(case.stopped, "periods")
        self.assertIn(
            case, self.env["water.cutoff.case"].search([("stopped", "!=", False)])
        )

    def test_what_was_demanded_and_is_paid_stops_it(self):
        case = self.candidate()
        for bill in case.demand_id.line_ids.move_id:
            self.pay(bill, bill.amount_residual, "2026-03-02")
        self.assertEqual(case.demand_id.state, "settled")
        self.assertTrue(all(case.line_ids.mapped("amount_residual")))
        self.assertEqual(case.stopped, "demand")
        with self.assertRaisesRegex(UserError, "does not go on"):
            case.write({"planned_on": day("2026-03-30")})
            case.action_notice()

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

    def test_the_point_is_one_of_the_contract(self):
        cases = self.env["water.cutoff.case"].with_user(self.clerk)
        strange = self.make.metered_point()
        refused = self.assertRaisesRegex(ValidationError, "no point of contract")
        with refused, self.env.cr.savepoint():
            cases.create(
                {
                    "ground": "intake",
                    "contract_id": self.contract.id,
                    "point_id": strange.id,
                }
            )
        form = Form(cases)
        form.point_id = strange
        form.contract_id = self.contract
        self.assertEqual(form.point_id, self.contract.point_ids[:1])

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
