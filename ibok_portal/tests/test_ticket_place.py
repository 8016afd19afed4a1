from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import common, ticket_case

#: Two places in the commune, and one 200 m to the north of the first.
HERE = {"latitude": 51.5, "longitude": 19.25}
NEAR = {"latitude": 51.5018, "longitude": 19.25}
FAR = {"latitude": 51.55, "longitude": 19.25}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestTicketPlace(ticket_case.TicketFixtures, common.WaterPortalCase):
    """A metering point, or a position, and what is near it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.anna = cls._make_resident("ticket-anna")
        cls.point = cls._make_point("T1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])
        cls.premise = cls.contract.premise_id

    def test_the_only_point_of_a_contract_is_the_one(self):
        ticket = self._ticket(self.anna, contract_id=self.contract.id)
        self.assertEqual(ticket.point_id, self.point)
        bill = self._ticket(
            self.anna, category=self.about_bill, contract_id=self.contract.id
        )
        self.assertFalse(bill.point_id, "a bill is no place")
        with Form(
            self.env["ibok.ticket"].with_user(self.clerk),
            "ibok_portal.ibok_ticket_view_form_call",
        ) as form:
            form.category_id = self.pressure
            form.contract_id = self.contract
            self.assertEqual(form.point_id, self.point)

    def test_a_place_is_told_as_an_address(self):
        village = self.premise.village_id
        ticket = self._ticket(self.anna)
        for place, told in (
            ("114", f"{village.name} 114"),
            ("Główna 7", f"{village.name}, Główna 7"),
            (False, village.name),
        ):
            ticket.write({"village_id": village.id, "place": place})
            self.assertEqual(ticket._place_in_words(), told)

    def test_of_two_points_nobody_chooses_for_the_resident(self):
        garden = self._make_point("T1002", kind="garden", main=self.point)
        self.env["water.contract.point"].create(
            {"contract_id": self.contract.id, "point_id": garden.id}
        )
        ticket = self._ticket(self.anna, contract_id=self.contract.id)
        self.assertFalse(ticket.point_id)

    def test_another_contract_s_point_is_refused(self):
        other = self._make_point("T1003")
        with self.assertRaises(ValidationError):
            self._ticket(contract_id=self.contract.id, point_id=other.id)
        with self.assertRaises(ValidationError):
            self._ticket(point_id=other.id)

    def test_no_place_beyond_the_earth(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self._ticket(latitude=95)
            self.env.flush_all()

    def _similar(self, ticket):
        ticket.invalidate_recordset(["similar_ids"])
        return ticket.similar_ids

    def test_near_by_position(self):
        ticket, near, far = (self._ticket(**vals) for vals in (HERE, NEAR, FAR))
        nowhere = self._ticket()
        self.assertEqual(self._similar(ticket), near)
        self.assertEqual(self._similar(near), ticket)
        self.assertFalse(self._similar(far) | self._similar(nowhere))
        about_bill = self._ticket(category=self.about_bill, **HERE)
        self.assertNotIn(about_bill, self._similar(ticket))

    def test_near_a_premise_whose_position_is_known(self):
        self.premise.write(NEAR)
        at_home = self._ticket(self.anna, contract_id=self.contract.id)
        elsewhere = self.env["water.village"].create({"name": "Elsewhere"})
        pin = self._ticket(**HERE, village_id=elsewhere.id)
        self.assertEqual(self._similar(pin), at_home)
        self.assertEqual(self._similar(at_home), pin)

    def test_same_point_on_two_contracts(self):
        point = self._make_point("T1004")
        jan = self._make_resident("ticket-jan")
        before = self._make_contract(jan, [point], date_to="2026-11-10")
        after = self._make_contract(self.anna, [point], date_from="2026-11-11")
        one = self._ticket(contract_id=before.id, point_id=point.id)
        other = self._ticket(contract_id=after.id)
        self.assertEqual(other.point_id, point)
        (one | other).village_id = False
        self.assertEqual(self._similar(other), one)

    def test_the_village_is_that_of_the_nearest_premise(self):
        self.premise.write(NEAR)
        self.assertEqual(self._ticket(**HERE).village_id, self.premise.village_id)
        self.assertFalse(self._ticket(**FAR).village_id)

    def test_what_the_office_sees_of_a_position(self):
        self.premise.write({**NEAR, "street": "<Leśna>"})
        ticket = self._ticket(**HERE, spot_exact=30)
        picture = ticket.with_user(self.clerk).spot_picture
        self.assertIn('href="geo:51.500000,19.250000;u=30"', picture)
        self.assertIn("200 m from", picture)
        self.assertIn("&lt;Leśna&gt;", picture)
        self.assertNotIn("<Leśna>", picture)
        self.assertIn("<svg", picture)
        self.assertNotIn("http", picture, "no other service is asked")
        self.assertFalse(self._ticket().spot_picture)
        alone = self._ticket(**FAR).spot_picture
        self.assertIn("geo:51.550000", alone)
        self.assertNotIn("<svg", alone)

    def test_the_alarm_names_the_position_where_nothing_else_is_told(self):
        self.env.company.ibok_duty_phone = "+48600700800"
        ticket = self._ticket(category=self.no_water, **FAR)
        [sms] = self.env["sms.sms"].search([("number", "=", "+48600700800")], limit=1)
        self.assertIn("51.55000, 19.25000", sms.body)
        self.assertIn(ticket.number, sms.body)

    def test_another_company_s_premises_are_not_drawn(self):
        self.premise.write(NEAR)
        other = self.env["res.company"].create({"name": "Other commune"})
        category = self.pressure.sudo().copy({"name": "Theirs", "user_id": False})
        ticket = self.env["ibok.ticket"].create(
            {
                "name": "x",
                "category_id": category.id,
                "company_id": other.id,
                **HERE,
            }
        )
        self.assertNotIn("<svg", ticket.spot_picture)

    def test_a_position_is_one_text_or_none(self):
        ticket = self._ticket()
        self.assertFalse(ticket.spot_text)
        for text in ("51.5, 19.25", "51,5 19,25", "51,5; 19,25", "51.500,19.25"):
            with self.subTest(text=text):
                ticket.spot_text = text
                self.assertEqual((ticket.latitude, ticket.longitude), (51.5, 19.25))
                self.assertEqual(ticket.spot_text, "51.500000, 19.250000")
        for text in ("by the church", "51.5", "95, 19", "1, 2, 3, 4"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(UserError, "is no position"),
                self.env.cr.savepoint(),
            ):
                ticket.spot_text = text
            self.env.invalidate_all()
        ticket.spot_text = False
        self.assertFalse(ticket.latitude or ticket.longitude)
