from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-11-22")
class TestSettlement(common.WaterCase):
    """From accepted readings to the days, m³ and złoty of a settlement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def line(self, settlement, component):
        return settlement.line_ids.filtered(lambda row: row.component == component)

    def refused(self, code, contract, cycle_end):
        with self.assertRaises(SettlementProblem) as caught:
            self.make.settle(contract, cycle_end)
        self.assertEqual(caught.exception.code, code)
        return caught.exception.message

    def test_one_meter(self):
        contract = self.make.household(100.4)
        self.make.read(contract.point_ids, "112.9", "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        # Whole m³ of both states: 112 − 100.
        self.assertEqual(settlement.volume_water, 12)
        self.assertEqual(settlement.volume_sewage, 12)
        self.assertEqual(
            (settlement.date_from, settlement.date_to, settlement.state),
            (day("2026-01-01"), day("2026-01-31"), "done"),
        )
        # 12 × 5 + 12 × 8 + 4 = 160 net
        self.assertEqual(
            (settlement.amount_net, settlement.amount_tax, settlement.amount_total),
            (160.0, 12.8, 172.8),
        )
        self.assertEqual(settlement.move_id.amount_total, 172.8)
        self.assertEqual(settlement.name, settlement.move_id.name)
        use = settlement.usage_ids
        self.assertEqual((use.value_from, use.value_to, use.volume), (100.4, 112.9, 12))
        self.assertTrue(settlement.derivation)
        self.assertTrue(all(line.derivation for line in settlement.line_ids))

    def test_garden_submeter_takes_off_sewage_only(self):
        main = self.make.metered_point(100)
        garden = self.make.metered_point(20, kind="garden", main=main)
        contract = self.make.contract([main, garden])
        self.make.read(main, 130, "2026-01-31")
        self.refused("no_reading", contract, "2026-01-31")
        self.make.read(garden, 29, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(
            (
                settlement.volume_water,
                settlement.volume_garden,
                settlement.volume_sewage,
            ),
            (30, 9, 21),
        )

    def test_garden_above_main_makes_no_negative_sewage(self):
        main = self.make.metered_point(100)
        garden = self.make.metered_point(20, kind="garden", main=main)
        contract = self.make.contract([main, garden])
        self.make.read(main, 105, "2026-01-31")
        self.make.read(garden, 29, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual((settlement.volume_water, settlement.volume_sewage), (5, 0))
        self.assertTrue(settlement.flags)

    def test_exchange_inside_the_period_bills_both_meters(self):
        contract = self.make.household(455)
        point = contract.point_ids
        self.make.exchange(point, 461, "2026-01-15", 0)
        self.make.read(point, 8, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.volume_water, 14)
        self.assertEqual(
            [(u.value_from, u.value_to, u.volume) for u in settlement.usage_ids],
            [(455, 461, 6), (0, 8, 8)],
        )
        self.make.read(point, 18, "2026-02-28")
        following = self.make.settle(contract, "2026-02-28")
        self.assertEqual(following.volume_water, 10)

    def test_two_exchanges_inside_a_period(self):
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.exchange(point, 104, "2026-01-10", 10)
        self.make.exchange(point, 13, "2026-01-20", 50)
        self.make.read(point, 55, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.volume_water, 4 + 3 + 5)

    def test_exchange_on_the_last_day_loses_nothing(self):
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.exchange(point, 110, "2026-01-31", 3)
        self.make.read(point, 12, "2026-02-28")
        total = 0
        for cycle_end in ("2026-01-31", "2026-02-28"):
            try:
                total += self.make.settle(contract, cycle_end).volume_water
            except SettlementProblem:
                continue
        self.assertEqual(total, 10 + 9)

    def test_rollover_is_billed_through_zero(self):
        contract = self.make.household(99990)
        self.make.read(contract.point_ids, 4, "2026-01-31").action_accept()
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.volume_water, 14)
        self.assertTrue(settlement.usage_ids.rollover)

    def test_norm_times_persons_times_months(self):
        norm = self.env["water.norm"].create(
            {"code": "T", "name": "Test", "m3_month": 3.0}
        )
        contract = self.make.contract(
            metering="norm", norm_id=norm.id, persons=2, billing_months="3"
        )
        settlement = self.make.settle(contract, "2026-03-31")
        self.assertEqual((settlement.volume_water, settlement.volume_sewage), (18, 18))
        self.assertFalse(settlement.usage_ids)

    def test_zero_use_still_owes_the_subscription(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 100, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.amount_net, 4.0)
        self.assertIn("zero_use", settlement.flags)
        self.assertEqual(settlement.move_id.amount_total, 4.32)

    def test_cycle_without_a_reading_settles_with_the_next(self):
        contract = self.make.household(100)
        message = self.refused("no_reading", contract, "2026-01-31")
        self.assertIn(contract.point_ids.code, message)
        self.make.read(contract.point_ids, 124, "2026-02-28")
        settlement = self.make.settle(contract, "2026-02-28")
        self.assertEqual(
            (settlement.date_from, settlement.date_to, settlement.volume_water),
            (day("2026-01-01"), day("2026-02-28"), 24),
        )
        self.assertEqual(self.line(settlement, "subscription_both").quantity, 2)

    def test_moving_out_and_in_meet_at_one_reading(self):
        first = self.make.household(100)
        point = first.point_ids
        first.date_to = "2026-01-20"
        handover = self.make.read(point, 113.5, "2026-01-20", kind="final")
        self.assertEqual(handover.state, "accepted")
        second = self.make.contract([point], "2026-01-21")
        self.assertEqual(second.contract_point_ids.initial_reading_id, handover)
        self.make.read(point, 121, "2026-01-31")
        out = self.make.settle(first, "2026-01-31")
        into = self.make.settle(second, "2026-01-31")
        self.assertEqual(
            (out.date_to, into.date_from),
            (
                day("2026-01-20"),
                day("2026-01-21"),
            ),
        )
        self.assertEqual(out.usage_ids.reading_to_id, into.usage_ids.reading_from_id)
        self.assertEqual((out.volume_water, into.volume_water), (13, 8))

    def test_subscription_by_days_at_move_in(self):
        self.company.water_subscription_mode = "pro_rata"
        contract = self.make.household(100, since="2026-01-17")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        line = self.line(self.make.settle(contract, "2026-01-31"), "subscription_both")
        self.assertAlmostEqual(line.quantity, 0.48)
        self.assertAlmostEqual(line.amount_net, 1.92)

    def test_started_month_counts_whole_by_default(self):
        contract = self.make.household(100, since="2026-01-17")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        line = self.line(self.make.settle(contract, "2026-01-31"), "subscription_both")
        self.assertEqual((line.quantity, line.amount_net), (1, 4.0))

    def test_water_only_has_no_sewage_line(self):
        contract = self.make.household(100, services="water")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertFalse(self.line(settlement, "sewage"))
        self.assertEqual(settlement.volume_sewage, 0)

    def test_internal_note_makes_no_invoice(self):
        contract = self.make.household(100, settlement_doc="internal_note")
        self.make.read(contract.point_ids, 110, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertEqual(settlement.state, "done")
        self.assertFalse(settlement.move_id)
        self.assertTrue(settlement.name.startswith("NW/2026/"))
        # One taxpayer with its units: nothing is sold, so there is no VAT.
        self.assertEqual(settlement.amount_tax, 0)
        self.assertEqual(settlement.amount_total, settlement.amount_net)
        self.assertFalse(
            self.env["account.move"].search([("water_contract_id", "=", contract.id)])
        )

    def test_settled_days_are_not_settled_again(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        message = self.refused("already_settled", contract, "2026-01-31")
        self.assertRegex(message, self.said("2026-01-31"))
        self.assertFalse(contract._settle(day("2026-01-31"), strict=False))

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_day_or_a_use_twice(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.env.flush_all()
        copies = (
            """INSERT INTO water_settlement (contract_id, partner_id, date_from,
                       date_to, state, settlement_doc)
               SELECT contract_id, partner_id, date_to, date_to + 9, 'draft',
                       settlement_doc FROM water_settlement WHERE id = %s""",
            """INSERT INTO water_settlement_usage (settlement_id, contract_id, active,
                       point_id, installation_id, meter_number, reading_from_id,
                       reading_to_id, date_from, date_to, volume)
               SELECT settlement_id, contract_id, true, point_id, installation_id,
                       meter_number, reading_to_id, reading_from_id, date_to - 1,
                       date_to + 9, 0
                 FROM water_settlement_usage WHERE settlement_id = %s""",
        )
        for query in copies:
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env.cr.execute(query, [settlement.id])

    def test_cancelled_draft_frees_its_days(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        ready, _problems = contract._reckon_all(day("2026-01-31"))
        draft = self.env["water.settlement"].create(ready)
        draft.action_cancel()
        self.assertFalse(draft.usage_ids.filtered("active"))
        self.assertEqual(self.make.settle(contract, "2026-01-31").state, "done")

    def test_finished_settlement_is_neither_cancelled_nor_changed(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        clerk = common.user(
            self.env, "clerk-settlement", "ibok_water.group_water_manager"
        )
        settlement = self.make.settle(contract, "2026-01-31").with_user(clerk)
        first_line = settlement.line_ids[0]
        attempts = {
            "cancel": settlement.action_cancel,
            "unlink": settlement.unlink,
            "release": settlement.action_release,
            "amount": lambda: settlement.write({"amount_total": 1}),
            "days": lambda: settlement.write({"date_to": "2026-02-10"}),
            "line": lambda: first_line.write({"price_net": 1}),
            "line unlink": settlement.line_ids.unlink,
            "state": lambda: settlement.write({"state": "cancelled"}),
            "line removed": lambda: settlement.write(
                {"line_ids": [Command.unlink(first_line.id)]}
            ),
            "use": lambda: settlement.usage_ids.write({"volume": 1}),
            "use unlink": settlement.usage_ids.unlink,
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    attempt()

    def test_price_change_inside_the_period_splits_the_volume(self):
        self.env["water.tariff"].search([("state", "=", "active")]).action_close()
        self.make.tariff({"water": 5.36, "sewage": 8}, "2024-01-01", "2025-12-11")
        self.make.tariff({"water": 5.72, "sewage": 8}, "2025-12-12", "2028-12-11")
        contract = self.make.household(100, since="2025-11-01", billing_months="2")
        self.make.read(contract.point_ids, 120, "2025-12-31")
        lines = self.line(self.make.settle(contract, "2025-12-31"), "water")
        self.assertEqual(
            sorted(lines.mapped(lambda row: (row.price_net, row.quantity))),
            [(5.36, 13.44), (5.72, 6.56)],
        )
        self.assertEqual(sum(lines.mapped("quantity")), 20)
