"""Sessions that meet: real parallel transactions, committed in the real database.

Everything lives in a company of its own; at the end every row these tests added is
deleted again, whether they passed or not.
"""

import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import partial
from unittest.mock import call, patch

from psycopg2 import OperationalError, errorcodes
from psycopg2.errors import ExclusionViolation

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common

WAIT = 60


class Rows:
    """Which rows a database had, to delete all that came later."""

    def __init__(self, cr):
        cr.execute(
            """SELECT table_name FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE column_name = 'id' AND table_type = 'BASE TABLE'
                  AND table_schema = current_schema() AND c.data_type = 'integer'"""
        )
        self.last = {}
        for (table,) in cr.fetchall():
            cr.execute(SQL("SELECT MAX(id) FROM %s", SQL.identifier(table)))
            self.last[table] = cr.fetchone()[0] or 0

    def added(self, cr):
        """{table: how many rows are new}"""
        counts = {}
        for table, last in self.last.items():
            cr.execute(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE id > %s", SQL.identifier(table), last
                )
            )
            if count := cr.fetchone()[0]:
                counts[table] = count
        return counts

    def _try(self, cr, query):
        with suppress(Exception), mute_logger("odoo.sql_db"):
            with cr.savepoint(flush=False):
                cr.execute(query)

    def delete_added(self, cr):
        """Delete new rows: first what ties them in circles, then table by table."""
        cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
                 JOIN pg_attribute a
                   ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confdeltype IN ('r', 'a')
                  AND NOT a.attnotnull"""
        )
        links = cr.fetchall()
        tables = self.added(cr)
        for table, column in links:
            if table in tables:
                name = SQL.identifier(column)
                self._try(
                    cr,
                    SQL(
                        "UPDATE %s SET %s = NULL WHERE id > %s AND %s IS NOT NULL",
                        SQL.identifier(table),
                        name,
                        self.last[table],
                        name,
                    ),
                )
        before = None
        while tables and tables != before:
            before = tables
            for table in tables:
                self._try(
                    cr,
                    SQL(
                        "DELETE FROM %s WHERE id > %s",
                        SQL.identifier(table),
                        self.last[table],
                    ),
                )
            tables = self.added(cr)
        return tables


class TestConcurrency(unittest.TestCase):
    """Two at once never bill twice, lose nothing, and leave no gap in the numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls.rows = Rows(cr)
        cls.addClassCleanup(cls._clean_up)
        # Odoo waits up to 2, 4, 8 … seconds between its tries.
        waits = patch("odoo.service.model.random.uniform", return_value=0.02)
        waits.start()
        cls.addClassCleanup(waits.stop)
        today = date.today()
        #: A finished month: its last day, and the day before its first.
        cls.cycle_end = today.replace(day=1) - timedelta(days=1)
        cls.start = cls.cycle_end.replace(day=1)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            poland = env.ref("base.pl")
            company = env["res.company"].create(
                {"name": "Gmina równoczesna", "country_id": poland.id}
            )
            cls.company_id = company.id
            env["account.chart.template"].try_loading("pl", company, install_demo=False)
            company._water_setup()
            common.quiet_company(company)
            make = common.Factory(cls._in_company(env))
            make.tariff(
                since=cls.start - timedelta(days=700),
                until=cls.start + timedelta(days=700),
            )

    @classmethod
    def _in_company(cls, env):
        return env(
            context={
                "allowed_company_ids": [cls.company_id],
                "tracking_disable": True,
            }
        )

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            cr.execute(
                "SELECT id FROM ir_sequence WHERE id > %s",
                [cls.rows.last["ir_sequence"]],
            )
            for (sequence_id,) in cr.fetchall():
                cr.execute(
                    SQL(
                        "DROP SEQUENCE IF EXISTS %s",
                        SQL.identifier(f"ir_sequence_{sequence_id:03d}"),
                    )
                )
            left = cls.rows.delete_added(cr)
            cls._forget_company(cr)
        cls.registry.clear_all_caches()
        if left:
            raise AssertionError(f"rows left behind: {left}")

    @classmethod
    def _forget_company(cls, cr):
        """Values per company of rows that were there before."""
        company_id = getattr(cls, "company_id", None)
        for model in cls.registry.values() if company_id else ():
            for field in model._fields.values():
                if field.company_dependent and field.store and model._auto:
                    cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s - %s WHERE jsonb_exists(%s, %s)",
                            SQL.identifier(model._table),
                            SQL.identifier(field.name),
                            SQL.identifier(field.name),
                            str(company_id),
                            SQL.identifier(field.name),
                            str(company_id),
                        )
                    )

    # -- helpers ----------------------------------------------------------------

    @contextmanager
    def session(self):
        """An environment in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield self._in_company(api.Environment(cr, SUPERUSER_ID, {}))

    def household(self, value=100, **vals):
        """Ids of a committed contract and its point."""
        with self.session() as env:
            contract = common.Factory(env).household(value, self.start, **vals)
            return contract.id, contract.point_ids.id

    def together(self, *jobs):
        """Run each job in a thread and a transaction of its own, all at once.

        Every transaction has its snapshot before any job begins, so none sees what
        another does; Odoo's own retry is in place, as for a request.

        :return: list of results, or of the exception raised
        """
        barrier = threading.Barrier(len(jobs), timeout=WAIT)

        def run(job):
            threading.current_thread().testing = True
            started = []

            def attempt(env):
                if not started:
                    env.cr.execute("SELECT id FROM water_contract LIMIT 1")
                    started.append(True)
                    barrier.wait()
                return job(env)

            try:
                with self.registry.cursor() as cr:
                    env = self._in_company(api.Environment(cr, SUPERUSER_ID, {}))
                    if getattr(job, "on_its_own", False):
                        return attempt(env)
                    return retrying(partial(attempt, env), env)
            except Exception as error:
                return error

        with (
            ThreadPoolExecutor(len(jobs)) as pool,
            patch(
                "odoo.service.model.errorcodes.lookup", wraps=errorcodes.lookup
            ) as retried,
        ):
            futures = [pool.submit(run, job) for job in jobs]
            results = [future.result(timeout=WAIT) for future in futures]
        # Who waits for a lock is fast; a deadlock costs everyone a second.
        self.assertNotIn(call(errorcodes.DEADLOCK_DETECTED), retried.mock_calls)
        return results

    def submit(self, point_id, value, day=None):
        """A job: give a reading as a resident, which bills when it is time."""

        def job(env):
            point = env["water.point"].browse(point_id)
            reading = env["water.reading"]._submit(
                point, value, day or self.cycle_end, source="resident"
            )
            return reading.id, reading._bill_if_due().ids

        return job

    def settle(self, contract_id):
        """A job: settle a contract as a clerk or a run does."""

        def job(env):
            contract = env["water.contract"].browse(contract_id)
            return contract._settle(self.cycle_end).ids

        return job

    def read(self, point_id, value=110):
        with self.session() as env:
            env["water.reading"]._submit(
                env["water.point"].browse(point_id), value, self.cycle_end
            )

    def assert_billed_once(self, *contract_ids):
        """Each contract has one settlement over the month and one posted invoice."""
        with self.session() as env:
            for contract in env["water.contract"].browse(contract_ids):
                settlement = contract.settlement_ids
                self.assertEqual(len(settlement), 1, contract.number)
                self.assertEqual(
                    (settlement.date_from, settlement.date_to, settlement.state),
                    (self.start, self.cycle_end, "done"),
                )
                moves = env["account.move"].search(
                    [("water_contract_id", "=", contract.id)]
                )
                self.assertEqual(moves, settlement.move_id)
                self.assertEqual(moves.state, "posted")
        self.assert_no_gap()

    def assert_no_gap(self):
        with self.session() as env:
            env.cr.execute(
                """SELECT sequence_prefix, array_agg(sequence_number ORDER BY 1)
                     FROM account_move
                    WHERE company_id = %s AND state = 'posted' GROUP BY 1""",
                [self.company_id],
            )
            for prefix, numbers in env.cr.fetchall():
                numbers = sorted(numbers)
                self.assertEqual(numbers, list(range(1, len(numbers) + 1)), prefix)

    # -- readings ---------------------------------------------------------------

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

        with ThreadPoolExecutor(1) as pool, self.registry.cursor() as cr:
            cr.execute(insert)
            other = pool.submit(raw)
            with self.assertRaises(TimeoutError):
                other.result(timeout=0.3)
            cr.commit()
            self.assertIsInstance(other.result(timeout=WAIT), ExclusionViolation)

    # -- billing runs -----------------------------------------------------------

    def billing_run(self, count):
        """Ids of a started run and of its contracts, all read."""
        with self.session() as env:
            make = common.Factory(env)
            route = env["water.route"].create(
                {"name": "Równoczesna", "code": f"R{make._next()}"}
            )
            contracts = env["water.contract"]
            for _n in range(count):
                point = make.metered_point(
                    100,
                    self.start - timedelta(days=1),
                    premise=make.premise(route_id=route.id),
                )
                contracts |= make.contract([point], self.start)
                make.read(point, 110, self.cycle_end)
            run = env["water.billing.run"].create(
                {
                    "cycle_end": self.cycle_end,
                    "route_ids": route.ids,
                    "company_id": self.company_id,
                }
            )
            run.action_start()
            return run.id, contracts.ids

    def process(self, env):
        env["water.billing.run"]._cron_process()

    #: The scheduler does not try a job again as a request is.
    process.on_its_own = True

    def assert_run_finished(self, run_id, contract_ids):
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.line_ids.mapped("reason"), [False] * len(contract_ids))
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})
        self.assert_billed_once(*contract_ids)

    @mute_logger("odoo.sql_db")
    def test_two_workers_share_a_run(self):
        run_id, contract_ids = self.billing_run(9)
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        with self.session() as env:
            self.process(env)
        self.assert_run_finished(run_id, contract_ids)

    @mute_logger("odoo.sql_db")
    def test_two_workers_with_the_same_contract_in_two_runs(self):
        first, contract_ids = self.billing_run(4)
        with self.session() as env:
            second = env["water.billing.run"].browse(first).copy()
            second.action_start()
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        self.assert_billed_once(*contract_ids)

    @mute_logger("odoo.sql_db")
    def test_a_run_and_a_resident_meet(self):
        run_id, contract_ids = self.billing_run(4)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_ids[-1])
            point_id = contract.point_ids.id
        results = self.together(self.process, self.submit(point_id, 110))
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assert_billed_once(*contract_ids)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.state, "done")
            # The resident was first, or the run: either way nobody is left pending.
            self.assertLessEqual(run.held_count, 1)

    @mute_logger("odoo.sql_db")
    def test_a_run_killed_between_and_inside_chunks_goes_on(self):
        run_id, contract_ids = self.billing_run(6)
        process = self.registry["water.billing.run.line"]._process
        calls = []

        def dies_in_the_second(lines):
            process(lines)
            lines.env.flush_all()
            calls.append(lines.ids)
            if len(calls) == 2:
                pid = lines.env.cr._cnx.info.backend_pid
                with self.registry.cursor() as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with (
            patch.object(water_billing_run, "CHUNK", 2),
            patch.object(
                self.registry["water.billing.run.line"], "_process", dies_in_the_second
            ),
            self.assertRaises(OperationalError),
            self.session() as env,
        ):
            self.process(env)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual((run.state, run.settled_count), ("running", 2))
        with self.session() as env:
            self.process(env)
            self.assertEqual(env["water.billing.run"].browse(run_id).state, "done")
        self.assert_run_finished(run_id, contract_ids)

    # -- numbers ----------------------------------------------------------------

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
