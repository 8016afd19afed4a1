from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.tests import billing_run_case, common


@freeze_time("2026-11-22")
class TestBillingRun(billing_run_case.BillingRunCase):
    """Billing runs: many contracts, none stops the others."""

    def test_run_settles_every_contract_of_the_cycle(self):
        self.read(*self.points)
        self.run_.action_start()
        self.assertEqual(self.run_.line_count, 3)
        self.process()
        self.assertEqual(
            (self.run_.state, self.run_.settled_count, self.run_.progress),
            ("done", 3, 100.0),
        )
        self.assertEqual(len(self.invoices()), 3)
        self.assertEqual(set(self.invoices().mapped("state")), {"posted"})
        self.assertEqual(self.run_.settlement_ids.run_id, self.run_)
        self.assertAlmostEqual(
            self.run_.amount_total, sum(self.invoices().mapped("amount_total"))
        )

    def test_contract_that_cannot_be_settled_is_set_aside_with_its_reason(self):
        self.read(self.points[0], self.points[2])
        self.run_.action_start()
        self.process()
        held = self.run_.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.contract_id, self.contracts[1])
        self.assertIn(self.points[1].code, held.reason)
        self.assertEqual(len(self.invoices()), 2)
        self.assertEqual(self.run_.held_count, 1)

    def test_unforeseen_error_in_one_contract_does_not_stop_the_others(self):
        self.read(*self.points)
        self.run_.action_start()
        broken = self.contracts[1]
        prepare = type(broken)._prepare_settlement_vals

        def explode(contract, *args, **kwargs):
            if contract == broken:
                raise ZeroDivisionError("broken data")
            return prepare(contract, *args, **kwargs)

        with (
            patch.object(type(broken), "_prepare_settlement_vals", explode),
            self.assertLogs("odoo.addons.ibok_water", "ERROR"),
        ):
            self.process()
        held = self.run_.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.contract_id, broken)
        self.assertTrue(held.reason)
        self.assertEqual((self.run_.state, len(self.invoices())), ("done", 2))

    def test_database_refusal_of_one_contract_does_not_stop_the_others(self):
        self.read(*self.points)
        self.run_.action_start()
        vals = type(self.contracts)._prepare_settlement_vals
        broken = self.contracts[1]

        def bad_vals(contract, cycle_end, table):
            result = vals(contract, cycle_end, table)
            if contract == broken:
                result["date_from"] = "2026-03-01"
            return result

        with patch.object(type(broken), "_prepare_settlement_vals", bad_vals):
            self.process()
        held = self.run_.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.contract_id, broken)
        self.assertIn("last day", held.reason)
        self.assertEqual(len(self.invoices()), 2)

    def test_nothing_to_bill_is_said(self):
        empty = self.env["water.route"].create({"name": "Empty", "code": "EMP"})
        run = self.run_.copy({"route_ids": empty.ids})
        with self.assertRaisesRegex(UserError, self.said("2026-01-31")):
            run.action_start()

    def test_only_contracts_whose_cycle_ends_are_listed(self):
        self.contracts[0].billing_months = "2"
        self.run_.action_start()
        self.assertEqual(self.run_.line_ids.contract_id, self.contracts[1:])

    def test_ended_contract_is_billed_to_its_last_day_and_then_no_more(self):
        ended = self.contracts[0]
        ended.date_to = common.day("2026-01-20")
        self.make.read(self.points[0], 104, "2026-01-20")
        ended.action_close()
        self.run_.action_start()
        self.process()
        self.assertEqual(ended.settlement_ids.date_to, common.day("2026-01-20"))
        self.assertEqual(ended.settlement_ids.volume_water, 4)
        following = self.run_.copy({"cycle_end": common.day("2026-02-28")})
        following.action_start()
        self.assertNotIn(ended, following.line_ids.contract_id)

    def test_line_set_aside_is_cleared_when_the_resident_settles_it(self):
        self.run_.action_start()
        self.process()
        line = self.run_.line_ids[0]
        self.assertEqual(line.state, "held")
        reading = self.make.read(
            line.contract_id.point_ids, 110, "2026-01-31", source="resident"
        )
        settlement = reading._bill_if_due()
        self.assertEqual((line.state, line.settlement_id), ("done", settlement))
        self.assertFalse(line.reason)

    def test_cancelling_keeps_what_is_invoiced(self):
        self.read(*self.points)
        self.run_.action_start()
        with patch.object(water_billing_run, "CHUNK", 1):
            self.run_._pending_lines()._process()
        self.run_.action_cancel()
        self.process()
        self.assertEqual((self.run_.state, self.run_.line_count), ("cancelled", 1))
        self.assertEqual(len(self.invoices()), 1)
        with self.assertRaises(UserError):
            self.run_.action_cancel()

    def test_work_is_done_in_chunks(self):
        self.read(*self.points)
        self.run_.action_start()
        with (
            patch.object(water_billing_run, "CHUNK", 2),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
            ) as commit,
        ):
            self.process()
        self.assertEqual(
            [call.args for call in commit.call_args_list], [(2,), (1,), ()]
        )

    def test_a_run_whose_time_ends_with_its_last_line_is_finished_soon(self):
        self.read(*self.points)
        self.run_.action_start()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=0.0
        ) as commit:
            self.process()
            self.assertEqual(self.run_.state, "running")
            # Odoo begins a job again while something remains.
            self.assertEqual(commit.call_args.kwargs, {"remaining": 1})
            self.process()
        self.assertEqual(self.run_.state, "done")
        self.assertEqual(commit.call_args.kwargs, {"remaining": 0})

    def test_job_stops_when_its_time_is_over(self):
        self.read(*self.points)
        self.run_.action_start()
        with (
            patch.object(water_billing_run, "CHUNK", 1),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=0.0
            ),
        ):
            self.process()
        self.assertEqual((self.run_.state, self.run_.settled_count), ("running", 1))
        self.process()
        self.assertEqual((self.run_.state, self.run_.settled_count), ("done", 3))
