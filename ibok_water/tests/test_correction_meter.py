from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common, correction_case
from odoo.addons.ibok_water.tests.common import day

from .test_correction_dialog import printed


@freeze_time("2026-04-10")
class TestCorrectionMeter(correction_case.CorrectionCase):
    """A meter was entered with a digit too many, and read so until somebody saw it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.clerk = common.user(
            cls.env, "meter-clerk", "ibok_water.group_water_clerk", lang="en_US"
        )

    def dialog(self, reading, value, **others):
        """The clerk's dialog, with the true states of other days."""
        action = reading.with_user(self.clerk).action_correct()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        form.reason = "The last digit is a decimal"
        form.value = value
        form.more_readings = bool(others)
        for place in range(len(form.reading_ids) if others else 0):
            with form.reading_ids.edit(place) as row:
                on = f"{row.date:%m%d}"
                if f"on_{on}" in others:
                    row.value = others.pop(f"on_{on}")
        self.assertFalse(others)
        return form.save()

    def bills_of_a_digit_too_many(self):
        bills = self.billed(2440, 2550, start=2330)
        # 110 m³: 629.20 and the fee of 12.39 are 641.59 net, 51.33 VAT.
        self.assertEqual(bills.mapped("amount_total"), [692.92, 692.92])
        return bills

    def test_states_of_the_meter_are_corrected_in_one_go(self):
        bills = self.bills_of_a_digit_too_many()
        contract = bills.contract_id
        wizard = self.dialog(self.reading(bills[1]), 255, on_0131=244, on_1231=233)
        wizard.action_preview()
        # 11 m³: 62.92 + 12.39 = 75.31, VAT 6.02; 81.33 − 692.92 = −611.59.
        self.assertEqual(
            [
                (x.settlement_id, x.amount_after, x.difference_total, x.volume_text)
                for x in wizard.line_ids
            ],
            [(bill, 81.33, -611.59, "110 → 11 m³") for bill in bills],
        )
        self.assertEqual(set(bills.mapped("state")), {"done"})
        wizard.action_confirm()
        made = bills.correction_ids
        self.assertEqual(made.mapped("volume_water"), [11, 11])
        self.assertEqual(
            [(move.move_type, move.amount_total) for move in made.move_id],
            [("out_refund", 611.59), ("out_refund", 611.59)],
        )
        # Nothing in between was issued, and nothing is owed but the truth.
        moves = self.env["account.move"].search(
            [("water_contract_id", "=", contract.id)]
        )
        self.assertEqual(len(moves), 4)
        self.assertAlmostEqual(sum(moves.mapped("amount_total_signed")), 2 * 81.33)
        live = contract.reading_ids.filtered(lambda r: r.state == "accepted")
        self.assertEqual(
            live.sorted("date").mapped(lambda r: (r.value, r.volume)),
            [(233, 0), (244, 11), (255, 11)],
        )
        self.assertEqual(contract.contract_point_ids.initial_value, 233)

    def test_the_correction_says_what_was_what_is_and_why(self):
        bills = self.bills_of_a_digit_too_many()
        self.dialog(
            self.reading(bills[1]), 255, on_0131=244, on_1231=233
        ).action_confirm()
        text = printed(self.env, bills[0].correction_ids.move_id)
        for wanted in (
            bills[0].move_id.name,
            "The last digit is a decimal",
            "2330,000 2440,000 110,00",
            "233,000 244,000 11,00",
            "-611,59 zł",
        ):
            self.assertIn(wanted, text)

    def test_a_digit_too_few_is_owed_by_one_more_invoice(self):
        bill = self.billed(244, start=233)
        self.dialog(self.reading(bill), 2440, on_1231=2330).action_confirm()
        self.assertEqual(
            (bill.correction_ids.move_id.move_type, bill.correction_ids.volume_water),
            ("out_invoice", 110),
        )
        self.assertEqual(bill.correction_ids.move_id.amount_total, 611.59)

    def test_one_state_alone_is_refused_in_words(self):
        bills = self.bills_of_a_digit_too_many()
        wizard = self.dialog(self.reading(bills[0]), 244)
        self.assertFalse(wizard.reading_ids)
        wizard.action_preview()
        self.assertTrue(wizard.has_problem)

    def test_the_list_is_of_this_meter_and_starts_as_it_is(self):
        bills = self.billed(357, 370)
        other = self.billed(400)
        wizard = self.dialog(self.reading(bills[1]), 368, on_0131=355)
        rows = wizard.reading_ids
        self.assertEqual(rows.mapped("value"), [355, 345])
        self.assertEqual(rows.mapped("old_value"), [357, 345])
        self.assertNotIn(other.usage_ids.reading_to_id, rows.reading_id)
        # Both bills rest on what is corrected, and on nothing else.
        self.assertEqual(wizard.settlement_ids, bills)
        wizard.action_confirm()
        self.assertEqual(bills.correction_ids.mapped("volume_water"), [10, 13])
        first = bills[0].usage_ids.reading_from_id
        self.assertEqual(first.state, "accepted")

    def test_only_another_days_state_is_wrong(self):
        bills = self.billed(357, 370)
        wizard = self.dialog(self.reading(bills[1]), 370, on_0131=355)
        wizard.action_confirm()
        self.assertEqual(bills.correction_ids.mapped("volume_water"), [10, 15])
        self.assertEqual(self.reading(bills[1]).state, "accepted")

    def test_nothing_changed_is_told(self):
        bill = self.billed(357)
        with self.assertRaisesRegex(UserError, "to a new value"):
            self.dialog(self.reading(bill), 357, on_1231=345).action_confirm()

    def test_the_true_number_of_digits_is_what_held_readings_are_judged_by(self):
        """99 998 → 12 m³ is a register of five digits that went through zero."""
        contract = self.make.household(99_998, services="water")
        meter = contract.point_ids.meter_id
        meter.digits = 6
        held = self.make.read(contract.point_ids, 12, "2026-01-31")
        self.assertEqual((held.state, held.hold_codes), ("held", "below_previous"))
        meter.digits = 5
        self.assertNotIn("below_previous", held.hold_codes or "")
        if held.state == "held":
            held.action_accept()
        self.assertEqual((held.state, held.volume), ("accepted", 14))
        self.assertEqual(self.make.settle(contract, "2026-01-31").volume_water, 14)

    def test_uses_of_readings_follow_the_digits(self):
        contract = self.make.household(998, services="water")
        meter = contract.point_ids.meter_id
        meter.digits = 3
        reading = self.make.read(contract.point_ids, 12, "2026-01-31")
        if reading.state == "held":
            reading.action_accept()
        self.assertEqual(reading.volume, 14)
        meter.type_id = self.make.meter_type(digits=4)
        self.assertEqual((meter.digits, reading.volume), (4, 9014))
        self.assertEqual(reading.date, day("2026-01-31"))
