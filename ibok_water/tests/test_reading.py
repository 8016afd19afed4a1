from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-11-22")
class TestReading(common.WaterCase):
    """Readings: accepted when plausible, held with the reason when not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def setUp(self):
        super().setUp()
        self.contract = self.make.household(100)
        self.point = self.contract.point_ids

    def held(self, reading, *codes):
        self.assertEqual(reading.state, "held")
        self.assertEqual(reading.hold_codes.split(","), list(codes))
        self.assertTrue(reading.hold_reason)

    def test_plausible_reading_is_accepted_with_its_use(self):
        reading = self.make.read(self.point, "112.345", "2026-01-31")
        self.assertEqual(reading.state, "accepted")
        self.assertEqual((reading.volume, reading.days), (12.345, 31))
        self.assertEqual(reading.contract_id, self.contract)
        self.assertEqual(reading.accepted_by_id, self.env.user)

    def test_value_below_the_last_one_is_held(self):
        self.make.read(self.point, 120, "2026-01-31")
        reading = self.make.read(self.point, 119, "2026-02-28")
        self.held(reading, "below_previous")
        self.assertIn("120", reading.hold_reason)

    def test_value_above_a_later_one_is_held(self):
        self.make.read(self.point, 120, "2026-03-31")
        reading = self.make.read(self.point, 130, "2026-02-28")
        self.assertIn("above_following", reading.hold_codes)

    def test_future_date_is_held(self):
        self.held(self.make.read(self.point, 120, "2026-11-23"), "future_date")

    def test_a_reading_of_a_day_to_come_cannot_be_accepted(self):
        reading = self.make.read(self.point, 120, "2026-11-23")
        with self.assertRaisesRegex(UserError, "future"):
            reading.action_accept()
        self.assertEqual(reading.state, "held")

    def test_day_outside_the_contract_is_held(self):
        self.contract.date_to = "2026-03-31"
        reading = self.make.read(self.point, 120, "2026-04-30")
        self.held(reading, "outside_contract")
        self.assertFalse(reading.contract_id)

    def test_day_without_a_meter_is_held(self):
        point = self.make.metered_point(5, "2026-05-01")
        reading = self.make.read(point, 10, "2026-04-01")
        self.assertEqual(reading.state, "held")
        self.assertIn("no_meter", reading.hold_codes)

    def test_far_from_usual_use_is_held_and_can_be_accepted(self):
        for month, value in ((1, 110), (2, 120), (3, 130)):
            last = day(f"2026-0{month + 1}-01") - timedelta(days=1)
            self.assertEqual(self.make.read(self.point, value, last).state, "accepted")
        reading = self.make.read(self.point, 230, "2026-04-30")
        self.held(reading, "usage_high")
        reading.action_accept()
        self.assertEqual((reading.state, reading.volume), ("accepted", 100))

    def test_more_digits_than_the_register_is_held(self):
        self.held(self.make.read(self.point, 123456, "2026-01-31"), "beyond_digits")

    def test_held_reading_counts_for_nothing(self):
        self.make.read(self.point, 50, "2026-01-31")
        self.assertEqual(self.point.last_value, 100)
        self.assertFalse(self.contract.settlement_ids)

    def test_accepted_reading_cannot_be_changed(self):
        reading = self.make.read(self.point, 112, "2026-01-31")
        for vals in (
            {"value": 111},
            {"date": "2026-01-30"},
            {"point_id": self.make.metered_point().id},
            {"kind": "control"},
            {"source": "radio"},
        ):
            with self.subTest(**vals), self.assertRaises(UserError):
                reading.write(vals)
        with self.assertRaises(UserError):
            reading.unlink()

    def test_state_cannot_be_given_from_outside(self):
        """Whoever may write a reading still cannot make it accepted by hand."""
        clerk = self.clerk()
        reading = self.make.read(self.point, 50, "2026-01-31")
        with self.assertRaises(UserError):
            reading.with_user(clerk).write({"state": "accepted"})
        vals = {
            "point_id": self.point.id,
            "value": 40,
            "date": "2026-02-28",
            "state": "accepted",
            "hold_codes": "",
        }
        readings = self.env["water.reading"].with_user(clerk)
        self.assertEqual(readings.create(vals).state, "held")
        # A context comes from the client: it must open nothing either.
        vals["date"] = "2026-03-31"
        trusting = readings.with_context(
            water_reading_accepted=True, water_reading_fact=True
        )
        self.assertEqual(trusting.create(vals).state, "held")

    def clerk(self):
        return common.user(self.env, "clerk-reading", "ibok_water.group_water_clerk")

    def test_same_value_on_the_same_day_is_one_reading(self):
        first = self.make.read(self.point, 112, "2026-01-31")
        again = self.make.read(self.point, 112, "2026-01-31", source="resident")
        self.assertEqual(first, again)

    def test_other_value_on_an_accepted_day_is_refused_with_words(self):
        self.make.read(self.point, 112, "2026-01-31")
        with self.assertRaisesRegex(UserError, "112"):
            self.make.read(self.point, 113, "2026-01-31")

    def test_held_reading_of_the_day_is_replaced(self):
        first = self.make.read(self.point, 50, "2026-01-31")
        second = self.make.read(self.point, 112, "2026-01-31")
        self.assertEqual((first.state, second.state), ("rejected", "accepted"))
        self.assertTrue(first.reject_reason)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_one_live_reading_a_day(self):
        reading = self.make.read(self.point, 112, "2026-01-31")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO water_reading
                       (point_id, installation_id, date, value, kind, source, state)
                   VALUES (%s, %s, '2026-01-31', 1, 'periodic', 'radio', 'accepted')""",
                (self.point.id, reading.installation_id.id),
            )

    def test_rejection_recomputes_the_uses_after_it(self):
        first = self.make.read(self.point, 110, "2026-01-31")
        second = self.make.read(self.point, 115, "2026-02-28")
        self.assertEqual((second.volume, second.days), (5, 28))
        first._reject("Misread")
        self.assertEqual((first.state, first.volume), ("rejected", 0))
        self.assertEqual((second.volume, second.days), (15, 59))

    def test_rejecting_asks_for_the_reason(self):
        reading = self.make.read(self.point, 110, "2026-01-31")
        action = reading.action_reject()
        self.assertEqual(action["name"], "Withdraw Reading", "it was accepted")
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": "Typing error"})
        )
        self.assertTrue(wizard.withdraws)
        held = self.make.read(self.point, 5, "2026-02-28")
        self.assertEqual(held.state, "held")
        self.assertEqual(held.action_reject()["name"], "Reject Reading")
        self.assertFalse(wizard.new({"reading_ids": held.ids}).withdraws)
        wizard.action_confirm()
        self.assertEqual(reading.reject_reason, "Typing error")

    def test_settled_reading_is_not_rejected(self):
        reading = self.make.read(self.point, 110, "2026-01-31")
        self.make.settle(self.contract, "2026-01-31")
        self.assertTrue(reading.is_settled)
        with self.assertRaisesRegex(UserError, "Correct the settlement"):
            reading._reject("Misread")

    def test_use_goes_on_over_an_exchange(self):
        self.make.read(self.point, 110, "2026-01-31")
        self.make.exchange(self.point, 118, "2026-02-10", 3)
        after = self.make.read(self.point, 9, "2026-02-28")
        final = self.point.reading_ids.filtered(lambda r: r.kind == "final")
        self.assertEqual((final.volume, final.days), (8, 10))
        self.assertEqual((after.volume, after.days), (6, 18))
        self.assertEqual(after.meter_id, self.point.meter_id)

    def test_reading_late_in_the_chain_splits_the_use(self):
        late = self.make.read(self.point, 130, "2026-03-31")
        self.make.read(self.point, 110, "2026-01-31")
        self.assertEqual((late.volume, late.days), (20, 59))

    def test_rollover_is_held_then_counts_through_zero(self):
        contract = self.make.household(99990)
        reading = self.make.read(contract.point_ids, 4, "2026-01-31")
        self.held(reading, "rollover")
        reading.action_accept()
        self.assertEqual(reading.volume, 14)

    def test_import_finds_the_meter_and_checks(self):
        number = self.point.meter_id.number
        self.point.code = "PP-IMPORT"
        result = (
            self.env["water.reading"]
            .with_context(import_file=True)
            .load(
                ["meter_id", "date", "value"],
                [[number, "2026-01-31", "112.5"], [number, "2026-02-28", "40"]],
            )
        )
        self.assertFalse(
            [m for m in result["messages"] if m["type"] == "error"], result
        )
        good, bad = self.env["water.reading"].browse(result["ids"])
        self.assertEqual(
            (good.state, good.source, good.point_id, good.value),
            ("accepted", "import", self.point, 112.5),
        )
        self.held(bad, "below_previous")

    def test_import_of_an_unknown_meter_is_a_message(self):
        result = (
            self.env["water.reading"]
            .with_context(import_file=True)
            .load(["meter_id", "date", "value"], [["NO-SUCH", "2026-01-31", "112.5"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("NO-SUCH", result["messages"][0]["message"])

    def test_resident_s_reading_in_the_window_becomes_a_bill(self):
        reading = self.make.read(self.point, 112, "2026-01-31", source="resident")
        settlement = reading._bill_if_due()
        self.assertEqual(settlement.move_id.state, "posted")
        self.assertFalse(reading._bill_if_due())

    def test_resident_s_reading_outside_the_window_bills_nothing(self):
        contract = self.make.household(100, billing_months="6")
        reading = self.make.read(contract.point_ids, 112, "2026-03-31", "resident")
        self.assertFalse(reading._bill_if_due())

    def test_held_then_accepted_resident_s_reading_becomes_a_bill(self):
        reading = self.make.read(self.point, 1900, "2026-01-31", source="resident")
        self.held(reading, "usage_high")
        reading.action_accept()
        self.assertEqual(self.contract.settlement_ids.state, "done")

    def test_a_reading_that_cannot_be_billed_is_accepted_and_says_why(self):
        """Without a price in force: no error of the program, and nothing lost."""
        other = self.make.household(100)
        readings = self.make.read(self.point, 1900, "2026-01-31", source="resident")
        readings |= self.make.read(
            other.point_ids, 1900, "2026-01-31", source="resident"
        )
        self.assertEqual(set(readings.mapped("state")), {"held"})
        other.invoice_form, self.contract.invoice_form = "electronic", "paper"
        self.tariff_without_electronic_bills()
        action = readings.action_accept()
        self.assertEqual(set(readings.mapped("state")), {"accepted"})
        self.assertIn(other.number, action["params"]["message"])
        self.assertIn(other.number, other.message_ids[:1].body)
        self.assertFalse(other.settlement_ids)
        self.assertEqual(self.contract.settlement_ids.state, "done")

    def tariff_without_electronic_bills(self):
        tariffs = self.env["water.tariff"].search([("state", "=", "active")])
        tariffs.action_close()
        self.env.flush_all()
        tariff = self.make.tariff(active=False, invoice_form="paper")
        tariff.action_activate()

    def test_billing_on_residents_reading_can_be_switched_off(self):
        self.company.water_bill_resident_reading = False
        reading = self.make.read(self.point, 112, "2026-01-31", source="resident")
        with patch.object(
            type(self.contract), "_settle", side_effect=AssertionError
        ) as settle:
            reading._bill_if_due()
        settle.assert_not_called()

    def test_a_reader_enters_but_does_not_decide(self):
        reader = common.user(
            self.env, "reader-reading", "ibok_water.group_water_reader"
        )
        held = self.make.read(self.point, 50, "2026-01-31")
        self.assertEqual(held.state, "held")
        with self.assertRaises(AccessError):
            held.with_user(reader).action_accept()
        self.assertEqual(held.state, "held")
