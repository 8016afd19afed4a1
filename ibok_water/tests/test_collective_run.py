from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models import water_billing_run
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

END = "2026-01-31"
PRICES = {"water": 5.72, "subscription_water": (12.39, "month")}


@freeze_time("2026-02-05 10:00:00")
class TestCollectiveRun(common.WaterCase):
    """Contracts on one bill are claimed, previewed, settled and refused together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.make.tariff(PRICES, services="water")
        cls.before = cls.make.collective(2)
        cls.contracts = cls.make.collective(2, 2, 2, 2, 2)
        cls.after = cls.make.collective(2)
        cls.run_ = cls.env["water.billing.run"].create({"cycle_end": END})

    def setUp(self):
        super().setUp()
        everyone = self.before | self.contracts | self.after
        self.startPatcher(
            patch.object(
                type(self.run_),
                "_contracts",
                lambda run: everyone.sorted("id"),
            )
        )
        self.startPatcher(patch.object(water_billing_run, "CHUNK", 2))

    def lines(self, contracts):
        return self.run_.line_ids.filtered(lambda line: line.contract_id in contracts)

    def finish(self):
        chunks = []
        while lines := self.run_._pending_lines():
            chunks.append(lines)
            lines._process()
        return chunks

    def test_a_chunk_grows_to_hold_all_of_a_payer(self):
        self.run_.action_start()
        lines = self.lines(self.contracts)
        self.assertEqual(lines[1:].leader_id, lines[0])
        self.assertFalse((self.run_.line_ids - lines[1:]).leader_id)
        chunks = self.finish()
        self.assertEqual([len(chunk) for chunk in chunks], [6, 1])
        self.assertEqual(set(self.run_.line_ids.mapped("state")), {"done"})
        self.assertEqual(len(self.contracts.settlement_ids.move_id), 1)
        self.assertEqual(len(self.run_.settlement_ids.move_id), 3)

    def test_preview_says_what_the_run_bills(self):
        self.run_.action_preview()
        self.run_._process_now()
        self.assertEqual(self.run_.state, "previewed")
        expected = self.run_.preview_amount
        # 119.15 net and 9.53 VAT, where the five by themselves would have 9.55
        lines = self.lines(self.contracts)
        self.assertAlmostEqual(sum(lines.mapped("preview_total")), 128.68)
        self.run_.action_start()
        self.run_._process_now()
        self.assertAlmostEqual(self.run_.amount_total, expected)
        moves = self.run_.settlement_ids.move_id
        self.assertAlmostEqual(sum(moves.mapped("amount_total")), expected)

    def test_one_not_read_is_set_aside_and_billed_by_itself_later(self):
        unread = self.contracts[2]
        unread.reading_ids.filtered(lambda r: r.date == day(END))._withdraw("x")
        self.run_.action_start()
        self.finish()
        line = self.lines(unread)
        self.assertEqual(line.state, "held")
        self.assertEqual(len(self.contracts.settlement_ids), 4)
        self.assertEqual(len(self.contracts.settlement_ids.move_id), 1)
        self.make.read(unread.point_ids, 105, END)
        self.run_.action_retry_held()
        self.assertFalse(line.leader_id)
        self.run_._process_now()
        self.assertEqual(line.state, "done")
        self.assertEqual(len(self.contracts.settlement_ids.move_id), 2)
        self.assertFalse(unread.settlement_ids.collective_move_id)

    def refuse(self, *contracts):
        """Let these contracts fail in a way that nobody foresaw."""
        model = type(self.contracts)
        prepare = model._prepare_settlement_vals

        def explode(contract, *args, **kwargs):
            if contract in contracts:
                raise ZeroDivisionError("broken data")
            return prepare(contract, *args, **kwargs)

        return patch.object(model, "_prepare_settlement_vals", explode)

    def test_one_that_fails_does_not_stop_the_others_of_its_payer(self):
        self.run_.action_start()
        broken = self.contracts[1]
        with self.refuse(broken), self.assertLogs("odoo.addons.ibok_water", "ERROR"):
            self.finish()
        self.assertEqual(self.lines(broken).state, "held")
        self.assertIn("broken data", self.lines(broken).reason)
        rest = self.contracts - broken
        self.assertEqual(set(self.lines(rest).mapped("state")), {"done"})
        self.assertEqual(len(rest.settlement_ids.move_id), 1)
        self.assertEqual(rest.settlement_ids.move_id.water_settlement_count, 4)
        numbers = self.run_.settlement_ids.move_id.mapped("sequence_number")
        self.assertEqual(max(numbers) - min(numbers) + 1, len(numbers))

    def test_a_bill_that_is_refused_as_a_whole_is_set_aside(self):
        self.run_.action_start()
        prepare = type(self.env["water.settlement"])._prepare_joint_vals

        refusal = UserError("Too many")

        def refuse(settlements, journal):
            if len(settlements) > 1:
                raise refusal
            return prepare(settlements, journal)

        with patch.object(
            type(self.env["water.settlement"]), "_prepare_joint_vals", refuse
        ):
            self.finish()
        lines = self.lines(self.contracts)
        self.assertEqual(set(lines.mapped("state")), {"held"})
        self.assertEqual(set(lines.mapped("reason")), {"Too many"})
        self.assertFalse(self.contracts.settlement_ids)
        self.assertEqual(len(self.run_.settlement_ids), 2)
        lines.action_retry()
        self.assertEqual(len(self.contracts.settlement_ids.move_id), 1)

    def test_who_agreed_after_the_preview_is_billed_with_the_others(self):
        self.after.partner_id = self.contracts.partner_id
        self.after.collective_bill = False
        self.run_.action_preview()
        self.run_._process_now()
        self.after.collective_bill = True
        self.run_.action_start()
        self.finish()
        together = self.contracts | self.after
        self.assertEqual(len(together.settlement_ids.move_id), 1)

    def test_what_another_worker_holds_is_not_taken_in_part(self):
        self.run_.action_start()
        lines = self.lines(self.contracts)
        lock = type(lines).try_lock_for_update

        def held_elsewhere(records, **kwargs):
            return lock(records, **kwargs) - lines[3]

        with patch.object(type(lines), "try_lock_for_update", held_elsewhere):
            taken = self.run_._pending_lines()
        self.assertEqual(taken.contract_id, self.before)
        self.assertEqual(set(lines.mapped("state")), {"pending"})
