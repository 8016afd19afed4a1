import random
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

END = "2026-01-31"
PRICES = {"water": 5.72, "subscription_water": (12.39, "month")}


def exact(amounts):
    """Sum of amounts, as a Decimal in full grosze."""
    return sum((Decimal(f"{amount:.2f}") for amount in amounts), Decimal("0.00"))


@freeze_time("2026-02-05 10:00:00")
class TestCollectiveCorrection(common.WaterCase):
    """Bill and corrections are together the true collective bill, to the grosz."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff(PRICES, services="water")
        cls.contracts = cls.make.collective(2, 2, 2, 2, 2)
        cls.bills = cls.contracts._settle(day(END))
        cls.bill = cls.bills.move_id

    def live(self):
        return self.contracts.settlement_ids.filtered(lambda s: s.state == "done")

    def misread(self, contract, value, reason="Misread"):
        """The contract's reading shows this many m³ above the first one."""
        live = self.live().filtered(lambda s: s.contract_id == contract)
        live.usage_ids.filtered("active").reading_to_id._replace(100 + value, reason)
        return live

    def correct(self, contract, value):
        return self.misread(contract, value)._correct("Misread")

    def assert_true(self):
        """Ledger, settlements, differences and every tax tag say the true bill."""
        live, everyone = self.live(), self.contracts.settlement_ids
        self.assertEqual(len(live), 5)
        self.assertEqual(live.collective_move_id, self.bill)
        net = exact(live.mapped("amount_net"))
        vat = engine.vat_of(net, Decimal(8))
        self.assertEqual(exact(live.mapped("amount_tax")), vat)
        self.assertEqual(exact(live.mapped("amount_total")), net + vat)
        moves = everyone.move_id
        self.assertEqual(exact(moves.mapped("amount_untaxed_signed")), net)
        self.assertEqual(exact(moves.mapped("amount_tax_signed")), vat)
        tagged = {"base": Decimal(0), "tax": Decimal(0)}
        for line in moves.line_ids.filtered("tax_tag_ids"):
            kind = "tax" if line.tax_line_id else "base"
            tagged[kind] -= Decimal(f"{line.balance:.2f}")
        self.assertEqual(tagged, {"base": net, "tax": vat})
        for settlement in everyone.filtered("corrected_id"):
            before = settlement.corrected_id
            for name in ("net", "tax", "total"):
                self.assertEqual(
                    exact([settlement[f"difference_{name}"]]),
                    exact([settlement[f"amount_{name}"], -before[f"amount_{name}"]]),
                )
        for move in moves:
            own = move.water_settlement_ids
            figures = "difference_total" if own.corrected_id else "amount_total"
            self.assertEqual(
                exact([move.amount_total_signed]), exact(own.mapped(figures))
            )

    def test_one_lower(self):
        right = self.correct(self.contracts[1], 1)
        self.assert_true()
        move = right.move_id
        self.assertEqual(
            (move.move_type, move.state, move.amount_untaxed),
            ("out_refund", "posted", 5.72),
        )
        # 8 % of 113.43 is 9.07, of 119.15 it was 9.53; 8 % of 5.72 would be 0.46 too.
        self.assertEqual(move.amount_tax, 0.46)
        self.assertEqual(move.reversed_entry_id, self.bill)
        self.assertEqual(move.water_corrected_move_id, self.bill)
        self.assertEqual(move.water_document, "correction")
        self.assertEqual(self.bill.amount_residual, round(128.68 - 6.18, 2))
        self.assertEqual(move.invoice_line_ids.water_settlement_id, right)

    def test_one_higher(self):
        right = self.correct(self.contracts[0], 3)
        self.assert_true()
        self.assertEqual(right.move_id.move_type, "out_invoice")
        self.assertEqual(right.move_id.water_corrected_move_id, self.bill)

    def test_several_in_sequence(self):
        chance = random.Random(20260131)
        for _time in range(12):
            contract = self.contracts[chance.randrange(5)]
            now = self.live().filtered(lambda s, c=contract: s.contract_id == c)
            value = chance.choice([n for n in range(15) if n != now.volume_water])
            self.correct(contract, value)
            self.assert_true()

    def test_several_in_one_go_have_one_document(self):
        touched = self.env["water.settlement"]
        for contract, value in zip(self.contracts[:3], (1, 5, 0), strict=True):
            touched |= self.misread(contract, value)
        found = touched._preview_corrections()
        expected = {s.contract_id: found[s.sudo()][0].gross for s in touched}
        made = touched._correct("Route read anew")
        self.assertEqual(len(made), 3)
        self.assertEqual(len(made.move_id), 1)
        self.assertEqual(made.move_id.water_settlement_count, 3)
        self.assert_true()
        for settlement in made:
            self.assertEqual(
                exact([settlement.difference_total]), expected[settlement.contract_id]
            )

    def test_up_and_down_that_cancel_out(self):
        touched = self.misread(self.contracts[0], 3) | self.misread(
            self.contracts[1], 1
        )
        made = touched._correct("Two meters exchanged by mistake")
        self.assertEqual(made.move_id.amount_total, 0)
        self.assertEqual(exact(made.mapped("difference_total")), 0)
        self.assert_true()

    def test_corrected_and_corrected_back(self):
        for value in (9, 2, 0, 2):
            self.correct(self.contracts[4], value)
            self.assert_true()
        self.assertEqual(exact(self.live().mapped("amount_total")), Decimal("128.68"))

    def test_the_whole_bill_from_its_own_form(self):
        for contract in self.contracts[:2]:
            self.misread(contract, 4)
        action = self.bill.action_water_correct()
        settlements = self.env["water.settlement"].browse(
            action["context"]["default_settlement_ids"]
        )
        self.assertEqual(settlements, self.live())
        wizard = self.env["water.settlement.correct"].create(
            {"settlement_ids": settlements.ids, "reason": "Misread"}
        )
        wizard.action_preview()
        self.assertEqual(len(wizard.line_ids), 2)
        expected = wizard.difference_total
        wizard.action_confirm()
        self.assert_true()
        newest = self.live().filtered("corrected_id")
        self.assertAlmostEqual(sum(newest.mapped("difference_total")), expected)
        # Again from the form: what holds now is offered, not what was corrected.
        again = self.bill.action_water_correct()
        self.assertEqual(
            set(again["context"]["default_settlement_ids"]), set(self.live().ids)
        )

    def test_a_correction_run(self):
        for contract in self.contracts:
            self.misread(contract, 7)
        run = self.env["water.billing.run"]._make_correction_run(self.live(), "Anew")
        run.action_preview()
        run._process_now()
        expected = run.preview_amount
        run.action_start()
        leader = run.line_ids[0]
        self.assertEqual((run.line_ids - leader).leader_id, leader)
        run._process_now()
        self.assertEqual(set(run.line_ids.mapped("state")), {"done"})
        made = run.settlement_ids
        self.assertEqual(len(made), 5)
        self.assertEqual(len(made.move_id), 1)
        self.assertAlmostEqual(run.difference_total, expected)
        self.assertAlmostEqual(made.move_id.amount_total, expected)
        self.assert_true()

    def test_a_run_goes_on_when_one_cannot_be_corrected(self):
        for contract in self.contracts[:3]:
            self.misread(contract, 7)
        run = self.env["water.billing.run"]._make_correction_run(self.live(), "Anew")
        model, broken = type(self.contracts), self.contracts[1]
        reckon, refusal = model._reckon, UserError("Not now")

        def explode(contract, *args):
            if contract == broken:
                raise refusal
            return reckon(contract, *args)

        self.patch(model, "_reckon", explode)
        run.action_start()
        run._process_now()
        held = run.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.contract_id, broken)
        self.assertEqual(len(run.settlement_ids), 2)
        self.assert_true()

    def test_equal_amounts_have_no_document(self):
        reading = self.bills[0].usage_ids.reading_to_id
        made = self.correct(self.contracts[0], 2.4)
        self.assertNotEqual(made.usage_ids.reading_to_id, reading)
        self.assertFalse(made.move_id)
        self.assertEqual((made.state, made.difference_total), ("done", 0))
        self.assert_true()
        # And from there to a true difference.
        self.correct(self.contracts[0], 6)
        self.assert_true()

    def test_refund_is_taken_off_the_next_bill(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({})._create_payments()
        refund = self.correct(self.contracts[2], 0).move_id
        self.assertGreater(refund.amount_residual, 0)
        with freeze_time("2026-03-04 10:00:00"):
            for contract in self.contracts:
                self.make.read(contract.point_ids, 110, "2026-02-28")
            following = self.contracts._settle(day("2026-02-28")).move_id
        self.assertEqual(len(following), 1)
        self.assertEqual(following.water_credit, refund.amount_total)
        self.assertEqual(refund.amount_residual, 0)

    def test_an_estimate_too_high_is_settled_with_the_next_bill(self):
        """The next bill corrects this one by itself, inside the same transaction."""
        contracts = self.make.collective(4, 5)
        estimated = self.make.household(
            100,
            services="water",
            partner=contracts.partner_id,
            collective_bill=True,
        )
        self.env["water.reading"]._create_accepted(
            [
                {
                    "point_id": estimated.point_ids.id,
                    "date": day(END),
                    "value": 140,
                    "source": "estimate",
                }
            ]
        )
        first = (contracts | estimated)._settle(day(END))
        bill = first.move_id
        self.assertEqual(bill.water_settlement_count, 3)
        with freeze_time("2026-03-04 10:00:00"):
            for contract in contracts | estimated:
                self.make.read(contract.point_ids, 110, "2026-02-28")
            second = (contracts | estimated)._settle(day("2026-02-28"))
        self.assertEqual(len(second.move_id), 1)
        corrected = estimated.settlement_ids.filtered("corrected_id")
        self.assertEqual(corrected.collective_move_id, bill)
        live = (contracts | estimated).settlement_ids.filtered(
            lambda s: s.collective_move_id == bill and s.state == "done"
        )
        self.assertEqual(len(live), 3)
        books = (bill | corrected.move_id).mapped("amount_total_signed")
        self.assertEqual(exact(books), exact(live.mapped("amount_total")))
        self.assertEqual(
            sum(
                estimated.settlement_ids.filtered(lambda s: s.state == "done").mapped(
                    "volume_water"
                )
            ),
            10,
        )
