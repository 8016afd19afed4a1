from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common, estimate_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-04-20")
class TestForecast(estimate_case.EstimateCase):
    """A bill without a reading: estimated by the run, settled by the next reading."""

    def test_run_estimates_by_the_same_season(self):
        contract = self.household()
        line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.state, "done", line.reason)
        reading = self.last_reading(contract)
        self.assertEqual(
            (reading.source, reading.kind, reading.date, reading.value),
            ("estimate", "periodic", day("2026-01-31"), 461),
        )
        self.assertEqual((reading.estimate_method, reading.volume), ("same_season", 11))
        told = reading.estimate_basis["derivation"][-1]
        self.assertEqual((told["base_volume"], told["volume"]), ("11", "11"))
        self.assertEqual(line.settlement_id.volume_water, 11)
        self.assertEqual(line.settlement_id.usage_ids.reading_to_id, reading)

    def test_a_reading_below_the_estimate_is_told_as_such(self):
        readings = self.env["water.reading"]
        self.assertEqual(
            readings._use_sentence(-9.0, 57),
            "9 m³ less than was estimated; the next bill settles that.",
        )
        self.assertIn("57", readings._use_sentence(9.0, 57))

    def test_bill_says_that_it_is_estimated(self):
        # A municipality's database knows Polish only.
        self.env["res.lang"]._activate_lang("en_US")
        contract = self.household()
        contract.partner_id.lang = "en_US"
        move = self.run_billing("2026-01-31", contract).settlement_id.move_id
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", move.ids
        )
        self.assertIn("Estimated bill.", content.decode())
        self.assertIn("Same days of last year", content.decode())

    def test_without_permission_it_is_set_aside(self):
        contract = self.household(allow_forecast=False)
        line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.state, "held")
        self.assertIn("no accepted reading", line.reason)
        self.assertEqual(self.last_reading(contract).value, 450)

    def test_only_the_run_estimates(self):
        contract = self.household()
        self.assertFalse(contract._settle(day("2026-01-31"), strict=False))
        self.assertEqual(self.last_reading(contract).value, 450)

    def test_the_window_must_be_over(self):
        contract = self.household()
        with freeze_time("2026-02-14"):
            line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.state, "held")
        self.assertRegex(line.reason, common.told("2026-02-14"))
        line.action_retry()
        self.assertEqual(line.state, "done", line.reason)

    def test_tried_again_later_the_bill_is_of_today(self):
        """Not of the run's day: overdue when it is made, and its VAT too late."""
        contract = self.household()
        with freeze_time("2026-02-14"):
            line = self.run_billing("2026-01-31", contract)
            self.assertEqual(str(line.run_id.invoice_date), "2026-02-14")
        with freeze_time("2026-03-09"):
            line.action_retry()
        move = line.settlement_id.move_id
        self.assertEqual(str(move.invoice_date), "2026-03-09")
        self.assertEqual(str(move.date), "2026-03-09")
        self.assertGreater(move.invoice_date_due, move.invoice_date)

    def test_estimated_by_hand_later_the_bill_is_of_today(self):
        contract = self.household(allow_forecast=False)
        with freeze_time("2026-02-20"):
            line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.reason_code, "no_reading")
        with freeze_time("2026-03-09"):
            line.action_estimate()
        self.assertEqual(line.state, "done", line.reason)
        self.assertEqual(str(line.settlement_id.move_id.invoice_date), "2026-03-09")

    def test_actual_reading_in_the_window_wins(self):
        contract = self.household()
        self.make.read(contract.point_ids, 455, "2026-02-10")
        line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.settlement_id.volume_water, 5)
        self.assertEqual(self.last_reading(contract).source, "reader")

    def test_held_reading_waits_for_the_clerk(self):
        contract = self.household()
        held = self.make.read(contract.point_ids, 900, "2026-01-31")
        self.assertEqual(held.state, "held")
        line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.state, "held")
        self.assertIn("held: accept or reject", line.reason)

    def test_nothing_known_is_set_aside_and_others_are_billed(self):
        new = self.make.household(
            5, "2026-01-01", services="water", allow_forecast=True
        )
        unpriced = self.household()
        unpriced.services = "both"
        unpriced._date_terms(day("2026-01-01"), "Connected to the sewer")
        known = self.household()
        lines = self.run_billing("2026-01-31", new, unpriced, known)
        self.assertEqual(lines.mapped("state"), ["held", "held", "done"])
        self.assertIn("not read long enough", lines[0].reason)
        # What was estimated for the one without a price is not kept.
        self.assertEqual(self.last_reading(unpriced).value, 450)

    def test_another_resident_s_use_is_no_basis(self):
        before = self.household(date_to="2025-12-31")
        new = self.make.contract(
            [before.point_ids], "2026-01-01", services="water", allow_forecast=True
        )
        line = self.run_billing("2026-01-31", new)
        self.assertEqual(line.state, "held")

    def test_ended_contract_is_estimated_on_its_last_day(self):
        contract = self.household(date_to="2026-01-20")
        line = self.run_billing("2026-01-31", contract)
        reading = self.last_reading(contract)
        # 11 m³ ÷ 31 × 20 days, rounded down
        self.assertEqual((reading.date, reading.value), (day("2026-01-20"), 457))
        self.assertEqual(line.settlement_id.date_to, day("2026-01-20"))

    def test_readings_around_give_the_state_between(self):
        contract = self.household()
        self.make.read(contract.point_ids, 509, "2026-02-28")
        line = self.run_billing("2026-01-31", contract)
        reading = self.last_reading(contract).search(
            [("point_id", "=", contract.point_ids.id), ("source", "=", "estimate")]
        )
        # 59 m³ in 59 days
        self.assertEqual(
            (reading.estimate_method, reading.value), ("between_readings", 481)
        )
        self.assertEqual(line.settlement_id.volume_water, 31)

    def test_estimate_passes_the_register_s_end(self):
        meter = self.make.meter(type_id=self.make.meter_type(digits=4).id)
        point = self.make.point()
        self.make.install(point, 9843, "2024-12-31", meter=meter)
        contract = self.make.contract(
            [point], "2025-01-01", services="water", allow_forecast=True
        )
        for value, on in (
            (9854, "2025-01-31"),
            (9866, "2025-02-28"),
            (9993, "2025-12-31"),
        ):
            self.make.read(point, value, on)
        self.make.settle(contract, "2025-12-31")
        line = self.run_billing("2026-01-31", contract)
        self.assertEqual(line.state, "done", line.reason)
        self.assertEqual(self.last_reading(contract).value, 4)
        self.assertEqual(line.settlement_id.volume_water, 11)
        # The true register never passed zero.
        actual = self.make.read(point, 9998, "2026-02-28", source="resident")
        self.assertEqual(
            (actual.state, actual.volume, actual.days), ("accepted", -6, 28)
        )
        self.make.settle(contract, "2026-02-28")
        self.assertEqual(self.net(contract), round(155 * 5.72 + 14 * 12.39, 2))

    def test_less_than_estimated_is_settled_at_once(self):
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        self.run_billing("2026-02-28", contract)
        self.assertEqual(self.last_reading(contract).value, 473)
        actual = self.make.read(contract.point_ids, 459, "2026-03-31")
        self.assertEqual(
            (actual.state, actual.volume, actual.days), ("accepted", -14, 31)
        )
        bill = self.make.settle(contract, "2026-03-31")
        # 9 m³ in 90 days: 453,1 and 455,9 rounded down.
        states = self.env["water.reading"].search(
            [("point_id", "=", contract.point_ids.id), ("state", "=", "accepted")],
            order="date desc",
            limit=3,
        )
        self.assertEqual(states.mapped("value"), [459, 455, 453])
        # Uses add up, before and after.
        self.assertEqual(states.mapped("volume"), [4, 2, 3])
        self.assertEqual(states.mapped("source"), ["reader", "estimate", "estimate"])
        self.assertEqual(states[1].estimate_method, "assessed")
        self.assertEqual((bill.usage_ids.value_from, bill.volume_water), (455, 4))
        live = contract.settlement_ids.filtered(lambda s: s.state == "done")
        self.assertEqual(sum(live.mapped("volume_water")), 159)
        self.assertEqual(self.net(contract), round(159 * 5.72 + 15 * 12.39, 2))
        replaced = states[2].search([("replaced_by_id", "=", states[2].id)])
        self.assertEqual((replaced.value, replaced.state), (461, "replaced"))
        self.assertIn("459", replaced.reject_reason)

    def test_run_settles_an_overestimate_too(self):
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        self.make.read(contract.point_ids, 452, "2026-02-28")
        line = self.run_billing("2026-02-28", contract)
        self.assertEqual(line.state, "done", line.reason)
        self.assertEqual(line.settlement_id.volume_water, 1)
        self.assertEqual(self.net(contract), round(152 * 5.72 + 14 * 12.39, 2))

    def test_more_than_estimated_is_on_the_next_bill(self):
        contract = self.household()
        first = self.run_billing("2026-01-31", contract).settlement_id
        self.make.read(contract.point_ids, 480, "2026-02-28")
        second = self.make.settle(contract, "2026-02-28")
        self.assertEqual((first.state, second.volume_water), ("done", 19))
        self.assertEqual(self.net(contract), round(180 * 5.72 + 14 * 12.39, 2))

    def test_equal_to_the_last_actual_is_no_use_at_all(self):
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        self.make.read(contract.point_ids, 450, "2026-02-28")
        bill = self.make.settle(contract, "2026-02-28")
        self.assertEqual(bill.volume_water, 0)
        self.assertEqual(self.net(contract), round(150 * 5.72 + 14 * 12.39, 2))

    def test_below_the_last_actual_is_held(self):
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        reading = self.make.read(contract.point_ids, 449, "2026-02-28")
        self.assertEqual(reading.hold_codes, "below_previous")
        self.assertEqual(
            reading.hold_params["below_previous"]["previous_value"], "450.000"
        )

    def test_exchange_after_an_overestimate(self):
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        self.make.exchange(contract.point_ids, 455, "2026-02-10", initial=7)
        self.make.read(contract.point_ids, 12, "2026-02-28")
        bill = self.make.settle(contract, "2026-02-28")
        live = contract.settlement_ids.filtered(lambda s: s.state == "done")
        self.assertEqual(sum(live.mapped("volume_water")), 150 + 5 + 5)
        self.assertEqual(len(bill.usage_ids), 2)
        self.assertEqual(self.net(contract), round(160 * 5.72 + 14 * 12.39, 2))

    def test_handover_estimate_of_two_residents(self):
        before = self.household(date_to="2026-01-31")
        self.run_billing("2026-01-31", before)
        after = self.make.contract([before.point_ids], "2026-02-01", services="water")
        self.assertEqual(after.contract_point_ids.initial_value, 461)
        self.make.read(before.point_ids, 457, "2026-02-28")
        bill = self.make.settle(after, "2026-02-28")
        # 7 m³ in 59 days: 3 in the 31 of the one, 4 of the other
        last = before.settlement_ids.filtered("corrected_id")
        self.assertEqual((last.volume_water, bill.volume_water), (3, 4))
        self.assertEqual(after.contract_point_ids.initial_value, 453)
        self.assertEqual(self.net(before), round(153 * 5.72 + 13 * 12.39, 2))
        self.assertEqual(self.net(after), round(4 * 5.72 + 12.39, 2))

    def test_several_prices_sum_to_the_cubic_metre(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff({"water": 5.72}, "2024-01-01", "2026-01-15", services="water")
        self.make.tariff({"water": 6.13}, "2026-01-16", "2026-12-31", services="water")
        contract = self.household()
        self.run_billing("2026-01-31", contract)
        self.make.read(contract.point_ids, 455, "2026-02-28")
        self.make.settle(contract, "2026-02-28")
        live = contract.settlement_ids.filtered(lambda s: s.state == "done")
        water = live.line_ids.filtered(lambda line: line.component == "water")
        self.assertEqual(sum(water.mapped("quantity")), 155)
        self.assertEqual(self.net(contract), round(sum(live.mapped("amount_net")), 2))

    def test_client_cannot_say_how_it_was_estimated(self):
        contract = self.household()
        clerk = common.user(self.env, "est-clerk", "ibok_water.group_water_clerk")
        reading = self.last_reading(contract).with_user(clerk)
        with self.assertRaises(AccessError):
            reading.write({"estimate_method": "same_season"})

    def test_new_contracts_take_the_company_s_setting(self):
        self.assertFalse(self.make.household(services="water").allow_forecast)
        self.company.water_allow_forecast = True
        self.assertTrue(self.make.household(services="water").allow_forecast)
