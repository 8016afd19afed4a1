"""Corrections meet other corrections and the next bill: nothing twice, nothing lost."""

from datetime import timedelta

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class TestCorrectionsTogether(parallel_sessions.ParallelSessions):
    """Two clerks, or a clerk and a bill, over one wrong reading."""

    def billed(self, value=110):
        """Ids of a contract, its point and its settled reading."""
        contract_id, point_id = self.household()
        self.read(point_id, value)
        with self.session() as env:
            settlement = (
                env["water.contract"].browse(contract_id)._settle(self.cycle_end)
            )
            return contract_id, point_id, settlement.usage_ids.reading_to_id.id

    def correct(self, reading_id, value):
        """A job: give the true value of a reading and correct what rests on it."""

        def job(env):
            wizard = env["water.settlement.correct"].create(
                {"reading_id": reading_id, "value": value, "reason": "Misread"}
            )
            wizard.action_confirm()
            return value

        return job

    def correct_settlement(self, contract_id):
        """A job: reckon the contract's settlement again with what is true now."""

        def job(env):
            contract = env["water.contract"].browse(contract_id)
            settlement = contract.settlement_ids.filtered(lambda s: s.state == "done")
            return settlement._correct("Misread").ids

        return job

    def assert_true(self, contract_id, volume):
        """The live settlements bill this many m³ and the ledger says the same."""
        with self.session() as env:
            settlements = env["water.contract"].browse(contract_id).settlement_ids
            live = settlements.filtered(lambda s: s.state == "done")
            self.assertEqual(sum(live.mapped("volume_water")), volume)
            moves = settlements.move_id
            self.assertEqual(
                round(sum(moves.mapped("amount_total_signed")), 2),
                round(sum(live.mapped("amount_total")), 2),
            )
            self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assert_no_gap()

    @mute_logger("odoo.sql_db")
    def test_two_clerks_give_two_true_values(self):
        contract_id, _point_id, reading_id = self.billed()
        results = self.together(
            self.correct(reading_id, 107), self.correct(reading_id, 112)
        )
        taken = [r for r in results if isinstance(r, int)]
        refused = [r for r in results if isinstance(r, UserError)]
        self.assertEqual((len(taken), len(refused)), (1, 1), results)
        self.assert_true(contract_id, taken[0] - 100)

    @mute_logger("odoo.sql_db")
    def test_two_clerks_correct_one_settlement(self):
        contract_id, _point_id, reading_id = self.billed()
        with self.session() as env:
            env["water.reading"].browse(reading_id)._replace(107, "Misread")
        results = self.together(
            self.correct_settlement(contract_id), self.correct_settlement(contract_id)
        )
        made = [r for r in results if isinstance(r, list)]
        self.assertEqual(len(made), 2, results)
        # The second one finds nothing left to correct.
        self.assertEqual(sorted(map(len, made)), [0, 1])
        self.assert_true(contract_id, 7)

    @mute_logger("odoo.sql_db")
    def test_a_bill_is_made_while_the_reading_before_it_is_corrected(self):
        contract_id, point_id, reading_id = self.billed()
        following = self.cycle_end + timedelta(days=1)

        def bill(env):
            point = env["water.point"].browse(point_id)
            reading = env["water.reading"]._create_accepted(
                [{"point_id": point.id, "value": 115, "date": following}]
            )
            contract = env["water.contract"].browse(contract_id)
            cycle = contract._cycle_of(following)
            return len(reading) and contract._settle(cycle.date_to, strict=False).ids

        results = self.together(self.correct(reading_id, 107), bill)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            live = contract.settlement_ids.filtered(lambda s: s.state == "done")
            billed = sum(live.mapped("volume_water"))
            # Whatever was read in time is billed once: 107 − 100, then 115 − 107.
            self.assertIn((len(live), billed), {(1, 7), (2, 15)})
        self.assert_true(contract_id, billed)

    def change_terms(self, contract_id, **terms):
        """A job: other terms from the first day on, as a clerk confirms them."""

        def job(env):
            wizard = env["water.contract.change"].with_context(
                default_contract_id=contract_id
            )
            vals = {"date_from": self.start, "reason": "Entered wrongly", **terms}
            wizard.create(vals).action_confirm()
            return "changed"

        return job

    @mute_logger("odoo.sql_db")
    def test_terms_change_while_the_bill_is_made(self):
        contract_id, point_id = self.household()
        self.read(point_id, 110)
        results = self.together(
            self.change_terms(contract_id, services="water"),
            self.settle(contract_id),
        )
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            live = contract.settlement_ids.filtered(lambda s: s.state == "done")
            self.assertEqual(live.volume_sewage, 0)
        self.assert_true(contract_id, 10)

    @mute_logger("odoo.sql_db")
    def test_terms_change_while_the_reading_is_corrected(self):
        contract_id, _point_id, reading_id = self.billed()
        results = self.together(
            self.change_terms(contract_id, services="water"),
            self.correct(reading_id, 107),
        )
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            live = contract.settlement_ids.filtered(lambda s: s.state == "done")
            self.assertEqual(live.volume_sewage, 0)
        self.assert_true(contract_id, 7)
