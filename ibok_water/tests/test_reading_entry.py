from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-11-22")
class TestReadingEntry(common.WaterCase):
    """A clerk who takes a reading by telephone sees what it means while typing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.make.read(cls.contract.point_ids, 110, "2026-09-30")

    def form(self):
        point = self.contract.point_ids
        action = self.contract.action_enter_reading()
        return Form(
            self.env["water.reading"].with_context(
                **action["context"] | {"default_point_id": point.id}
            ),
            view="ibok_water.water_reading_view_form_entry",
        )

    def test_last_reading_stands_there_before_anything_is_typed(self):
        form = self.form()
        self.assertIn("110", form.entry_outlook)
        self.assertIn("2026", form.entry_outlook)
        self.assertFalse(form.entry_is_held)

    def test_a_plausible_value_tells_its_use(self):
        form = self.form()
        form.value = 117
        self.assertFalse(form.entry_is_held)
        self.assertIn("7", form.entry_outlook.splitlines()[-1])
        action = form.save().action_entered()
        self.assertEqual(action["params"]["type"], "success")

    def test_a_value_that_would_be_held_says_why_before_and_after(self):
        form = self.form()
        form.value = 1
        self.assertTrue(form.entry_is_held)
        self.assertGreater(len(form.entry_outlook.splitlines()), 2)
        reading = form.save()
        self.assertEqual(reading.state, "held")
        told = reading.action_entered()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn(reading.hold_reason, told["message"])
