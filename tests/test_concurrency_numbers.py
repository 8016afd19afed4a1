"""Numbers of bills stay without a gap when a posting is taken back."""

import threading

import parallel_sessions
from parallel_sessions import WAIT

from odoo import SUPERUSER_ID, api
from odoo.tools import mute_logger


class TestNumbers(parallel_sessions.ParallelSessions):
    """A number given back is used by the next bill."""

    def test_a_posting_rolled_back_leaves_no_gap(self):
        first, first_point = self.household()
        second, second_point = self.household()
        self.read(first_point)
        self.read(second_point)
        with self.registry.cursor() as cr:
            env = self._in_company(api.Environment(cr, SUPERUSER_ID, {}))
            ids = self.settle(first)(env)
            lost = env["water.settlement"].browse(ids).name
            cr.rollback()
        with self.session() as env:
            self.settle(second)(env)
        with self.session() as env:
            settlement = env["water.contract"].browse(second).settlement_ids
            self.assertEqual(settlement.name, lost)
        self.assert_billed_once(second)

    @mute_logger("odoo.sql_db")
    def test_a_number_given_back_is_taken_by_who_waited_for_it(self):
        first, first_point = self.household()
        second, second_point = self.household()
        self.read(first_point)
        self.read(second_point)
        posted, answer = threading.Event(), []

        def waits(env):
            posted.wait(WAIT)
            return self.settle(second)(env)

        def gives_back(env):
            lost = env["water.settlement"].browse(self.settle(first)(env)).name
            posted.set()
            # The other one is waiting for the number by now, or soon.
            env.cr.execute("SELECT pg_sleep(0.5)")
            answer.append(lost)
            env.cr.rollback()

        results = self.together(gives_back, waits)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            self.assertFalse(env["water.contract"].browse(first).settlement_ids)
        self.assert_billed_once(second)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_notes_of_own_units_are_numbered_one_after_another(self):
        houses = [self.household(settlement_doc="internal_note") for _ in "ab"]
        for _contract_id, point_id in houses:
            self.read(point_id)
        (first, _point), (second, _other) = houses
        numbered = threading.Event()

        def slowly(env):
            ids = self.settle(first)(env)
            numbered.set()
            env.cr.execute("SELECT pg_sleep(1)")
            return ids

        def meanwhile(env):
            numbered.wait(WAIT)
            return self.settle(second)(env)

        results = self.together(slowly, meanwhile)
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        with self.session() as env:
            notes = env["water.contract"].browse([first, second]).settlement_ids
            places = sorted(int(name.rsplit("/")[-1]) for name in notes.mapped("name"))
            self.assertEqual(places[1], places[0] + 1)
