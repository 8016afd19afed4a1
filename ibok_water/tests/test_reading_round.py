import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-11-22")
class TestReadingRound(common.WaterCase):
    """A reader's walk: what is typed is judged at once, then goes to the next point."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = common.user(
            cls.env, "reader-round", "ibok_water.group_water_reader", email="r@o.pl"
        )
        cls.route = cls.env["water.route"].create(
            {"code": "R9", "name": "Trasa 9", "user_id": cls.reader.id}
        )
        cls.contracts = cls.env["water.contract"]
        for place in (1, 2, 3):
            premise = cls.make.premise(
                route_id=cls.route.id, route_sequence=place, house_number=str(place)
            )
            point = cls.make.metered_point(100 * place, premise=premise)
            cls.contracts |= cls.make.contract([point])
        cls.walk = cls.env["water.reading.round"]._start(cls.route)
        cls.lines = cls.walk.line_ids.with_user(cls.reader)

    def test_round_lists_the_points_in_the_order_of_the_walk(self):
        self.assertEqual(self.lines.mapped("previous_value"), [100, 200, 300])
        self.assertEqual(self.walk.user_id, self.reader)

    def test_reader_of_a_round_is_the_routes_or_who_starts_it(self):
        self.assertEqual(self.walk.user_id, self.reader)
        self.walk.state = "done"
        free = self.route.copy({"code": "R8", "user_id": False})
        clerk = common.user(self.env, "clerk-round", "ibok_water.group_water_clerk")
        rounds = self.env["water.reading.round"]
        for user, expected in ((self.reader, self.reader), (clerk, clerk.browse())):
            form = Form(rounds.with_user(user))
            form.route_id = free
            self.assertEqual(form.user_id, expected)

    def test_name_says_the_day_with_its_year(self):
        self.assertIn("2026", self.walk.name)
        self.assertNotIn("2026-11-22", self.walk.name)
        found = self.env["water.reading.round"].search([("name", "ilike", "trasa 9")])
        self.assertIn(self.walk, found)

    def test_value_is_judged_before_it_is_saved(self):
        line = self.lines[0]
        with Form(line) as form:
            self.assertEqual(form.check_state, "empty")
            form.entered = "12,5a"
            self.assertEqual(form.check_state, "wrong")
            self.assertIn("12,5a", form.check_text)
            form.entered = "99"
            self.assertEqual(form.check_state, "held")
            self.assertIn("below", form.check_text)
            form.entered = "126,1"
            self.assertEqual(form.check_state, "plausible")
            self.assertIn("26.1", form.check_text.replace(",", "."))
            self.assertIn("326", form.check_text)
            self.assertFalse(line.reading_id)
        self.assertEqual(line.state, "accepted")
        self.assertEqual(line.reading_id.value, 126.1)
        self.assertEqual(line.check_state, "plausible")
        self.assertIn("326", line.check_text)

    def test_judgement_is_the_one_of_the_reading(self):
        for entered in ("99", "700", "123456"):
            line = self.lines[0]
            judged = Form(line)
            judged.entered = entered
            text = judged.check_text
            line.entered = entered
            self.assertEqual(line.reading_id.state, "held")
            self.assertEqual(line.check_text, text)
            self.assertEqual(line.reading_id.hold_reason, text)

    def test_photo_goes_along_with_the_value(self):
        line = self.lines[0]
        picture = io.BytesIO()
        exif = Image.Exif()
        exif[0x010F] = "Phone"
        Image.new("RGB", (60, 40), "navy").save(picture, "JPEG", exif=exif)
        photo = base64.b64encode(picture.getvalue())
        # Before the value is known already, without what the phone wrote into it.
        line.write({"photo": photo})
        self.assertFalse(Image.open(io.BytesIO(base64.b64decode(line.photo))).getexif())
        line.write({"entered": "126"})
        kept = Image.open(io.BytesIO(base64.b64decode(line.reading_id.photo)))
        self.assertEqual(kept.size, (60, 40))
        self.assertFalse(line.photo)

    def test_text_that_is_no_number_changes_nothing(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.lines[0].write({"entered": "abc"})
        self.assertFalse(self.lines[0].reading_id)

    def test_next_point_goes_on_and_then_back_to_what_was_skipped(self):
        first, second, third = self.lines
        self.assertEqual(first.next_to_read(), second.id)
        second.entered = "210"
        self.assertEqual(first.next_to_read(), third.id)
        third.entered = "310"
        self.assertEqual(third.next_to_read(), first.id)
        self.assertIn("2", third.progress_text)
        first.entered = "110"
        self.assertFalse(first.next_to_read())

    def test_rejected_reading_is_to_be_read_again(self):
        line = self.lines[0]
        line.entered = "700"
        self.walk.action_done()
        self.env["water.reading.reject"].create(
            {"reading_ids": line.reading_id.ids, "reason": "The photo shows 170."}
        ).action_confirm()
        self.assertEqual((line.state, line.entered), ("open", False))
        self.assertEqual(line.reject_reason, "The photo shows 170.")
        self.assertEqual(line.use, 0)
        message = self.walk.message_ids[0]
        self.assertIn("The photo shows 170.", message.body)
        self.assertEqual(message.notified_partner_ids, self.reader.partner_id)
        self.walk.action_reopen()
        line.entered = "110"
        self.assertEqual(line.reading_id.value, 110)
        self.assertFalse(line.reject_reason)

    def test_correcting_a_held_value_tells_nobody(self):
        line = self.lines[0]
        line.entered = "700"
        held = line.reading_id
        before = len(self.walk.message_ids)
        line.entered = "110"
        self.assertEqual(held.state, "rejected")
        self.assertEqual(line.reading_id.value, 110)
        self.assertEqual(len(self.walk.message_ids), before)


@freeze_time("2026-11-22")
class TestRejection(common.WaterCase):
    """A reading the office does not take: its giver learns why and what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make.partner(email="jan@example.com", phone="600 100 200")
        cls.contract = cls.make.household(100, partner=cls.customer)
        cls.point = cls.contract.point_ids

    def reject(self, reading):
        wizard = self.env["water.reading.reject"].create(
            {"reading_ids": reading.ids, "reason": "The photo shows 170."}
        )
        told = wizard.told
        wizard.action_confirm()
        return told

    def test_customer_gets_the_reason_by_mail(self):
        for source in ("resident", "phone"):
            with self.subTest(source):
                reading = self.make.read(self.point, 700, "2026-11-20", source=source)
                told = self.reject(reading)
                self.assertIn("jan@example.com", told)
                message = reading.message_ids.filtered("subject")
                self.assertEqual(message.notified_partner_ids, self.customer)
                self.assertIn("The photo shows 170.", message.body)
                self.assertIn("700 m³", message.body)
                self.assertEqual(message.author_id, self.company.partner_id)

    def test_mail_speaks_the_customer_s_language(self):
        self.customer.lang = "pl_PL"
        reading = self.make.read(self.point, 700, "2026-11-20", source="phone")
        self.reject(reading)
        self.assertIn("20.11.2026", reading.message_ids.filtered("subject").body)

    def test_customer_without_mail_is_to_be_called(self):
        self.customer.email = False
        reading = self.make.read(self.point, 700, "2026-11-20", source="phone")
        self.assertIn("600 100 200", self.reject(reading))
        self.assertFalse(reading.message_ids.filtered("subject"))

    def test_reading_of_the_utility_concerns_no_customer(self):
        reading = self.make.read(self.point, 700, "2026-11-20")
        self.assertFalse(self.reject(reading))
        self.assertFalse(reading.message_ids.filtered("subject"))
