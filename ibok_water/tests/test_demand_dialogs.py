from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestDemandDialogs(demand_case.DemandCase):
    """What a clerk does by buttons."""

    def form_of(self, action, record=None):
        model = self.env[action["res_model"]].with_user(self.clerk)
        return Form(model.with_context(**action["context"]))

    def test_a_demand_from_the_customer_to_the_letter(self):
        bill = self.bill(100, "2026-08-03")
        other = self.bill(60, "2026-08-03")
        other._water_dispute("nie")
        action = self.partner.with_user(self.clerk).action_water_demand()
        wizard = self.form_of(action)
        self.assertEqual(wizard.stage_id, self.reminder)
        record = wizard.save()
        self.assertEqual(record.line_ids.mapped("name"), [bill.name, other.name])
        self.assertEqual([bool(r.left_out) for r in record.line_ids], [False, True])
        opened = record.action_make()
        demand = self.env["water.payment.demand"].browse(opened["res_id"])
        demand.with_user(self.clerk).action_issue()
        self.assertEqual(demand.line_ids.move_id, bill)
        again = self.form_of(action).save()
        self.assertTrue(again.message)
        with self.assertRaises(UserError):
            again.action_make()

    def test_the_next_stage_is_offered_when_the_term_has_passed(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        with freeze_time("2026-10-20 10:00:00"):
            wizard = self.form_of(self.partner.action_water_demand())
            self.assertEqual(wizard.stage_id, self.demand_stage)
            wizard = self.form_of(demand.with_user(self.clerk).action_next())
            self.assertEqual(wizard.stage_id, self.demand_stage)

    def test_delivery_and_cancellation(self):
        self.bill(100, "2026-08-03")
        demand = self.issued().with_user(self.clerk)
        wizard = self.form_of(demand.action_deliver())
        wizard.way = "hand"
        wizard.save().action_deliver()
        self.assertEqual(
            (demand.state, demand.delivered_on), ("delivered", day("2026-09-20"))
        )
        wizard = self.form_of(demand.action_cancel())
        wizard.reason = "pomyłka"
        wizard.save().action_cancel()
        self.assertEqual(demand.state, "cancelled")
        self.assertTrue(demand.name)

    def test_an_objection_and_its_end(self):
        bill = self.bill(100, "2026-08-03").with_user(self.clerk)
        wizard = self.form_of(bill.action_water_mark())
        wizard.reason = "licznik stoi"
        wizard.save().action_mark()
        self.assertEqual(bill.water_dispute_reason, "licznik stoi")
        wizard = self.form_of(bill.action_water_mark())
        self.assertEqual(wizard.kind, "dispute_over")
        wizard.reason = "sprawdzony"
        wizard.save().action_mark()
        self.assertFalse(bill.water_disputed)
        wizard = self.form_of(bill.action_water_mark())
        wizard.reason, wizard.day = "x", day("2026-09-21")
        with self.assertRaises(UserError):
            wizard.save().action_mark()

    def test_stages_that_cannot_be(self):
        for vals in (
            {"kind": "before", "days": 3},
            {"kind": "demand", "days": -1},
            {"kind": "final", "provable": False},
            {"provable": True, "on_paper": False},
            {"provable": True, "send_alone": True},
            {"by_email": False, "on_paper": False},
            {"term_days": 0},
        ):
            with self.subTest(vals), self.assertRaises(IntegrityError):
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self.stage("Zły", 99, **vals).flush_recordset()
