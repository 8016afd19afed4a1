from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from . import common
from .common import day


@tagged("post_install", "-at_install")
class TestAllowance(common.WaterCase):
    """m³ that are not charged: the bill is corrected, the readings stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.contract_point_ids.point_id
        cls.bill = cls._bill(150, "2026-01-31")
        cls.leaked = cls._bill(220, "2026-02-28")
        cls.clerk = common.user(cls.env, "allow", "ibok_water.group_water_clerk")

    @classmethod
    def _bill(cls, value, last):
        cls.make.read(cls.point, value, last)
        return cls.contract._settle(day(last))

    def _allow(self, bill, water, sewage, reason="A leak under the floor"):
        action = bill.with_user(self.clerk).action_allow()
        model = self.env[action["res_model"]].with_user(self.clerk)
        with Form(model.with_context(**action["context"])) as form:
            form.reason = reason
            form.allowance_water = water
            form.allowance_sewage = sewage
        form.record.action_preview()
        return form.record

    def _done(self, *given, **rest):
        wizard = self._allow(*given, **rest)
        wizard.action_confirm()
        return self.leaked._newest()

    def test_the_bill_is_corrected_and_the_next_one_begins_at_the_meter(self):
        made = self._done(self.leaked, 0, 60)
        self.assertEqual(made.corrected_id, self.leaked)
        self.assertEqual((made.volume_water, made.volume_sewage), (70, 10))
        self.assertEqual(made.usage_ids.value_to, 220)
        self.assertIn("Sewage: 60 m³ are not charged. A leak", made.allowance_text)
        following = self._bill(230, "2026-03-31")
        self.assertEqual((following.volume_water, following.volume_sewage), (10, 10))

    def test_the_money_is_that_of_the_m3(self):
        line = self.leaked.line_ids.filtered(lambda one: one.component == "sewage")
        made = self._done(self.leaked, 0, 60)
        self.assertAlmostEqual(made.difference_net, -60 * line.price_net, places=2)

    def test_a_preview_keeps_nothing(self):
        wizard = self._allow(self.leaked, 20, 20)
        self.assertEqual(wizard.line_ids.volume_after, 50)
        self.assertFalse(self.contract.allowance_ids)
        self.assertFalse(self.leaked.correction_ids)

    def test_a_later_correction_of_the_reading_keeps_it(self):
        self._done(self.leaked, 0, 60)
        reading = self.leaked.usage_ids.reading_to_id
        wizard = self.env["water.settlement.correct"].create(
            {"reading_id": reading.id, "value": 215, "reason": "Read wrongly"}
        )
        wizard.action_confirm()
        newest = self.leaked._newest()
        self.assertEqual((newest.volume_water, newest.volume_sewage), (65, 5))

    def test_another_one_takes_its_place_and_none_takes_it_back(self):
        self._done(self.leaked, 0, 60)
        action = self.leaked._newest().action_allow()
        self.assertEqual(action["context"]["default_allowance_sewage"], 60)
        made = self._done(self.leaked._newest(), 5, 50)
        self.assertEqual((made.volume_water, made.volume_sewage), (65, 20))
        made = self._done(made, 0, 0)
        self.assertEqual((made.volume_water, made.volume_sewage), (70, 70))
        self.assertEqual(made.amount_total, self.leaked.amount_total)
        self.assertFalse(made.allowance_text)
        self.assertFalse(self.contract.allowance_ids)
        every = self.env["water.allowance"].with_context(active_test=False)
        self.assertEqual(
            every.search_count([("contract_id", "=", self.contract.id)]), 2
        )

    def test_no_more_than_the_bill_has_and_no_less_than_nothing(self):
        for water, sewage in ((71, 0), (0, 71), (-1, 0)):
            with self.subTest(water=water), self.assertRaises(UserError):
                self._allow(self.leaked, water, sewage)

    def test_the_clerk_sees_what_was_usual(self):
        text = self._allow(self.leaked, 1, 1).usual_text
        # 50 m³ in 31 days are 45 in 28.
        self.assertIn("45 m³ of water", text)
        self.assertIn("70 and 70 m³", text)

    def test_what_is_usual_is_of_the_days_between_the_readings(self):
        """The meter was read in April for the bill of March: 41 days, not 31."""
        self.make.read(self.point, 320, "2026-04-10")
        with freeze_time("2026-04-10 12:00:00"):
            late = self.contract._settle(day("2026-03-31"))
        # 120 m³ in the 59 days of two bills are 83 in 41.
        self.assertIn("83 m³ of water", self._allow(late, 1, 1).usual_text)

    def test_of_another_bill_nothing_changes(self):
        self._done(self.leaked, 0, 60)
        self.assertFalse(self.bill._preview_corrections())

    def test_nobody_writes_one_past_the_dialog(self):
        vals = {
            "contract_id": self.contract.id,
            "date": "2026-02-28",
            "volume_water": 1,
            "reason": "x",
        }
        with self.assertRaises(AccessError):
            self.env["water.allowance"].with_user(self.clerk).create(vals)
        self._done(self.leaked, 0, 60)
        with self.assertRaises(AccessError):
            self.contract.allowance_ids.with_user(self.clerk).volume_water = 5
        with self.assertRaises(AccessError):
            self.contract.allowance_ids.with_user(self.clerk).unlink()
        accountant = common.user(self.env, "allow-acc", "account.group_account_user")
        with self.assertRaises(AccessError):
            self.env["water.allowance"].with_user(accountant)._grant(
                self.bill, 1, 1, "x"
            )

    def test_two_for_one_bill_are_refused_by_the_database(self):
        self._done(self.leaked, 0, 60)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.contract.allowance_ids.copy({"volume_water": 1})
            self.env.flush_all()

    def test_the_printed_bill_tells_of_it(self):
        self.contract.partner_id.lang = "en_US"
        made = self._done(self.leaked, 0, 60)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", made.move_id.ids
        )
        self.assertIn("60 m³ are not charged", html.decode())
