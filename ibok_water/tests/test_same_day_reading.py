from odoo.tests import Form, freeze_time, tagged

from odoo.addons.ibok_water.tests import common, estimate_case
from odoo.addons.ibok_water.tests.common import day


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20")
class TestSameDayReading(estimate_case.EstimateCase):
    """Somebody read the meter on the very day whose state was estimated."""

    def estimated(self, **vals):
        """January and February are billed on estimates: 461 and 473 m³."""
        contract = self.household(**vals)
        self.run_billing("2026-01-31", contract)
        self.run_billing("2026-02-28", contract)
        return contract

    def readings(self, contract, on):
        return self.env["water.reading"].search(
            [("point_id", "=", contract.point_ids.id), ("date", "=", day(on))]
        )

    def live_volumes(self, contract):
        live = contract.settlement_ids.filtered(lambda s: s.state == "done")
        return live.sorted("date_from").mapped("volume_water")

    def test_less_corrects_the_bills_at_once(self):
        contract = self.estimated()
        actual = self.make.read(contract.point_ids, 460, "2026-02-28")
        self.assertEqual(actual.state, "accepted")
        # 10 m³ in 59 days: 5 in January, 5 in February.
        self.assertEqual(self.live_volumes(contract), [150, 5, 5])
        self.assertEqual(self.net(contract), round(160 * 5.72 + 14 * 12.39, 2))
        self.make.read(contract.point_ids, 470, "2026-03-31")
        bill = self.make.settle(contract, "2026-03-31")
        self.assertEqual((bill.usage_ids.value_from, bill.volume_water), (460, 10))
        self.assertEqual(self.last_reading(contract).value, 470)

    def test_more_corrects_the_bill_at_once(self):
        contract = self.estimated()
        actual = self.make.read(contract.point_ids, 480, "2026-02-28")
        self.assertEqual(actual.state, "accepted")
        self.assertEqual(self.live_volumes(contract), [150, 11, 19])
        bill = contract.settlement_ids.filtered("corrected_id")
        # 7 m³ × 5.72 = 40.04; VAT of 121.07 is 9.69, of 81.03 it was 6.48.
        self.assertEqual(
            (bill.move_id.move_type, bill.move_id.amount_total), ("out_invoice", 43.25)
        )
        self.make.read(contract.point_ids, 490, "2026-03-31")
        bill = self.make.settle(contract, "2026-03-31")
        self.assertEqual((bill.usage_ids.value_from, bill.volume_water), (480, 10))
        self.assertEqual(self.net(contract), round(190 * 5.72 + 15 * 12.39, 2))

    def test_more_is_paid_at_the_price_of_its_days(self):
        self.tariff.action_close()
        self.env.flush_all()
        fee = {"subscription_water": (12.39, "month")}
        for price, since, until in (
            (5.72, "2025-01-01", "2026-02-28"),
            (7.00, "2026-03-01", "2026-12-31"),
        ):
            self.make.tariff(
                {"water": price, **fee}, since, until, services="water", code=since
            )
        contract = self.estimated()
        self.make.read(contract.point_ids, 480, "2026-02-28")
        self.make.read(contract.point_ids, 490, "2026-03-31")
        self.make.settle(contract, "2026-03-31")
        self.assertEqual(self.net(contract), round(180 * 5.72 + 10 * 7 + 15 * 12.39, 2))

    def test_one_state_of_the_day_holds(self):
        for value in (460, 473, 480):
            contract = self.estimated()
            actual = self.make.read(contract.point_ids, value, "2026-02-28")
            day_s = self.readings(contract, "2026-02-28")
            holding = day_s.filtered(lambda r: r.state == "accepted")
            self.assertEqual(holding, actual, value)
            self.assertEqual((day_s - actual).replaced_by_id, actual)

    def test_more_than_a_later_estimate_is_on_the_next_bill(self):
        """January cannot take it: February would be billed below zero."""
        contract = self.estimated()
        actual = self.make.read(contract.point_ids, 480, "2026-01-31")
        self.assertEqual(actual.state, "accepted")
        self.assertEqual(self.live_volumes(contract), [150, 11, 12])
        self.make.read(contract.point_ids, 490, "2026-03-31")
        bill = self.make.settle(contract, "2026-03-31")
        self.assertEqual((bill.usage_ids.value_from, bill.volume_water), (473, 17))
        self.assertEqual(self.net(contract), round(190 * 5.72 + 15 * 12.39, 2))

    def entry(self, contract, value):
        """The dialog in which a clerk enters a reading of 28 February."""
        form = Form(
            self.env["water.reading"].with_context(
                default_point_id=contract.point_ids.id, default_source="phone"
            ),
            view="ibok_water.water_reading_view_form_entry",
        )
        form.date = day("2026-02-28")
        form.value = value
        return form

    def test_the_clerk_is_told_before_and_after(self):
        self.env.user.lang = "en_US"
        contract = self.estimated()
        bill = contract.settlement_ids.sorted("date_from")[-1].name
        form = self.entry(contract, 480)
        self.assertIn("estimated: 473 m³", form.entry_outlook)
        self.assertIn("corrected at once", form.entry_outlook)
        told = form.save().action_entered()["params"]
        self.assertTrue(told["sticky"])
        self.assertIn("estimate, 473 m³", told["message"])
        self.assertRegex(told["message"], f"{bill} is corrected: .*43[.,]25")

    def test_the_clerk_is_told_of_every_bill(self):
        self.env.user.lang = "en_US"
        contract = self.estimated()
        bills = contract.settlement_ids.sorted("date_from")[-2:].mapped("name")
        told = self.entry(contract, 460).save().action_entered()["params"]["message"]
        for bill in bills:
            self.assertIn(f"Bill {bill} is corrected: -", told.replace("zł\xa0", ""))

    def test_the_clerk_is_told_what_could_not_be_corrected(self):
        self.env.user.lang = "en_US"
        contract = self.estimated()
        self.tariff.action_close()
        told = self.entry(contract, 480).save().action_entered()["params"]["message"]
        self.assertIn("could not be corrected", told)
        self.assertNotIn("takes the place", told)

    def test_the_same_value_changes_no_bill(self):
        contract = self.estimated()
        actual = self.make.read(contract.point_ids, 473, "2026-02-28")
        self.assertEqual(self.live_volumes(contract), [150, 11, 12])
        self.assertFalse(contract.settlement_ids.filtered("corrected_id"))
        estimate = self.readings(contract, "2026-02-28") - actual
        self.assertEqual(
            (estimate.state, estimate.replaced_by_id), ("replaced", actual)
        )

    def test_uses_add_up_whatever_was_read(self):
        for value in (460, 473, 480):
            contract = self.estimated()
            self.make.read(contract.point_ids, value, "2026-02-28")
            self.make.read(contract.point_ids, 500, "2026-03-31")
            accepted = contract.reading_ids.filtered(lambda r: r.state == "accepted")
            self.assertEqual(sum(accepted.mapped("volume")), 200, value)

    def test_not_billed_yet_it_is_replaced(self):
        contract = self.household()
        estimate = self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": contract.point_ids.id,
                    "date": day("2026-01-31"),
                    "value": 461,
                    "source": "estimate",
                }
            ]
        )
        actual = self.make.read(contract.point_ids, 458, "2026-01-31")
        self.assertEqual((estimate.state, estimate.volume), ("replaced", 0))
        self.assertEqual(estimate._live(), actual)
        self.assertIn("458", estimate.reject_reason)
        self.assertEqual((actual.volume, actual.days), (8, 31))
        self.assertEqual(
            self.make.settle(contract, "2026-01-31").usage_ids.reading_to_id, actual
        )

    def test_first_state_of_a_contract_follows(self):
        before = self.household(date_to="2026-01-31")
        self.run_billing("2026-01-31", before)
        after = self.make.contract([before.point_ids], "2026-02-01", services="water")
        self.assertEqual(after.contract_point_ids.initial_value, 461)
        self.make.read(before.point_ids, 455, "2026-01-31")
        self.assertEqual(after.contract_point_ids.initial_value, 455)
        self.assertEqual(self.net(before), round(155 * 5.72 + 13 * 12.39, 2))

    def test_more_is_paid_by_who_used_it(self):
        before = self.household(date_to="2026-01-31")
        self.run_billing("2026-01-31", before)
        after = self.make.contract([before.point_ids], "2026-02-01", services="water")
        self.make.read(before.point_ids, 465, "2026-01-31")
        self.assertEqual(after.contract_point_ids.initial_value, 465)
        self.assertEqual(self.net(before), round(165 * 5.72 + 13 * 12.39, 2))

    def test_from_a_file(self):
        contract = self.estimated()
        clerk = common.user(self.env, "same-file", "ibok_water.group_water_clerk")
        result = (
            self.env["water.reading"]
            .with_user(clerk)
            .with_context(import_file=True)
            .load(
                ["meter_id", "date", "value"],
                [[contract.point_ids.meter_id.number, "2026-02-28", "460"]],
            )
        )
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(self.live_volumes(contract), [150, 5, 5])

    def test_on_a_round(self):
        contract = self.estimated()
        point = contract.point_ids
        route = self.env["water.route"].create({"name": "R", "code": "SAME"})
        walk = self.env["water.reading.round"].create(
            {"route_id": route.id, "date": day("2026-02-28")}
        )
        line = self.env["water.reading.round.line"].create(
            {"round_id": walk.id, "point_id": point.id}
        )
        reader = common.user(self.env, "same-round", "ibok_water.group_water_reader")
        line.with_user(reader).entered = "460"
        self.assertEqual(line.state, "accepted")
        self.assertEqual(self.live_volumes(contract), [150, 5, 5])

    def test_held_it_waits_beside_the_estimate(self):
        contract = self.estimated()
        held = self.make.read(contract.point_ids, 900, "2026-02-28")
        self.assertEqual(held.state, "held")
        self.assertEqual(self.live_volumes(contract), [150, 11, 12])
        better = self.make.read(contract.point_ids, 460, "2026-02-28")
        self.assertEqual((held.state, better.state), ("rejected", "accepted"))
        self.assertEqual(self.live_volumes(contract), [150, 5, 5])

    def test_accepted_by_a_clerk_it_takes_over(self):
        contract = self.estimated()
        held = self.make.read(contract.point_ids, 900, "2026-02-28")
        held.action_accept()
        self.assertEqual(self.live_volumes(contract), [150, 11, 439])
        self.make.read(contract.point_ids, 910, "2026-03-31")
        bill = self.make.settle(contract, "2026-03-31")
        self.assertEqual(bill.volume_water, 10)

    def test_what_cannot_be_corrected_keeps_the_reading(self):
        contract = self.estimated()
        self.tariff.action_close()
        actual = self.make.read(contract.point_ids, 460, "2026-02-28")
        self.assertEqual(actual.state, "accepted")
        self.assertEqual(self.live_volumes(contract), [150, 11, 12])
        self.env.flush_all()
        self.make.tariff(
            {"water": 5.72, "subscription_water": (12.39, "month")}, services="water"
        )
        # The next bill corrects what that reading could not.
        self.make.read(contract.point_ids, 470, "2026-03-31")
        self.make.settle(contract, "2026-03-31")
        self.assertEqual(self.live_volumes(contract), [150, 5, 5, 10])
        self.assertEqual(self.net(contract), round(170 * 5.72 + 15 * 12.39, 2))

    def test_state_of_a_broken_meter_stands(self):
        contract = self.household()
        self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": contract.point_ids.id,
                    "date": day("2026-01-31"),
                    "value": 461,
                    "kind": "final",
                    "source": "estimate",
                }
            ]
        )
        with self.assertRaisesRegex(Exception, "already"):
            self.make.read(contract.point_ids, 455, "2026-01-31")
