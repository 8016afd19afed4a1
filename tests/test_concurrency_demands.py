"""Two who demand money of the same customer at once."""

from unittest.mock import patch

import parallel_debts
import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class TestDemands(parallel_debts.ParallelDebts):
    """No debt is demanded twice at a stage, and both come to an end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = cls._in_company(parallel_sessions.api.Environment(cr, 1, {}))
            env["water.interest.rate"]._load_shipped()
            cls.stage_id = cls.make_stage(env).id

    def late(self):
        """Ids of a customer and of a bill that he has not paid."""
        return self.debtor(100)

    def make(self, partner_id):
        """A job: a clerk's click, draft and issue."""

        def job(env):
            demands, _refused = env["water.payment.demand"]._make(
                env["water.demand.stage"].browse(self.stage_id),
                env.company,
                self.cycle_end,
                env["res.partner"].browse(partner_id),
                by_hand=True,
            )
            return demands.ids

        return job

    def issue(self, demand_id):
        def job(env):
            demand = env["water.payment.demand"].browse(demand_id)
            demand._issue()
            return demand.name

        return job

    def run_(self, *partner_ids):
        """Id of a started run over these customers."""
        return self.previewed_run(
            "water.demand.run", {"stage_ids": [self.stage_id]}, partner_ids
        )

    def process(self, run_id):
        """A job: one worker of a run, as the scheduler's."""

        def job(env):
            run = env["water.demand.run"].browse(run_id)
            while run._run_chunk():
                env.cr.commit()

        job.on_its_own = True
        return job

    def assert_demanded_once(self, found):
        with self.session() as env:
            for partner_id, bill_id in found:
                rows = env["water.payment.demand.line"].search(
                    [("move_id", "=", bill_id), ("live", "=", True)]
                )
                self.assertEqual(len(rows), 1, partner_id)
            named = [("name", "!=", False)]
            numbers = env["water.payment.demand"].search(named).mapped("name")
            self.assertEqual(len(numbers), len(set(numbers)))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_double_click_makes_one_draft(self):
        found = self.late()
        results = self.together(*[self.make(found[0])] * 3)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assertEqual(sorted(len(ids) for ids in results), [0, 0, 1])
        self.assert_demanded_once([found])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_draft_is_issued_by_one_of_two(self):
        found = self.late()
        with self.session() as env:
            [demand_id] = self.make(found[0])(env)
        results = self.together(*[self.issue(demand_id)] * 2)
        refused = [r for r in results if isinstance(r, UserError)]
        self.assertEqual(len(refused), 1, results)
        self.assert_demanded_once([found])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_runs_at_once_make_nothing_twice(self):
        found = [self.late() for _ in range(4)]
        partner_ids = [partner_id for partner_id, _bill in found]
        first, second = self.run_(*partner_ids), self.run_(*partner_ids)
        with patch.object(self.registry["water.demand.run"], "_chunk", 2):
            results = self.together(*map(self.process, (first, second)))
        self.assertEqual(results, [None, None])
        self.assert_demanded_once(found)
        with self.session() as env:
            runs = env["water.demand.run"].browse((first, second))
            self.assertEqual(runs.mapped("state"), ["done", "done"])
            states = runs.line_ids.mapped("state")
            self.assertEqual(sorted(states), ["done"] * 4 + ["nothing"] * 4)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_run_and_a_click_meet(self):
        found = [self.late() for _ in range(3)]
        run_id = self.run_(*(partner_id for partner_id, _bill in found))
        results = self.together(self.process(run_id), self.make(found[-1][0]))
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assert_demanded_once(found)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_database_itself_refuses_the_second(self):
        """Past every lock: two rows of a debt at a stage cannot both be there."""
        found = self.late()
        Move = self.registry["account.move"]
        Demand = self.registry["water.payment.demand"]
        with (
            patch.object(Move, "_water_lock_customers", lambda self, partners: None),
            patch.object(Demand, "_lock", lambda self: None),
        ):
            self.together(*[self.make(found[0])] * 2)
        self.assert_demanded_once([found])
