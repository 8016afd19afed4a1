from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from . import application_step_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationCheck(application_step_case.ApplicationStepCase):
    """A doubted meter is taken out, checked, and only its result ends the matter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.point.meter_id
        cls.tax = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.env.company.id),
                ("type_tax_use", "=", "sale"),
                ("price_include", "=", False),
                ("amount", "=", 23),
            ],
            limit=1,
        ) or cls.env["account.tax"].create(
            {"name": "23%", "amount": 23, "type_tax_use": "sale"}
        )
        cls.env.company.write(
            {"water_check_fee": 200, "water_check_tax_id": cls.tax.id}
        )

    def _taken(self, **answers):
        """An application whose meter went to the laboratory."""
        other = self.env["water.meter"].create(
            {"number": "N1", "type_id": self.meter_type.id, "mark_year": 2026}
        )
        application = self._approved(
            "meter_check", **{"meter_number": "1001", "reading": "345", **answers}
        )
        with self._dialog(application) as form:
            self.assertEqual(form.point_id, self.point)
            self.assertEqual(form.final_value, 345)
            self.assertIn(application.number, form.note)
            form.new_meter_id = other
        form.record.action_exchange()
        self.assertEqual(self.point.meter_id, other)
        # The remarks are the protocol's, not those of the readings.
        self.assertEqual(self.point.installation_id.note, form.record.note)
        both = self.point.installation_ids.meter_id
        readings = self.env["water.reading"].search([("meter_id", "in", both.ids)])
        self.assertFalse(any(readings.mapped("note")))
        self.assertEqual(both.filtered("under_check"), both - other)
        return application

    def _result(self, application, result, **vals):
        """The laboratory answered."""
        with self._dialog(application) as form:
            form.result = result
            form.certificate = "117/2026"
            for name, value in vals.items():
                form[name] = value
        return form.record

    def test_it_is_not_done_when_the_meter_is_out(self):
        application = self._taken()
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.check_meter_id, self.old)
        self.assertEqual(application.check_taken_on, date(2026, 11, 26))
        [told] = application.sudo()._portal_check()
        self.assertIn("1001 was taken out on 11/26/2026", told)
        self.assertIn("goes to be checked", application.message_ids[0].body)
        self.assertTrue(
            application.activity_search(
                ["ibok_portal.mail_activity_type_application_do"]
            )
        )

    def test_an_exchange_of_no_application_names_none(self):
        action = self.point.action_exchange_meter()
        model = self.env[action["res_model"]].with_user(self.clerk)
        with self.subTest(action=action["name"]):
            wizard = model.with_context(**action["context"]).create(
                {"point_id": self.point.id}
            )
            self.assertFalse(wizard.reading_remark)
            self.assertFalse(wizard.new_meter_text)

    def test_right_and_charged(self):
        application = self._taken(costs="1")
        with freeze_time("2026-12-10 10:00:00"):
            wizard = self._result(application, "right", tested_on="2026-12-08")
            self.assertTrue(wizard.charge)
            self.assertIn("counts rightly", wizard.text)
            wizard.action_confirm()
        self._settled(application, self.old)
        bill = application.sudo().check_fee_move_id
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.partner_id, self.anna.partner_id)
        self.assertAlmostEqual(bill.amount_total, 246)
        self.assertEqual(bill.delivery_date, date(2026, 12, 8))
        found, charged = application.sudo()._portal_check()
        self.assertIn("counts rightly (117/2026)", found)
        self.assertIn(bill.name, charged)
        self.assertFalse(self.contract.activity_ids)

    def _complaint(self):
        """A complaint about Anna's bill, answered: the meter is to be checked."""
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "invoice_date": "2026-11-20",
                "water_contract_id": self.contract.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 10, "tax_ids": [(5,)]})
                ],
            }
        )
        bill.action_post()
        kind = self.env["ibok.ticket.category"].search([("about_bill", "=", True)])
        ticket = (
            self.env["ibok.ticket"]
            .with_user(self.clerk)
            .create(
                {
                    "name": "Too much",
                    "description": "Too much",
                    "category_id": kind[:1].id,
                    "partner_id": self.anna.partner_id.id,
                    "move_id": bill.id,
                }
            )
        )
        ticket._answer("We check the meter", "phone", "meter_check")
        self.assertTrue(bill.water_disputed)
        return ticket

    def test_a_complaint_leads_to_the_check_and_its_result_ends_it(self):
        for result, outcome, disputed in (
            ("right", "meter_check", False),
            ("wrong", "correction", True),
        ):
            with self.subTest(result), self.env.cr.savepoint() as savepoint:
                ticket = self._complaint()
                [todo] = self.contract.activity_ids
                action = ticket.action_check_meter()
                with Form(
                    self.env["ibok.application"]
                    .with_user(self.clerk)
                    .with_context(**action["context"])
                ) as form:
                    self.assertEqual(form.partner_id, self.anna.partner_id)
                    self.assertEqual(form.contract_id, self.contract)
                made = form.record
                self.assertEqual(made.ticket_id, ticket)
                again = ticket.action_check_meter()
                self.assertEqual(again["res_id"], made.id, "one check is enough")
                application = self._taken()
                application.sudo().ticket_id = ticket
                self._result(application, result).action_confirm()
                self.assertEqual(ticket.outcome, outcome)
                self.assertEqual(ticket.move_id.water_disputed, disputed)
                self.assertIn("1001 was checked", ticket.sudo()._portal_checks()[0])
                self.assertFalse(todo.exists().filtered("active"))
                savepoint.rollback()

    def test_one_check_answers_every_complaint_about_the_bill(self):
        ticket = self._complaint()
        second = (
            self.env["ibok.ticket"]
            .with_user(self.clerk)
            .create(
                {
                    "name": "Too much, once more",
                    "category_id": ticket.category_id.id,
                    "partner_id": ticket.partner_id.id,
                    "move_id": ticket.move_id.id,
                }
            )
        )
        second._answer("We check it", "phone", "meter_check")
        application = self._taken()
        application.sudo().ticket_id = ticket
        self._result(application, "wrong").action_confirm()
        self.assertEqual(second.outcome, "correction", "so a correction ends it")
        [todo] = self.contract.activity_ids
        self.assertIn("Correct the bills", todo.summary)

    def test_the_clerk_states_nothing_for_who_complained(self):
        ticket = self._complaint()
        applications = self.env["ibok.application"].with_user(self.clerk)
        known = ticket.action_check_meter()["context"]
        made = applications.with_context(**known).create({})
        self.assertEqual(made.sudo()._value("reason"), "Too much")
        address = made.answer_ids.filtered(lambda row: row.code == "address")
        address.value = "Szkolna 1, 98-113 Buczek"
        made.action_submit()
        self.assertEqual(made.state, "submitted")
        self.assertFalse(made.sudo()._value("costs"), "so nothing is charged")
        # Of a check that was asked for by itself he does know.
        known["default_ticket_id"] = False
        made = applications.with_context(**known).create({})
        with self.assertRaisesRegex(UserError, "I bear the cost"):
            made.action_submit()

    def test_a_kind_that_was_put_away_is_not_proposed(self):
        ticket = self._complaint()
        self.env.ref("ibok_portal.application_meter_check").active = False
        action = ticket.action_check_meter()
        self.assertFalse(action["context"]["default_kind_id"])
        self.assertEqual(action["name"], "Check the Meter")

    def test_a_complaint_of_another_customer_is_none_of_his(self):
        ticket = self._complaint()
        with self.assertRaises(ValidationError):
            self._approved("refund").sudo().write(
                {"partner_id": self.bogdan.partner_id.id, "ticket_id": ticket.id}
            )

    def test_wrong_is_free_and_the_bills_are_to_be_corrected(self):
        application = self._taken(costs="1")
        wizard = self._result(application, "wrong")
        self.assertFalse(wizard.charge)
        wizard.action_confirm()
        self._settled(application, self.old)
        self.assertFalse(application.sudo().check_fee_move_id)
        [told] = application.sudo()._portal_check()
        self.assertIn("counts wrongly", told)
        [activity] = self.contract.activity_ids
        self.assertIn("Correct the bills", activity.summary)
        self.assertIn("117/2026", activity.note)

    def test_who_did_not_know_of_the_cost_is_not_charged(self):
        application = self._taken()
        wizard = self._result(application, "right")
        self.assertFalse(wizard.charge)
        self.assertIn("You pay nothing for the check", wizard.text)
        with self._dialog(application) as form:
            form.result = "right"
            form.certificate = "117/2026"
            form.charge = True
            self.assertIn("the cost of the check is yours", form.text)

    def test_words_of_the_clerk_stay(self):
        application = self._taken()
        with self._dialog(application) as form:
            form.result = "right"
            self.assertIn("counts rightly", form.text)
            form.result = "wrong"
            self.assertIn("counts wrongly", form.text)
            form.text = "Quite other words"
            form.result = "right"
            self.assertEqual(form.text, "Quite other words")
            form.certificate = "1"

    def test_what_cannot_be_is_refused(self):
        application = self._taken(costs="1")
        for vals, words in (
            ({"tested_on": "2026-11-25"}, "taken out on"),
            ({"tested_on": "2026-11-27"}, "not after today"),
            ({"text": "Dear [[name]]"}, "Fill in"),
            ({"fee": 0}, "what the check costs"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, words):
                self._result(application, "right", **vals).action_confirm()
        self.assertEqual(application.state, "approved")
        self.assertFalse(application.sudo().check_fee_move_id)

    def test_once_only(self):
        application = self._taken(costs="1")
        first = self._result(application, "right")
        second = self._result(application, "right")
        first.action_confirm()
        with self.assertRaises(UserError):
            second.action_confirm()
        self.assertEqual(
            self.env["account.move"].search_count(
                [("ref", "=", application.number), ("move_type", "=", "out_invoice")]
            ),
            1,
        )

    def test_the_form_tells_the_cost(self):
        kind = self.env.ref("ibok_portal.application_meter_check")
        self.assertIn("246.00", kind._cost_told(self.env.company))
        self.env.company.water_check_fee = 0
        self.assertFalse(kind._cost_told(self.env.company))
