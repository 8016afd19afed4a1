"""What the office enters, through its forms."""

import io
from datetime import date

import pypdf

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from . import common

CLERK = "ibok_water.group_water_clerk"
MANAGER = "ibok_water.group_water_manager"


class TestForms(common.WaterCase):
    def setUp(self):
        super().setUp()
        self.clerk = new_test_user(self.env, "forms_clerk", CLERK)
        self.manager = new_test_user(self.env, "forms_manager", MANAGER)

    def test_a_contract_is_entered_and_opened(self):
        point = self.make.metered_point(340)
        form = Form(self.env["water.contract"].with_user(self.clerk))
        form.partner_id = self.make.partner("Anna Formularz")
        form.premise_id = point.premise_id
        form.date_from = date(2026, 1, 1)
        contract = form.save()
        self.assertEqual(contract.contract_point_ids.point_id, point)
        contract.action_open()
        self.assertEqual(contract.state, "open")
        self.assertEqual(contract.contract_point_ids.initial_value, 340)
        with Form(contract) as form:
            form.invoice_form = "electronic"
        self.assertEqual(contract.invoice_form, "electronic")

    def test_a_tariff_is_entered_saved_and_given_rates(self):
        form = Form(self.env["water.tariff"].with_user(self.manager))
        form.name = "Formularz"
        form.date_from = date(2040, 1, 1)
        form.date_to = date(2040, 12, 31)
        with form.period_ids.new() as period:
            period.name = "1"
            period.date_from = date(2040, 1, 1)
            period.date_to = date(2040, 12, 31)
        with form.group_ids.new() as group:
            group.code = "W1"
            group.name = "Households"
        tariff = form.save()
        with Form(tariff) as form:
            for component, price in (("water", 5.0), ("sewage", 8.0)):
                with form.rate_ids.new() as rate:
                    rate.group_id = tariff.group_ids
                    rate.period_id = tariff.period_ids
                    rate.component = component
                    rate.price_net = price
            with form.rate_ids.new() as rate:
                rate.group_id = tariff.group_ids
                rate.period_id = tariff.period_ids
                rate.component = "subscription_both"
                rate.price_net = 4
        self.assertEqual(sorted(tariff.rate_ids.mapped("per")), ["m3", "m3", "month"])
        tariff.action_activate()
        with self.assertRaisesRegex(AssertionError, "readonly"):
            Form(tariff).name = "Changed"

    def test_a_meter_is_exchanged_and_the_protocol_printed(self):
        contract = self.make.household(455)
        point = contract.contract_point_ids.point_id
        self.make.read(point, 455, "2026-01-31")
        action = point.with_user(self.clerk).action_exchange_meter()
        wizard = self.env["water.meter.exchange"].with_user(self.clerk)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.old_meter_id, point.meter_id)
        self.assertEqual(form.last_value, 455)
        form.date = date(2026, 2, 10)
        form.final_value = 461
        form.new_meter_id = self.make.meter("NOWY-1")
        form.seal = "PL-77"
        form.fitter = "Adam Monter"
        form.signature = "signed"
        opened = form.save().action_exchange()
        new = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual(point.meter_id.number, "NOWY-1")
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_exchange_protocol", new.ids
        )
        self.assertEqual(kind, "html")
        text = html.decode()
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "ibok_water.report_exchange_protocol", new.ids
        )
        self.assertEqual(kind, "pdf")
        printed = pypdf.PdfReader(io.BytesIO(pdf))
        self.assertIn("/StructTreeRoot", printed.trailer["/Root"])
        self.assertIn(new.protocol, printed.pages[0].extract_text())
        for expected in (
            new.protocol,
            "NOWY-1",
            "461",
            "PL-77",
            "Adam Monter",
            contract.number,
            contract.partner_id.name,
            new.previous_id.meter_id.number,
        ):
            self.assertIn(expected, text)

    def test_a_meter_is_taken_out_and_none_put_in(self):
        contract = self.make.household(455)
        point = contract.contract_point_ids.point_id
        installation = point.installation_id
        wizard = self.env["water.meter.exchange"].with_user(self.clerk)
        action = point.with_user(self.clerk).action_remove_meter()
        self.assertEqual(action["name"], "Take the Meter Out")
        form = Form(wizard.with_context(**action["context"]))
        form.date = date(2026, 2, 10)
        form.final_value = 461
        form.note = "Shut at the customer's request"
        form.removal_reason = "shut"
        form.save().action_exchange()
        self.assertEqual(installation.removal_reason, "shut")
        self.assertFalse(point.meter_id)
        self.assertEqual(installation.date_to, date(2026, 2, 10))
        reading = self.env["water.reading"].search(
            [("installation_id", "=", installation.id), ("kind", "=", "final")]
        )
        self.assertEqual((reading.value, reading.state), (461, "accepted"))
        self.assertIn("Shut at the customer", installation.message_ids[:1].body)
        # Of nothing, nothing is taken out; and an exchange needs a meter.
        form = Form(wizard.with_context(**action["context"]))
        form.removal_reason = "shut"
        again = form.save()
        with self.assertRaisesRegex(UserError, "No meter is installed"):
            again.action_exchange()
        again.removal = False
        with self.assertRaisesRegex(UserError, "Choose the meter"):
            again.action_exchange()

    def test_a_point_is_found_by_its_customer(self):
        contract = self.make.household(455)
        contract.partner_id.name = "Zenobia Wodnik"
        found = self.env["water.point"].with_user(self.clerk).name_search("Wodnik")
        self.assertEqual(
            [found_id for found_id, _name in found], contract.point_ids.ids
        )

    def test_a_new_reading_has_a_name(self):
        reading = self.env["water.reading"].with_user(self.clerk).new({})
        self.assertEqual(reading.display_name, "New reading")

    def test_the_first_meter_of_a_point_is_a_new_connection(self):
        point = self.make.point(self.make.premise())
        action = point.with_user(self.clerk).action_exchange_meter()
        self.assertEqual(action["name"], "Install Meter")
        wizard = self.env["water.meter.exchange"].with_user(self.clerk)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.reason, "new")
        form.new_meter_id = self.make.meter("NOWY-2")
        opened = form.save().action_exchange()
        self.assertEqual(
            self.env[opened["res_model"]].browse(opened["res_id"]).reason, "new"
        )
        action = point.with_user(self.clerk).action_exchange_meter()
        self.assertEqual(action["name"], "Exchange Meter")
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.reason, "verification")

    def test_a_reading_is_entered_by_hand(self):
        contract = self.make.household(100)
        action = contract.with_user(self.clerk).action_enter_reading()
        form = Form(
            self.env["water.reading"]
            .with_user(self.clerk)
            .with_context(**action["context"]),
            view="ibok_water.water_reading_view_form_entry",
        )
        self.assertEqual(form.point_id, contract.contract_point_ids.point_id)
        form.date = date(2026, 1, 31)
        form.value = 105.5
        reading = form.save()
        self.assertEqual((reading.state, reading.source), ("accepted", "phone"))

    def test_settings_open(self):
        self.env["res.config.settings"].create({}).execute()
