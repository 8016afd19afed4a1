from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common, estimate_case
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20")
class TestEstimateButton(estimate_case.EstimateCase):
    """A clerk estimates: instead of a reading that nobody believes, or of none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.clerk = common.user(
            cls.env, "clerk-estimate", "ibok_water.group_water_clerk", lang="en_US"
        )

    def held(self, value=590, **vals):
        """January with 140 m³ instead of about 11; waits for a clerk."""
        self.env["water.hold.rule"].search([]).active = False
        contract = self.household(**vals)
        self.env["water.hold.rule"].create(
            {"name": "1", "code": "amount_above", "amount": 300}
        )
        reading = self.make.read(contract.point_ids, value, "2026-01-31")
        if reading.state == "held":
            reading.action_accept()
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.state, "held")
        return settlement

    def test_estimated_by_the_forecast_where_it_is_allowed(self):
        held = self.held().with_user(self.clerk)
        self.assertTrue(held.can_estimate)
        self.assertIn("461 m³ instead of 590 m³", held.estimate_outlook)
        self.assertIn("Same days of last year", held.estimate_outlook)
        doubtful = held.usage_ids.reading_to_id
        held.action_estimate()
        self.assertEqual(held.state, "cancelled")
        now = held.contract_id.settlement_ids.filtered(
            lambda s: s.date_to == day("2026-01-31") and s.state == "done"
        )
        self.assertEqual((now.volume_water, now.sudo().move_id.state), (11, "posted"))
        estimate = now.usage_ids.reading_to_id
        self.assertEqual((doubtful.state, doubtful._live()), ("replaced", estimate))
        self.assertEqual(
            (estimate.source, estimate.estimate_method), ("estimate", "same_season")
        )
        self.assertIn("Same days of last year", now.message_ids[0].body)
        # The next actual reading settles it.
        self.make.read(held.contract_id.point_ids, 455, "2026-02-28")
        self.make.settle(held.contract_id, "2026-02-28")
        self.assertEqual(self.net(held.contract_id), round(155 * 5.72 + 14 * 12.39, 2))

    def test_without_a_forecast_by_the_regulation(self):
        held = self.held(allow_forecast=False)
        self.assertIn("Mean of the three months before", held.estimate_outlook)
        held.action_estimate()
        estimate = self.last_reading(held.contract_id)
        self.assertEqual(
            (estimate.estimate_method, estimate.value), ("mean_3_months", 463)
        )

    def test_nothing_known_is_told(self):
        contract = self.make.household(5, "2026-01-01", services="water")
        self.env["water.hold.rule"].create(
            {"name": "1", "code": "amount_above", "amount": 10}
        )
        self.make.read(contract.point_ids, 15, "2026-01-31")
        held = self.make.settle(contract, "2026-01-31")
        self.assertFalse(held.can_estimate)
        self.assertIn("not read long enough", held.estimate_outlook)
        with self.assertRaisesRegex(UserError, "not read long enough"):
            held.action_estimate()

    def test_an_estimate_is_not_estimated_again(self):
        held = self.held()
        self.env["water.hold.rule"].search([]).write(
            {"code": "estimates_in_row", "count": 1}
        )
        held.action_estimate()
        again = held.contract_id.settlement_ids.filtered(lambda s: s.state == "held")
        with self.assertRaisesRegex(UserError, "on an estimate already"):
            again.action_estimate()

    def test_several_at_once_and_a_bad_one_stops_none(self):
        good, other = self.held(), self.held()
        new = self.make.household(5, "2026-01-01", services="water")
        self.env["water.hold.rule"].search([]).amount = 10
        self.make.read(new.point_ids, 15, "2026-01-31")
        bad = self.make.settle(new, "2026-01-31")
        action = (good | bad | other).action_estimate()
        self.assertEqual(
            (good | bad | other).mapped("state"), ["cancelled", "held", "cancelled"]
        )
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("not read long enough", action["params"]["message"])

    def test_the_next_held_bill_is_offered(self):
        first, second, third = self.held(), self.held(), self.held()
        order = (first | second | third).sorted(lambda s: (s.date_to, s.id))[::-1]
        for number, bill in enumerate(order):
            action = bill.with_user(self.clerk).action_release()
            self.assertEqual(action["tag"], "water_next_held_bill")
            left = order[number + 1 :]
            self.assertEqual(action["params"]["next_id"], left[:1].id)
            self.assertEqual(action["params"]["held_ids"], left.ids)

    def test_after_a_correction_too(self):
        first, second = self.held(), self.held()
        action = second.action_correct_reading()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"value": 460, "reason": "Digits swapped"})
        )
        wizard.action_preview()
        action = wizard.action_confirm()
        self.assertEqual(action["params"]["next_id"], first.id)

    def test_only_a_clerk(self):
        held = self.held()
        reader = common.user(self.env, "reader-est", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            held.with_user(reader).action_estimate()

    def test_set_aside_without_a_reading(self):
        contracts = [self.household(allow_forecast=False) for _number in range(2)]
        new = self.make.household(5, "2026-01-01", services="water")
        lines = self.run_billing("2026-01-31", *contracts, new)
        self.assertEqual(set(lines.mapped("state")), {"held"})
        self.assertEqual(set(lines.mapped("reason_code")), {"no_reading"})
        action = lines.with_user(self.clerk).action_estimate()
        self.assertEqual(lines.mapped("state"), ["done", "done", "held"])
        self.assertEqual(lines.mapped("settlement_id.volume_water"), [13, 13])
        self.assertIn("Mean of the three months before", action["params"]["message"])
        self.assertIn("not read long enough", lines[2].reason)
        self.assertEqual(self.last_reading(new).value, 5)

    def test_set_aside_for_another_reason_is_not_estimated(self):
        line = self.run_billing("2026-01-31", self.household(allow_forecast=False))
        line.write({"reason_code": "price_missing"})
        with self.assertRaisesRegex(UserError, "lack of a reading"):
            line.action_estimate()
