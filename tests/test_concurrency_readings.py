"""Residents and clerks meet over one contract: nothing is billed twice or lost."""

from concurrent import futures
from datetime import timedelta

import parallel_sessions
from parallel_sessions import WAIT
from psycopg2.errors import ExclusionViolation

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem


class TestReadingsAndSettling(parallel_sessions.ParallelSessions):
    """Two at once never bill twice and lose nothing."""

    @mute_logger("odoo.sql_db")
    def test_two_tabs_give_the_same_reading(self):
        contract_id, point_id = self.household()
        first, second = self.together(
            self.submit(point_id, 110), self.submit(point_id, 110)
        )
        self.assertIsInstance(first, tuple, first)
        self.assertIsInstance(second, tuple, second)
        self.assertEqual(first[0], second[0])
        self.assertEqual(sorted([len(first[1]), len(second[1])]), [0, 1])
        self.assert_billed_once(contract_id)

    @mute_logger("odoo.sql_db")
    def test_two_values_of_one_day_leave_one_and_tell_the_other(self):
        contract_id, point_id = self.household()
        results = self.together(self.submit(point_id, 110), self.submit(point_id, 111))
        refused = [r for r in results if isinstance(r, UserError)]
        taken = [r for r in results if isinstance(r, tuple)]
        self.assertEqual((len(refused), len(taken)), (1, 1), results)
        with self.session() as env:
            reading = env["water.reading"].browse(taken[0][0])
            self.assertIn(f"{reading.value:g}", str(refused[0]))
            self.assertEqual(
                env["water.reading"].search_count(
                    [("point_id", "=", point_id), ("date", "=", self.cycle_end)]
                ),
                1,
            )
        self.assert_billed_once(contract_id)

    @mute_logger("odoo.sql_db")
    def test_residents_of_different_houses_do_not_disturb_each_other(self):
        houses = [self.household() for _n in range(3)]
        results = self.together(*(self.submit(point, 110) for _c, point in houses))
        self.assertTrue(all(isinstance(r, tuple) for r in results), results)
        self.assert_billed_once(*(contract for contract, _p in houses))

    # -- settling ---------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_two_clerks_settle_one_contract(self):
        contract_id, point_id = self.household()
        self.read(point_id)
        results = self.together(self.settle(contract_id), self.settle(contract_id))
        made = [r for r in results if isinstance(r, list)]
        problems = [r for r in results if isinstance(r, SettlementProblem)]
        self.assertEqual((len(made), len(problems)), (1, 1), results)
        self.assertEqual(problems[0].code, "already_settled")
        self.assert_billed_once(contract_id)

    @mute_logger("odoo.sql_db")
    def test_resident_reads_while_a_clerk_settles(self):
        contract_id, point_id = self.household()
        self.read(point_id)
        next_end = self.cycle_end + timedelta(days=1)
        results = self.together(
            self.settle(contract_id), self.submit(point_id, 112, next_end)
        )
        self.assertFalse(
            [
                r
                for r in results
                if isinstance(r, Exception) and not isinstance(r, SettlementProblem)
            ],
            results,
        )
        self.assert_billed_once(contract_id)

    def test_the_database_makes_the_second_settlement_wait_and_refuses_it(self):
        contract_id, _point_id = self.household()
        insert = SQL(
            """INSERT INTO water_settlement
                      (contract_id, partner_id, date_from, date_to, state,
                       settlement_doc)
               SELECT id, partner_id, %s, %s, 'draft', 'invoice'
                 FROM water_contract WHERE id = %s""",
            self.start,
            self.cycle_end,
            contract_id,
        )

        def raw():
            try:
                with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
                    cr.execute(insert)
            except ExclusionViolation as error:
                return error
            return None

        with futures.ThreadPoolExecutor(1) as pool, self.registry.cursor() as cr:
            cr.execute(insert)
            other = pool.submit(raw)
            # The built-in one is another class before Python 3.11.
            with self.assertRaises(futures.TimeoutError):
                other.result(timeout=0.3)
            cr.commit()
            self.assertIsInstance(other.result(timeout=WAIT), ExclusionViolation)
