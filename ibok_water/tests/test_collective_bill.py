from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

END = "2026-01-31"
PRICES = {"water": 5.72, "subscription_water": (12.39, "month")}


@freeze_time("2026-02-05 10:00:00")
class TestCollectiveBill(common.WaterCase):
    """One invoice for the contracts of a payer who agreed to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff(PRICES, services="water")
        cls.contracts = cls.make.collective(12, 7, 3, 0, 9)

    def settle(self, contracts=None):
        contracts = self.contracts if contracts is None else contracts
        return contracts._settle(day(END))

    def assert_adds_up(self, settlements):
        """Settlements sum to their one invoice, each near its own VAT."""
        move = settlements.move_id
        self.assertEqual(len(move), 1)
        self.assertEqual(move.state, "posted")
        exact = {
            name: sum(Decimal(f"{value:.2f}") for value in settlements.mapped(name))
            for name in ("amount_net", "amount_tax", "amount_total")
        }
        booked = {
            "amount_net": move.amount_untaxed,
            "amount_tax": move.amount_tax,
            "amount_total": move.amount_total,
        }
        for name, amount in booked.items():
            self.assertEqual(exact[name], Decimal(f"{amount:.2f}"), name)
        self.assertEqual(
            exact["amount_tax"], engine.vat_of(exact["amount_net"], Decimal(8))
        )
        for settlement in settlements:
            self.assertEqual(
                round(settlement.amount_net + settlement.amount_tax, 2),
                settlement.amount_total,
            )
            self.assertAlmostEqual(
                settlement.amount_tax, settlement.amount_net * 0.08, delta=0.01
            )
        return move

    def test_one_invoice_with_the_lines_of_all(self):
        settlements = self.settle()
        move = self.assert_adds_up(settlements)
        self.assertEqual(set(settlements.mapped("state")), {"done"})
        self.assertEqual(settlements.collective_move_id, move)
        self.assertEqual(set(settlements.mapped("name")), {move.name})
        self.assertEqual(move.water_settlement_ids, settlements)
        self.assertEqual(move.water_settlement_count, 5)
        self.assertEqual(move.partner_id, self.contracts.partner_id)
        lines = move.invoice_line_ids
        self.assertEqual(lines.water_settlement_id, settlements)
        for settlement in settlements:
            own = move._water_lines_of(settlement)
            self.assertEqual(
                round(sum(own.mapped("price_subtotal")), 2), settlement.amount_net
            )
            self.assertEqual(len(own), len(settlement.line_ids))
            self.assertIn(settlement.contract_id.number, own[0].name)
        self.assertEqual(lines.sorted("sequence"), lines)

    def test_vat_is_that_of_the_sum(self):
        """Five households whose VAT by themselves is 2 grosze more than the bill's."""
        contracts = self.make.collective(2, 2, 2, 2, 2)
        settlements = self.settle(contracts)
        self.assert_adds_up(settlements)
        own = Decimal("1.91")
        self.assertEqual(engine.vat_of(Decimal("23.83"), Decimal(8)), own)
        self.assertEqual(settlements.move_id.amount_tax, 9.53)
        self.assertEqual(
            sorted(settlements.mapped("amount_tax")), [1.90] * 2 + [1.91] * 3
        )
        told = [
            step
            for settlement in settlements
            for step in settlement.derivation
            if step["step"] == "vat_share"
        ]
        self.assertEqual(
            [(step["vat_own"], step["vat_shared"], step["vat"]) for step in told],
            [("1.91", "1.90", "9.53")] * 2,
        )

    def test_who_did_not_agree_has_a_bill_of_his_own(self):
        other = self.contracts[1]
        other.collective_bill = False
        settlements = self.settle()
        alone = settlements.filtered(lambda s: s.contract_id == other)
        self.assertEqual(len(settlements.move_id), 2)
        self.assertFalse(alone.collective_move_id)
        self.assertEqual(alone.move_id.water_settlement_ids, alone)
        self.assert_adds_up(settlements - alone)

    def test_what_differs_is_billed_apart(self):
        """Another payer, term of payment or cycle."""
        stranger = self.make.collective(4, 5)
        self.contracts[0].payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        self.contracts[1].settlement_doc = "internal_note"
        settlements = self.settle(self.contracts | stranger)
        self.assertEqual(len(settlements.move_id), 3)
        self.assertEqual(
            sorted(map(len, settlements.grouped("move_id").values())), [1, 1, 2, 3]
        )
        notes = settlements.filtered(lambda s: not s.move_id)
        self.assertEqual(notes.contract_id, self.contracts[1])

    def test_one_alone_has_an_ordinary_bill(self):
        settlement = self.settle(self.contracts[0])
        self.assertFalse(settlement.collective_move_id)
        self.assertEqual(settlement.name, settlement.move_id.name)
        self.assertFalse(settlement.move_id.invoice_line_ids.water_settlement_id)

    def test_held_one_is_left_out_and_billed_when_released(self):
        self.env["water.hold.rule"].create({"name": "x", "code": "zero_use"})
        settlements = self.settle()
        held = settlements.filtered(lambda s: s.state == "held")
        self.assertEqual(held.contract_id, self.contracts[3])
        self.assertFalse(held.move_id)
        self.assert_adds_up(settlements - held)
        held.action_release()
        self.assertEqual(held.state, "done")
        self.assertNotIn(held.move_id, (settlements - held).move_id)
        self.assertFalse(held.collective_move_id)

    def test_those_released_in_one_go_share_a_bill(self):
        self.env["water.hold.rule"].create(
            {"name": "x", "code": "amount_above", "amount": 50}
        )
        settlements = self.settle()
        held = settlements.filtered(lambda s: s.state == "held")
        self.assertEqual(len(held), 3)
        held.action_release()
        self.assert_adds_up(held)

    def test_a_residents_reading_waits_for_the_run(self):
        contract = self.make.household(
            100,
            partner=self.contracts.partner_id,
            collective_bill=True,
            services="water",
        )
        reading = self.make.read(contract.point_ids, 110, END, source="resident")
        self.assertEqual(reading.state, "accepted")
        self.assertFalse(reading._bill_if_due())
        contract.collective_bill = False
        self.assertTrue(reading._bill_if_due())

    def test_it_is_not_reopened(self):
        move = self.settle().move_id
        self.assertFalse(move.show_reset_to_draft_button)
        for action in ("button_draft", "button_cancel"):
            with self.assertRaisesRegex(UserError, "issued"):
                getattr(move, action)()

    def test_a_customer_who_is_owed_money_pays_less(self):
        alone = self.make.household(
            100, services="water", partner=self.contracts.partner_id
        )
        reading = self.make.read(alone.point_ids, 120, END)
        bill = self.settle(alone)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.move_id.ids
        ).create({})._create_payments()
        reading._replace(119, "Misread")
        refund = bill._correct("Misread").move_id
        move = self.assert_adds_up(self.settle())
        self.assertEqual(move.water_credit, refund.amount_total)
        self.assertAlmostEqual(
            move.amount_residual, move.amount_total - refund.amount_total
        )

    def test_ledger_that_disagrees_keeps_nothing(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        with self.assertRaisesRegex(UserError, "would be"):
            self.settle(self.make.collective(2, 2, 2, 2, 2))

    # -- What the database refuses ------------------------------------------------

    def deferred(self):
        """Let the database judge now what it judges at commit."""
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_database_refuses_a_line_of_another_bill(self):
        settlements = self.settle()
        other = self.settle(self.make_other())
        self.deferred()
        line = settlements.move_id.invoice_line_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move_line SET water_settlement_id = %s "
                    "WHERE id = %s",
                    other[0].id,
                    line.id,
                )
            )

    def test_database_refuses_to_move_a_settlement_to_another_bill(self):
        settlements = self.settle()
        other = self.settle(self.make_other())
        self.deferred()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                SQL(
                    "UPDATE water_settlement SET move_id = %s WHERE id = %s",
                    other.move_id.id,
                    settlements[0].id,
                )
            )

    def test_database_refuses_a_second_settlement_on_an_ordinary_bill(self):
        bill = self.settle(self.contracts[0])
        other = self.settle(self.contracts[1])
        self.deferred()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                SQL(
                    "UPDATE water_settlement SET move_id = %s WHERE id = %s",
                    bill.move_id.id,
                    other.id,
                )
            )

    def make_other(self):
        return self.make.collective(1, 2)
