from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import application_step_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationStepContract(application_step_case.ApplicationStepCase):
    """A new contract that was applied for."""

    def test_a_contract_that_was_applied_for(self):
        premise = self._make_point("3003").premise_id
        application = self._approved(
            "contract",
            place=premise.address,
            services="water",
            persons="4",
            from_on="2026-12-01",
        )
        with self._dialog(application) as form:
            self.assertEqual(form.partner_id, self.anna.partner_id)
            self.assertEqual(form.premise_id, premise)
            self.assertEqual(form.date_from, date(2026, 12, 1))
            self.assertEqual(form.services, "water")
        contract = form.record
        self.assertEqual(contract.application_id, application)
        self.assertIn("Anna", contract.document_ids.body)
        self.assertEqual(application.state, "approved")
        # The button leads back to what was begun.
        self.assertEqual(application.action_fulfil()["res_id"], contract.id)
        contract.action_open()
        self._settled(application, contract)

    def test_a_premise_is_found_however_it_is_written(self):
        Village = self.env["water.village"]
        village = Village.create({"name": "Żółwinów", "post_office": "Mrożek"})
        town = Village.create({"name": "Mrożek"})
        Premise = self.env["water.premise"]
        house, leafy, flat = Premise.create(
            [
                {"village_id": village.id, "house_number": "115"},
                {"village_id": town.id, "street": "Leśna", "house_number": "5A"},
                {
                    "village_id": town.id,
                    "street": "ul. Leśna",
                    "house_number": "12",
                    "flat_number": "3",
                },
            ]
        )
        found = {
            "Żółwinów 115, 98-113 Mrożek": house,
            "Żółwinów 115": house,
            "zolwinow  nr 115 , 98-113  MROŻEK": house,
            "98-113 Mrożek, Żółwinów 115": house,
            "Żółwinów 115, 98-113 Łask": house,
            "Mrożek, ul. Leśna 5 a": leafy,
            "Leśna 5a, 98-113 Mrożek": leafy,
            "ulica Leśna 12 m. 3, Mrożek": flat,
            "Leśna 12/3, Mrożek": flat,
            "Żółwinów": house.browse(),
            "Leśna 12, Mrożek": house.browse(),
            "Leśna 3/12, Mrożek": house.browse(),
            "": house.browse(),
        }
        application = self._approved("contract", place="x")
        answer = application.answer_ids.sudo().filtered(lambda row: row.code == "place")
        for text, premise in found.items():
            with self.subTest(text=text):
                answer.value = text
                self.assertEqual(application._premise(), premise)
        house.copy()
        answer.value = "Żółwinów 115"
        self.assertFalse(application._premise(), "two of them")

    def _begun(self, meter="3003", from_on="2026-11-27", **answers):
        """The draft of a contract that was applied for, and its point."""
        point = self._make_point("3003")
        application = self._approved(
            "contract",
            place=point.premise_id.address,
            services="both",
            from_on=from_on,
            meter_number=meter,
            reading="352",
            **answers,
        )
        with self._dialog(application) as form:
            self.assertIn("352", form.applied_reading_text)
        return form.record.with_user(self.clerk), point

    def test_the_applicants_reading_begins_the_contract(self):
        contract, point = self._begun()
        self.assertIn("26.11.2026", contract.with_context(lang="pl_PL").opening_text)
        self.assertTrue(contract.applied_reading_fits)
        contract.action_take_applied_reading()
        contract.invalidate_recordset()
        self.assertFalse(contract.opening_text)
        self.assertFalse(contract.applied_reading_text)
        contract.action_open()
        row = contract.contract_point_ids
        self.assertEqual(row.point_id, point)
        self.assertEqual(
            (row.initial_value, row.initial_date), (352, date(2026, 11, 26))
        )
        with self.assertRaisesRegex(UserError, "cannot be the first"):
            contract.action_take_applied_reading()

    def test_a_reading_of_another_day_is_only_shown(self):
        contract, _point = self._begun(from_on="2026-12-01")
        self.assertFalse(contract.applied_reading_fits)
        self.assertIn("let the contract begin on", contract.applied_reading_text)
        contract.date_from = "2026-11-27"
        contract.contract_point_ids.date_from = "2026-11-27"
        self.assertTrue(contract.applied_reading_fits)

    def test_a_reading_of_another_meter_is_only_shown(self):
        contract, _point = self._begun(meter="9")
        self.assertFalse(contract.applied_reading_fits)
        self.assertIn("has this meter", contract.applied_reading_text)

    def test_one_contract_of_one_application(self):
        application = self._approved("contract", place="x")
        values = {
            "partner_id": self.anna.partner_id.id,
            "premise_id": self.contract.premise_id.id,
            "date_from": "2026-12-01",
        }
        contracts = self.env["water.contract"].with_context(
            ibok_application_id=application.id
        )
        contracts.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            contracts.create(values)
            self.env.flush_all()
