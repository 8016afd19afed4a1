from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-03-20")
class TestContractEnd(common.WaterCase):
    """Who moves out and who moves in are billed to the same reading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.make.tariff(
            {"water": 5, "subscription_water": (31, "month")}, services="water"
        )

    def household(self, **vals):
        return self.make.household(100, services="water", **vals)

    def end(self, contract, on, value=None, **vals):
        """Make the final settlement through its form; what the action opens."""
        partner = vals.pop("new_partner", None)
        action = contract.action_end()
        form = Form(self.env["water.contract.end"].with_context(**action["context"]))
        form.date = on
        if partner:
            form.change = True
            form.new_partner_id = partner
        for name, given in vals.items():
            form[name] = given
        if value is not None:
            with form.line_ids.edit(0) as line:
                line.value = value
        opened = form.save().action_end()
        return self.env[opened["res_model"]].browse(opened["res_id"])

    def quantities(self, settlement):
        return {line.component: line.quantity for line in settlement.line_ids}

    def test_who_read_the_meter_can_be_told(self):
        for change, given, kept in (
            (False, None, "reader"),
            (True, None, "parties"),
            (True, "reader", "reader"),
        ):
            contract = self.household()
            vals = {"source": given} if given else {}
            if change:
                vals["new_partner"] = self.make.partner("Anna Nowa")
            self.end(contract, "2026-02-14", "117", **vals)
            last = contract.reading_ids.sorted("date")[-1]
            self.assertEqual(last.source, kept)

    def test_the_state_before_is_of_the_last_day_at_the_latest(self):
        """A later reading would tell the clerk that the meter ran backwards."""
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.read(contract.point_ids, 121, "2026-03-05")
        action = contract.action_end()
        form = Form(self.env["water.contract.end"].with_context(**action["context"]))
        for on, before, told in (
            ("2026-03-20", 121, day("2026-03-05")),
            ("2026-02-14", 110, day("2026-01-31")),
        ):
            form.date = on
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.last_value, line.last_date), (before, told))

    def test_the_last_bill_is_made_at_once(self):
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        move = self.end(contract, "2026-02-14", "117")
        last = contract.settlement_ids.sorted("date_to")[-1]
        self.assertEqual(move, last.move_id)
        self.assertEqual(move.state, "posted")
        self.assertEqual(
            (last.date_from, last.date_to), (day("2026-02-01"), day("2026-02-14"))
        )
        self.assertEqual(last.volume_water, 7)
        self.assertEqual((contract.state, contract.date_to), ("closed", last.date_to))

    def test_another_reading_of_the_last_day_is_named(self):
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        self.make.read(contract.point_ids, 117, "2026-02-14")
        told = f"{contract.point_ids.code} has a reading of .* already: 117 m³"
        with self.assertRaisesRegex(UserError, told):
            self.end(contract, "2026-02-14", "118")
        self.assertEqual(contract.state, "open")
        self.end(contract, "2026-02-14", "117")
        self.assertEqual(contract.settlement_ids.sorted("date_to")[-1].volume_water, 7)

    def both(self, mode):
        """Settlements of February of the one who left and the one who came."""
        self.company.water_subscription_mode = mode
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        came = self.make.partner("Anna Nowa")
        new = self.end(contract, "2026-02-14", "117", new_partner=came)
        self.make.read(new.point_ids, 123, "2026-02-28")
        first = contract.settlement_ids.sorted("date_to")[-1]
        return first, self.make.settle(new, "2026-02-28")

    def test_a_new_customer_begins_at_the_same_reading(self):
        first, second = self.both("pro_rata")
        old, new = first.contract_id, second.contract_id
        self.assertEqual(new.partner_id.name, "Anna Nowa")
        self.assertEqual((new.state, new.date_from), ("open", day("2026-02-15")))
        self.assertEqual(
            first.usage_ids.reading_to_id, second.usage_ids.reading_from_id
        )
        self.assertEqual(second.usage_ids.reading_from_id.value, 117)
        # Who hands over and who comes have read it, no meter reader.
        self.assertEqual(second.usage_ids.reading_from_id.source, "parties")
        self.assertEqual((first.volume_water, second.volume_water), (7, 6))
        for name in ("services", "billing_months", "premise_id", "payment_term_id"):
            self.assertEqual(new[name], old[name], name)
        self.assertTrue(new.sudo().terms_ids)
        self.assertEqual(second.partner_id, new.partner_id)

    def test_by_days_both_pay_one_month_together(self):
        first, second = self.both("pro_rata")
        fees = [self.quantities(s)["subscription_water"] for s in (first, second)]
        self.assertEqual(fees, [0.5, 0.5])

    def test_every_started_month_is_paid_by_each(self):
        first, second = self.both("every_started")
        fees = [self.quantities(s)["subscription_water"] for s in (first, second)]
        self.assertEqual(fees, [1, 1])

    def test_a_price_change_inside_the_last_bill(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff({"water": 5}, "2025-01-01", "2026-02-10", services="water")
        self.make.tariff({"water": 6}, "2026-02-11", "2028-12-31", services="water")
        contract = self.household(since="2026-02-01")
        came = self.make.partner("Anna Nowa")
        new = self.end(contract, "2026-02-20", "120", new_partner=came)
        # 20 m³ of 20 days, ten at each price.
        self.assertEqual(
            [
                (line.quantity, line.price_net)
                for line in contract.settlement_ids.line_ids
            ],
            [(10, 5), (10, 6)],
        )
        self.make.read(new.point_ids, 128, "2026-02-28")
        self.assertEqual(
            [
                (line.quantity, line.price_net)
                for line in self.make.settle(new, "2026-02-28").line_ids
            ],
            [(8, 6)],
        )

    def test_a_missing_reading_is_asked_for(self):
        contract = self.household()
        with self.assertRaisesRegex(UserError, "no reading of .* estimate"):
            self.end(contract, "2026-02-14")
        self.assertEqual(contract.state, "open")

    def test_a_reading_that_is_there_is_taken(self):
        contract = self.household()
        self.make.read(contract.point_ids, 112, "2026-02-14")
        self.end(contract, "2026-02-14")
        self.assertEqual(contract.settlement_ids.volume_water, 12)

    def test_the_last_day_may_be_that_of_a_meter_exchange(self):
        """The old meter's last state ends the bills, the new one's begins the next."""
        contract = self.household()
        point = contract.point_ids
        self.make.exchange(point, 120, "2026-02-14", initial=3)
        move = self.end(contract, "2026-02-14", new_partner=self.make.partner("Nowa"))
        self.assertEqual(sum(contract.settlement_ids.mapped("volume_water")), 20)
        following = move
        self.assertEqual(following.contract_point_ids.initial_value, 3)
        self.make.read(point, 8, "2026-02-28")
        self.assertEqual(self.make.settle(following, "2026-02-28").volume_water, 5)

    def test_readings_after_the_last_day_are_the_next_customers(self):
        contract = self.household()
        later = self.make.read(contract.point_ids, 120, "2026-02-20")
        held = self.make.read(contract.point_ids, 400, "2026-03-01")
        self.assertEqual((later.state, held.state), ("accepted", "held"))
        came = self.make.partner("Anna Nowa")
        new = self.end(contract, "2026-02-14", "117", new_partner=came)
        self.assertEqual(new.reading_ids, later | held)
        self.assertEqual(later.partner_id, came)
        self.assertEqual(contract.reading_ids.sorted("date")[-1].value, 117)
        self.make.read(new.point_ids, 123, "2026-02-28")
        self.assertEqual(self.make.settle(new, "2026-02-28").volume_water, 6)

    def test_readings_after_the_last_day_are_nobodys_until_somebody_comes(self):
        contract = self.household()
        point = contract.point_ids
        later = self.make.read(point, 120, "2026-02-20")
        self.end(contract, "2026-02-14", "117")
        self.assertFalse(later.contract_id)
        new = self.make.contract([point], "2026-02-16", services="water")
        self.assertEqual(later.contract_id, new)

    def test_a_reading_that_was_billed_stays_where_it_was(self):
        contract = self.household()
        billed = self.make.read(contract.point_ids, 110, "2026-02-03")
        bill = self.make.settle(contract, "2026-01-31")
        self.assertEqual(bill.usage_ids.reading_to_id, billed)
        contract.date_to = bill.date_to
        contract.action_close()
        self.assertEqual(billed.contract_id, contract)

    def test_nobody_says_whose_a_reading_is(self):
        reading = self.make.read(self.household().point_ids, 110, "2026-01-31")
        other = self.household()
        with self.assertRaises(UserError):
            reading.contract_id = other

    def test_an_unusual_reading_must_be_confirmed(self):
        contract = self.household()
        with self.assertRaisesRegex(UserError, "Check the final reading"):
            with self.env.cr.savepoint():
                self.end(contract, "2026-02-14", "90")
        self.assertEqual(contract.state, "open")

    def test_days_that_cannot_be_the_last(self):
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        for on, value in (
            ("2026-03-21", "120"),
            ("2025-12-30", None),
            ("2026-01-30", "120"),
        ):
            with (
                self.subTest(on),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self.end(contract, on, value)
        self.assertEqual(contract.state, "open")

    def test_a_day_that_was_billed_names_the_bill_and_the_way(self):
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-29")
        bill = self.make.settle(contract, "2026-01-31")
        for attempt in (
            lambda: self.end(contract, "2026-01-30", "120"),
            lambda: contract.write({"date_to": "2026-01-30"}),
        ):
            with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                attempt()
            told = str(refused.exception)
            self.assertIn(bill.name, told)
            self.assertRegex(told, self.said("2026-01-31"))
        # The way that is named.
        self.end(contract, "2026-01-31", "111")
        self.assertEqual(contract.state, "closed")

    def test_days_of_a_held_settlement_come_back(self):
        self.env["water.hold.rule"].create(
            {"name": "All", "code": "amount_above", "amount": 1}
        )
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-29")
        held = self.make.settle(contract, "2026-01-31")
        self.assertEqual(held.state, "held")
        with self.assertRaises(RedirectWarning) as refused, self.env.cr.savepoint():
            self.end(contract, "2026-01-30", "111")
        told, action, _button = refused.exception.args[:3]
        self.assertIn("Cancel", told)
        self.assertEqual((action["res_model"], action["res_id"]), (held._name, held.id))
        held.action_cancel()
        self.env["water.hold.rule"].search([]).active = False
        move = self.end(contract, "2026-01-30", "111")
        last = contract.settlement_ids - held
        self.assertEqual((last.move_id, last.volume_water), (move, 11))
        self.assertEqual(last.date_to, day("2026-01-30"))

    def test_all_billed_leaves_nothing_to_settle(self):
        contract = self.household()
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        opened = self.end(contract, "2026-01-31")
        self.assertEqual(opened, contract)
        self.assertEqual(len(contract.settlement_ids), 1)

    def test_a_contract_by_norm_needs_no_reading(self):
        norm = self.env["water.norm"].search([], limit=1)
        contract = self.make.contract(
            metering="norm", norm_id=norm.id, persons=2, services="water"
        )
        came = self.make.partner("Anna Nowa")
        new = self.end(contract, "2026-01-31", new_partner=came)
        self.assertEqual((new.metering, new.persons), ("norm", 2))
        self.assertEqual(contract.settlement_ids.date_to, day("2026-01-31"))

    def test_only_a_clerk_ends_a_contract(self):
        contract = self.household()
        reader = common.user(self.env, "reader-end", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            self.env["water.contract.end"].with_user(reader).create(
                {"contract_id": contract.id, "date": "2026-02-14"}
            )

    def test_one_who_shares_the_meter_hands_over(self):
        point = self.make.metered_point(100)
        contracts = self.env["water.contract"]
        for _count in range(2):
            contract = self.make.contract(
                opened=False,
                premise=point.premise_id,
                services="water",
                contract_point_ids=[
                    Command.create({"point_id": point.id, "share": 50})
                ],
            )
            contract.action_open()
            contracts |= contract
        came = self.make.partner("Anna Nowa")
        new = self.end(contracts[0], "2026-01-20", "110", new_partner=came)
        self.assertEqual(new.contract_point_ids.share, 50)
        self.make.read(point, 130, "2026-01-31")
        made = (contracts[1] | new)._settle(day("2026-01-31"))
        volumes = {s.contract_id: s.volume_water for s in made}
        self.assertEqual(contracts[0].settlement_ids.volume_water, 5)
        self.assertEqual((volumes[contracts[1]], volumes[new]), (15, 10))
