from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.models.water_contract_point_chain import SettlementProblem
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day
from odoo.addons.ibok_water.wizards import water_settlement_correct


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05 10:00:00")
class TestCorrectionRun(common.WaterCase):
    """Many settlements are corrected by a run: chunk by chunk, a bad one set aside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.make.tariff()
        cls.contracts = cls.env["water.contract"].union(
            *(cls.make.household(100) for _number in range(5))
        )
        for contract in cls.contracts:
            reading = cls.make.read(contract.point_ids, 120, "2026-01-31")
            contract._settle(day("2026-01-31"))
            # All were read one m³ too high.
            reading._replace(119, "Read too high")
        cls.bills = cls.contracts.settlement_ids
        cls.clerk = common.user(
            cls.env, "clerk-correction", "ibok_water.group_water_clerk"
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(water_settlement_correct, "AT_ONCE", 3))
        self.startPatcher(patch.object(water_billing_run, "CHUNK", 2))

    def correction_run(self, settlements=None):
        """The run that the wizard makes for a clerk, with its preview reckoned.

        As the web client does it: what opened the dialog stays in the context.
        """
        action = (settlements or self.bills).with_user(self.clerk).action_correct()
        wizard = (
            self.env["water.settlement.correct"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason": "Read too high"})
        )
        self.assertTrue(wizard.in_background)
        action = wizard.action_preview()
        self.assertEqual(action["res_model"], "water.billing.run")
        run = self.env["water.billing.run"].browse(action["res_id"])
        run._process_now()
        return run

    def test_preview_says_the_difference_and_changes_nothing(self):
        run = self.correction_run()
        self.assertEqual((run.kind, run.state), ("correction", "previewed"))
        self.assertEqual(len(run.line_ids), 5)
        self.assertAlmostEqual(run.preview_amount, 5 * -14.04)
        self.assertEqual(set(self.bills.mapped("state")), {"done"})
        self.assertFalse(self.bills.correction_ids)
        self.assertIn("Read too high", run.name)

    def test_a_few_are_corrected_at_once(self):
        wizard = self.env["water.settlement.correct"].create(
            {"settlement_ids": self.bills[:2].ids, "reason": "Read too high"}
        )
        self.assertEqual(
            wizard.action_preview()["res_model"], "water.settlement.correct"
        )

    def test_each_gets_its_correcting_invoice(self):
        run = self.correction_run()
        run.with_user(self.clerk).action_start()
        run._process_now()
        self.assertEqual(run.state, "done")
        made = self.bills.correction_ids
        self.assertEqual(len(made), 5)
        self.assertEqual(made.run_id, run)
        self.assertEqual(set(made.move_id.mapped("move_type")), {"out_refund"})
        self.assertEqual(set(made.mapped("correction_reason")), {"Read too high"})
        self.assertAlmostEqual(run.difference_total, run.preview_amount)
        self.assertEqual(run.line_ids.settlement_id, made)

    def test_a_bad_one_is_set_aside_and_tried_again(self):
        run = self.correction_run()
        bad = self.bills[2]
        again = type(bad)._reckon_again

        def refuses(settlement, *args):
            if settlement == bad:
                raise SettlementProblem("no_price", "No price for this.")
            return again(settlement, *args)

        run.action_start()
        with patch.object(type(bad), "_reckon_again", refuses):
            run._process_now()
        held = run.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.correct_ids, bad)
        self.assertEqual(held.reason, "No price for this.")
        self.assertEqual(len(self.bills.correction_ids), 4)
        run.action_retry_held()
        run._process_now()
        self.assertEqual(len(self.bills.correction_ids), 5)
        self.assertEqual((run.state, run.held_count), ("done", 0))

    def test_goes_on_where_it_was_left(self):
        run = self.correction_run()
        run.action_start()
        self.assertEqual(run._run_chunk(), 2)
        self.assertEqual(len(self.bills.correction_ids), 2)
        # Somebody corrects one by hand meanwhile.
        left = self.bills.filtered(lambda s: s.state == "done")
        left[0]._correct("By hand")
        run._process_now()
        self.assertEqual(len(self.bills.correction_ids), 5)
        self.assertEqual(set(run.line_ids.mapped("state")), {"done"})

    def test_cancelled_leaves_what_is_done(self):
        run = self.correction_run()
        run.action_start()
        run._run_chunk()
        run.action_cancel()
        self.assertEqual(len(self.bills.correction_ids), 2)
        self.assertEqual(len(run.line_ids), 2)

    def test_a_later_bill_is_not_taken_for_the_correction(self):
        run = self.correction_run()
        line = run.line_ids[0]
        line.write({"state": "held", "reason": "Why"})
        self.env["water.billing.run.line"]._release_settled(line.correct_ids)
        self.assertEqual((line.state, line.reason), ("held", "Why"))

    def test_form_of_a_clerk(self):
        form = Form(self.correction_run().with_user(self.clerk))
        self.assertEqual(form.kind, "correction")
        self.assertEqual(form.correction_reason, "Read too high")

    def test_companies_are_corrected_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute(
            "UPDATE water_settlement SET company_id = %s WHERE id = %s",
            [other.id, self.bills[0].id],
        )
        self.bills.invalidate_recordset(["company_id"])
        with self.assertRaises(UserError):
            self.env["water.billing.run"]._make_correction_run(self.bills, "Why")

    def queries(self, work, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_preview_asks_the_same_for_any_number(self):
        self.bills._preview_corrections()
        self.assertEqual(
            self.queries(self.bills[:2]._preview_corrections),
            self.queries(self.bills._preview_corrections),
        )

    def test_each_more_correction_costs_little(self):
        """Its rows, its number and its entry; nothing that is common to all."""
        alone = self.queries(self.bills[0]._correct, "One")
        together = self.queries(self.bills[1:]._correct, "Four")
        more = (together - alone) / 3
        self.assertLess(more, alone / 4, (alone, together))
