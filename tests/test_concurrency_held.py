"""A clerk frees days or points while a bill is made: none is lost or billed twice."""

from datetime import timedelta

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common


class TestHeldTogether(parallel_sessions.ParallelSessions):
    """What was true when the clerk looked may be another's bill when he writes."""

    def two_months(self):
        """Ids of a contract over two months that are read, and of its first bill."""
        before = (self.start - timedelta(days=1)).replace(day=1)
        with self.session() as env:
            make = common.Factory(env)
            contract = make.household(100, before)
            make.read(contract.point_ids, 110, self.start - timedelta(days=1))
            make.read(contract.point_ids, 125, self.cycle_end)
            rule = env["water.hold.rule"].create(
                {
                    "name": "Everything",
                    "code": "amount_above",
                    "amount": 0.01,
                    "company_id": self.company_id,
                }
            )
            first = contract._settle(self.start - timedelta(days=1))
            self.assertEqual(first.state, "held")
            rule.active = False
            return contract.id, first.id

    def cancel(self, settlement_id):
        """A job: take a held bill back, as the clerk at the list of held ones."""

        def job(env):
            env["water.settlement"].browse(settlement_id).action_cancel()
            return "cancelled"

        return job

    @mute_logger("odoo.sql_db")
    def test_a_held_bill_is_cancelled_while_the_next_is_made(self):
        contract_id, first_id = self.two_months()
        cancelled, made = self.together(self.cancel(first_id), self.settle(contract_id))
        self.assertIsInstance(made, list, made)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            live = contract.settlement_ids.filtered(lambda s: s.state != "cancelled")
            # Whoever was first: every day is on a bill, and every m³.
            self.assertEqual(min(live.mapped("date_from")), contract.date_from)
            self.assertEqual(sum(live.mapped("volume_water")), 25)
            if cancelled == "cancelled":
                self.assertEqual(len(live), 1)
            else:
                self.assertIsInstance(cancelled, UserError, cancelled)
                self.assertEqual(len(live), 2)

    def end_row(self, contract_id, day):
        """A job: the contract pays for its point up to this day only."""

        def job(env):
            contract = env["water.contract"].browse(contract_id)
            contract.contract_point_ids.date_to = day
            return "ended"

        return job

    @mute_logger("odoo.sql_db")
    def test_a_point_is_taken_off_while_its_bill_is_made(self):
        contract_id, point_id = self.household()
        self.read(point_id, 110)
        ended, made = self.together(
            self.end_row(contract_id, self.start + timedelta(days=5)),
            self.settle(contract_id),
        )
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            row, billed = contract.contract_point_ids, contract.settlement_ids
            if ended == "ended":
                # The next contract bills the days after it: this one may not.
                self.assertIsInstance(made, SettlementProblem, made)
                self.assertFalse(billed)
            else:
                self.assertIsInstance(ended, UserError, ended)
                self.assertEqual(billed.volume_water, 10)
                self.assertFalse(row.date_to)
