"""Workers and clerks meet over a bill for several contracts of one payer."""

from datetime import timedelta
from unittest.mock import patch

import parallel_sessions
from psycopg2 import OperationalError

from odoo.tools import mute_logger

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.tests import common


class TestCollectiveBills(parallel_sessions.ParallelSessions):
    """Whoever comes first bills all of a payer, on one invoice, once."""

    def payers(self, *counts):
        """Ids of a started run, and of the contracts of each payer, all read."""
        with self.session() as env:
            make = common.Factory(env)
            route = env["water.route"].create(
                {"name": "Zbiorcza", "code": f"Z{make._next()}"}
            )
            contracts = []
            partners = [make.partner(f"Płatnik {n}") for n, _c in enumerate(counts)]
            # Their lines stand among one another, as routes have it.
            for place in range(max(counts)):
                for partner, count in zip(partners, counts, strict=True):
                    if place < count:
                        contracts.append(self.read_contract(make, partner, route))
            run = env["water.billing.run"].create(
                {
                    "cycle_end": self.cycle_end,
                    "route_ids": route.ids,
                    "company_id": self.company_id,
                }
            )
            run.action_start()
            return run.id, [
                [contract.id for contract in contracts if contract.partner_id == payer]
                for payer in partners
            ]

    def read_contract(self, make, partner, route):
        point = make.metered_point(
            100,
            self.start - timedelta(days=1),
            premise=make.premise(route_id=route.id),
        )
        contract = make.contract(
            [point], self.start, partner=partner, collective_bill=True
        )
        make.read(point, 101, self.cycle_end)
        return contract

    def process(self, env):
        env["water.billing.run"]._cron_process()

    #: The scheduler does not try a job again as a request is.
    process.on_its_own = True

    def assert_one_bill(self, *payers):
        """Each payer has one posted invoice, which says what his settlements say."""
        with self.session() as env:
            for ids in payers:
                settlements = env["water.contract"].browse(ids).settlement_ids
                live = settlements.filtered(lambda s: s.state == "done")
                self.assertEqual(len(live), len(ids))
                bill = live.collective_move_id
                self.assertEqual((len(bill), bill.state), (1, "posted"))
                moves = env["account.move"].search(
                    [("partner_id", "=", live.partner_id.id)]
                )
                self.assertEqual(moves, settlements.move_id)
                for name in ("amount_untaxed", "amount_tax", "amount_total"):
                    field = name.replace("untaxed", "net")
                    self.assertEqual(
                        round(sum(moves.mapped(f"{name}_signed")), 2),
                        round(sum(live.mapped(field)), 2),
                    )
                tax = round(sum(live.mapped("amount_net")) * 0.08 + 1e-9, 2)
                self.assertEqual(round(sum(live.mapped("amount_tax")), 2), tax)
        self.assert_no_gap()

    @mute_logger("odoo.sql_db")
    def test_two_workers_make_one_bill_of_each_payer(self):
        run_id, payers = self.payers(5, 3, 4)
        with patch.object(water_billing_run, "CHUNK", 1):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        with self.session() as env:
            self.process(env)
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual(run.state, "done")
            self.assertEqual(set(run.line_ids.mapped("state")), {"done"})
            self.assertEqual(len(run.settlement_ids.move_id), 3)
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_two_runs_over_the_same_payer_bill_him_once(self):
        run_id, payers = self.payers(4)
        with self.session() as env:
            env["water.billing.run"].browse(run_id).copy().action_start()
        with patch.object(water_billing_run, "CHUNK", 2):
            results = self.together(self.process, self.process)
        self.assertEqual(results, [None, None])
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_a_run_killed_inside_a_payer_bills_him_whole_later(self):
        run_id, payers = self.payers(3, 3)
        process = self.registry["water.billing.run.line"]._process

        def dies(lines):
            process(lines)
            lines.env.flush_all()
            pid = lines.env.cr._cnx.info.backend_pid
            with self.registry.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

        with (
            patch.object(water_billing_run, "CHUNK", 1),
            patch.object(self.registry["water.billing.run.line"], "_process", dies),
            self.assertRaises(OperationalError),
            self.session() as env,
        ):
            self.process(env)
        with self.session() as env:
            run = env["water.billing.run"].browse(run_id)
            self.assertEqual((run.state, run.settled_count), ("running", 0))
            self.assertFalse(run.settlement_ids)
        with self.session() as env:
            self.process(env)
        self.assert_one_bill(*payers)

    # -- Corrections ----------------------------------------------------------------

    def correct(self, contract_id, value):
        """A job: give the true value of a contract's reading and correct its bill."""

        def job(env):
            reading = (
                env["water.contract"]
                .browse(contract_id)
                .settlement_ids.filtered(lambda s: s.state == "done")
                .usage_ids.filtered("active")
                .reading_to_id
            )
            env["water.settlement.correct"].create(
                {"reading_id": reading.id, "value": value, "reason": "Misread"}
            ).action_confirm()
            return value

        return job

    @mute_logger("odoo.sql_db")
    def test_two_clerks_correct_two_contracts_of_one_bill(self):
        """Each changes the VAT of the whole: one after the other, and no grosz lost."""
        _run_id, payers = self.payers(3)
        with self.session() as env:
            self.process(env)
        first, second, _third = payers[0]
        results = self.together(self.correct(first, 108), self.correct(second, 109))
        self.assertEqual(results, [108, 109])
        self.assert_one_bill(*payers)

    @mute_logger("odoo.sql_db")
    def test_two_clerks_correct_the_same_contract(self):
        _run_id, payers = self.payers(2)
        with self.session() as env:
            self.process(env)
        contract_id = payers[0][1]
        results = self.together(
            self.correct(contract_id, 107), self.correct(contract_id, 112)
        )
        # The second one starts over and corrects what the first one made.
        self.assertEqual(results, [107, 112])
        self.assert_one_bill(*payers)
        with self.session() as env:
            settlements = env["water.contract"].browse(contract_id).settlement_ids
            self.assertEqual(
                sorted(settlements.mapped("state")), ["corrected", "corrected", "done"]
            )
