"""Real parallel transactions, committed in the real database.

Everything lives in a company of its own; at the end every row these tests added is
deleted again, whether they passed or not.
"""

import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from unittest.mock import call, patch

from psycopg2 import errorcodes
from row_cleanup import Rows

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from odoo.addons.ibok_water.tests import common

WAIT = 60


class ParallelSessions(unittest.TestCase):
    """A municipality of its own, and sessions that meet in it."""

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

    def billing_run(self, count):
        """Ids of a started run and of its contracts, each read with another use."""
        with self.session() as env:
            make = common.Factory(env)
            code = f"R{make._next()}"
            route = env["water.route"].create({"name": "Równoczesna", "code": code})
            contracts = env["water.contract"]
            for number in range(count):
                point = make.metered_point(
                    100,
                    self.start - timedelta(days=1),
                    premise=make.premise(route_id=route.id),
                )
                contracts |= make.contract([point], self.start)
                make.read(point, 105 + number, self.cycle_end)
            run = env["water.billing.run"].create(
                {
                    "cycle_end": self.cycle_end,
                    "route_ids": route.ids,
                    "company_id": self.company_id,
                }
            )
            run.action_start()
            return run.id, contracts.ids

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
