import base64
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_portal.models.reading_form_error import ReadingFormError
from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem

from . import common

LOGGER = "odoo.addons.ibok_portal.models.water_contract"


@tagged("post_install", "-at_install")
class TestSubmit(common.WaterPortalCase):
    """`_portal_submit`: what a resident's form does to the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_resident("anna")
        cls.bogdan = cls._make_resident("bogdan")
        cls.main = cls._make_point("1001")
        cls.garden = cls._make_point(
            "1002", value=5, kind="garden", main=cls.main, premise=cls.main.premise_id
        )
        cls.contract = cls._make_contract(cls.anna, [cls.main])
        cls.both = cls._make_two_meter_contract()

    @classmethod
    def _make_two_meter_contract(cls):
        main = cls._make_point("4001", value=100)
        garden = cls._make_point(
            "4002", value=10, kind="garden", main=main, premise=main.premise_id
        )
        return cls._make_contract(cls.bogdan, [main, garden])

    def _submit(self, values, contract=None, user=None, day=common.IN_WINDOW, **kw):
        contract = contract or self.contract
        with freeze_time(f"{day} 10:00:00"):
            return contract.with_user(user or self.anna)._portal_submit(values, **kw)

    def _activities(self):
        return self.contract.activity_search(
            ["ibok_portal.mail_activity_type_unbilled"]
        )

    def test_reading_in_the_window_makes_a_posted_bill(self):
        reading = self._submit({self.main.id: "352,4"}).sudo()
        self.assertEqual(reading.state, "accepted")
        self.assertEqual((reading.source, reading.user_id), ("resident", self.anna))
        settlement = self.contract.settlement_ids
        self.assertEqual(settlement.state, "done")
        self.assertEqual(settlement.move_id.state, "posted")
        self.assertEqual(settlement.volume_water, 12)
        self.assertFalse(settlement.move_id.invoice_user_id)

    def test_before_midnight_of_greenwich_it_is_tomorrow_here(self):
        """On the last night of the year reading and bill are of the new one."""
        self.anna.tz = False
        with freeze_time("2026-12-31 23:30:00"):
            contract = self.contract.with_user(self.anna)
            reading = contract._portal_submit({self.main.id: "352"}).sudo()
        self.assertEqual((reading.state, reading.hold_codes), ("accepted", False))
        self.assertEqual(reading.date, common.date(2027, 1, 1))
        move = self.contract.settlement_ids.move_id
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.invoice_date, reading.date)

    def test_reading_between_windows_is_kept_without_a_bill(self):
        reading = self._submit({self.main.id: "345"}, day=common.BETWEEN)
        self.assertEqual(reading.state, "accepted")
        self.assertFalse(self.contract.settlement_ids)

    def test_same_values_twice_make_one_reading_and_one_bill(self):
        first = self._submit({self.main.id: "352"})
        again = self._submit({self.main.id: " 352,0 "})
        self.assertEqual(first, again)
        self.assertEqual(len(self.contract.settlement_ids), 1)

    def test_second_reading_of_the_cycle_makes_no_second_bill(self):
        self._submit({self.main.id: "352"})
        later = self._submit({self.main.id: "354"}, day=common.date(2027, 1, 5))
        self.assertEqual(later.state, "accepted")
        self.assertEqual(len(self.contract.settlement_ids), 1)

    def test_another_value_after_acceptance_is_refused_at_its_field(self):
        self._submit({self.main.id: "352"})
        with self.assertRaises(ReadingFormError) as refused:
            self._submit({self.main.id: "353"})
        self.assertEqual(list(refused.exception.errors), [f"value_{self.main.id}"])

    def test_held_reading_can_be_corrected_on_the_same_day(self):
        held = self._submit({self.main.id: "3520"})
        self.assertEqual(held.state, "held")
        right = self._submit({self.main.id: "352"})
        self.assertEqual((held.sudo().state, right.state), ("rejected", "accepted"))
        self.assertEqual(len(self.contract.settlement_ids), 1)

    def test_value_below_the_last_one_is_held(self):
        reading = self._submit({self.main.id: "339"})
        self.assertEqual(reading.state, "held")
        self.assertFalse(self.contract.settlement_ids)

    def test_one_bad_meter_keeps_nothing_of_the_other(self):
        main, garden = self.both.contract_point_ids.point_id.sorted("id")
        with self.assertRaises(ReadingFormError) as refused:
            self._submit(
                {main.id: "112", garden.id: "abc"}, contract=self.both, user=self.bogdan
            )
        self.assertEqual(list(refused.exception.errors), [f"value_{garden.id}"])
        self.assertFalse(
            self.both.reading_ids.filtered(lambda r: r.source == "resident")
        )

    def test_refusal_of_the_second_meter_takes_the_first_back(self):
        main, garden = self.both.contract_point_ids.point_id.sorted("id")
        submit = dict(contract=self.both, user=self.bogdan)
        self._submit({garden.id: "11"}, **submit)
        with self.assertRaises(ReadingFormError):
            self._submit({main.id: "112", garden.id: "12"}, **submit)
        self.assertFalse(
            self.env["water.reading"].search(
                [("point_id", "=", main.id), ("source", "=", "resident")]
            )
        )

    def test_bill_waits_for_every_meter(self):
        main, garden = self.both.contract_point_ids.point_id.sorted("id")
        submit = dict(contract=self.both, user=self.bogdan)
        first = self._submit({main.id: "112", garden.id: ""}, **submit)
        self.assertFalse(self.both.settlement_ids)
        with freeze_time(common.IN_WINDOW):
            outcome = first._portal_outcome()
        self.assertEqual(outcome["kind"], "missing")
        self.assertEqual([m["number"] for m in outcome["missing"]], ["4002"])
        self._submit({garden.id: "12"}, **submit)
        settlement = self.both.settlement_ids
        self.assertEqual((settlement.volume_water, settlement.volume_sewage), (12, 10))

    def test_words_for_what_is_no_number(self):
        for text in ("abc", "-5", "1" * 40, "", "3 5 2 x", "12,,5"):
            with self.subTest(text), self.assertRaises(ReadingFormError) as refused:
                self._submit({self.main.id: text})
            self.assertTrue(refused.exception.errors[f"value_{self.main.id}"])
        self.assertFalse(
            self.contract.reading_ids.filtered(lambda r: r.source == "resident")
        )

    def test_photo_without_number_and_bad_photo_are_told(self):
        with self.assertRaises(ReadingFormError) as refused:
            self._submit({self.main.id: ""}, photos={self.main.id: b"text"})
        self.assertEqual(
            set(refused.exception.errors),
            {f"value_{self.main.id}", f"photo_{self.main.id}"},
        )

    def test_long_note_is_told(self):
        with self.assertRaises(ReadingFormError) as refused:
            self._submit({self.main.id: "352"}, note="x" * 501)
        self.assertEqual(list(refused.exception.errors), ["note"])

    def test_strange_point_or_contract_is_refused(self):
        foreign = self.both.contract_point_ids.point_id[:1]
        with self.assertRaises(AccessError):
            self._submit({foreign.id: "120"})
        with self.assertRaises(AccessError):
            self._submit({self.main.id: "352"}, user=self.bogdan)

    def test_ended_contract_takes_no_reading(self):
        self.contract.date_to = "2026-11-30"
        self.contract.action_close()
        with self.assertRaises(AccessError):
            self._submit({self.main.id: "352"})

    def test_late_evening_in_utc_is_already_the_next_day_here(self):
        with freeze_time("2026-12-28 23:30:00"):
            reading = self.contract.with_user(self.anna)._portal_submit(
                {self.main.id: "352"}
            )
        self.assertEqual((reading.date, reading.state), (common.IN_WINDOW, "accepted"))

    def test_failed_bill_keeps_the_reading_and_asks_a_clerk_once(self):
        Contract = type(self.env["water.contract"])
        for error in (
            SettlementProblem("price_missing", "No price."),
            UserError("The journal is missing."),
            ZeroDivisionError(),
        ):
            with (
                self.subTest(error=error),
                patch.object(Contract, "_settle_on", side_effect=error),
                mute_logger(LOGGER),
            ):
                reading = self._submit({self.main.id: "352"})
                self.assertEqual(reading.state, "accepted")
        self.assertFalse(self.contract.settlement_ids)
        self.assertEqual(len(self._activities()), 1)
        self.assertIn("No price.", self._activities().note)

    def test_failed_bill_leaves_no_half_of_a_settlement(self):
        self.tariff.company_id.water_journal_id = False
        with mute_logger(LOGGER):
            reading = self._submit({self.main.id: "352"})
        self.assertEqual(reading.state, "accepted")
        self.assertFalse(self.contract.settlement_ids)
        self.assertTrue(self._activities())
        with freeze_time(common.IN_WINDOW):
            self.assertEqual(reading._portal_outcome()["kind"], "office")

    def test_photo_is_kept_without_metadata(self):
        reading = self._submit(
            {self.main.id: "352"}, photos={self.main.id: self._photo(exif=True)}
        )
        self.assertTrue(reading.photo)
        self.assertNotIn(b"Exif", base64.b64decode(reading.photo))
