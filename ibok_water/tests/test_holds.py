from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class HoldCase(common.WaterCase):
    """A household with one settled month, and rules of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.point = cls.contract.point_ids
        cls.clerk = common.user(
            cls.env, "clerk-holds", "ibok_water.group_water_clerk", lang="en_US"
        )

    def rule(self, code, **vals):
        return self.env["water.hold.rule"].create({"name": code, "code": code, **vals})

    def settle(self, value, end, **extra):
        self.make.read(self.point, value, end, **extra)
        reading = self.env["water.reading"].search([], order="id desc", limit=1)
        if reading.state == "held":
            reading.action_accept()
        return self.make.settle(self.contract, end)

    def held(self):
        """A bill above 50 zł that waits: 20 m³ are 284.20 zł."""
        self.rule("amount_above", amount=50)
        return self.settle(120, "2026-01-31")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestHolds(HoldCase):
    """A rule that finds something keeps the bill back, and says why."""

    def test_without_findings_the_bill_goes_out(self):
        self.rule("amount_above", amount=5000)
        settlement = self.settle(120, "2026-01-31")
        self.assertEqual(settlement.state, "done")
        self.assertFalse(settlement.hold_reason)

    def test_held_takes_days_and_use_and_has_no_document(self):
        settlement = self.held()
        self.assertEqual(settlement.state, "held")
        self.assertFalse(settlement.move_id)
        self.assertEqual(settlement.hold_codes, "amount_above")
        self.assertEqual(self.contract._last_settled_day(), day("2026-01-31"))
        self.assertEqual(settlement.usage_ids.volume, 20)
        self.assertRegex(settlement.hold_reason, r"50[.,]00 zł")
        following = self.settle(121, "2026-02-28")
        self.assertEqual(following.date_from, day("2026-02-01"))
        self.assertEqual(following.volume_water, 1)

    def test_amount_is_for_the_recipients_of_the_rule(self):
        self.rule("amount_above", amount=50, recipients="other")
        self.assertEqual(self.settle(120, "2026-01-31").state, "done")

    def test_another_companys_rule_is_not_asked(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.rule("amount_above", amount=50, company_id=other.id)
        self.assertEqual(self.settle(120, "2026-01-31").state, "done")

    def test_spike_against_the_months_before(self):
        self.rule("spike", factor=2, margin=5, season="last_12_months")
        self.assertEqual(self.settle(110, "2026-01-31").state, "done")
        self.assertEqual(self.settle(120, "2026-02-28").state, "done")
        found = self.settle(160, "2026-03-31")
        self.assertEqual(found.hold_codes, "spike")
        self.assertIn("40", found.hold_reason)

    def test_zero_use_counts_periods(self):
        self.rule("zero_use", periods=2)
        self.assertEqual(self.settle(100, "2026-01-31").state, "done")
        self.assertEqual(self.settle(100, "2026-02-28").hold_codes, "zero_use")

    def test_estimates_in_row(self):
        self.rule("estimates_in_row", count=2)
        first = self.settle(110, "2026-01-31", source="estimate")
        self.assertEqual(first.state, "done")
        second = self.settle(120, "2026-02-28", source="estimate")
        self.assertEqual(second.hold_codes, "estimates_in_row")
        self.assertEqual(self.settle(130, "2026-03-31").state, "done")

    def test_expired_mark(self):
        self.rule("expired_mark")
        self.point.meter_id.mark_year = 2019
        found = self.settle(110, "2026-01-31")
        self.assertEqual(found.hold_codes, "expired_mark")
        self.assertIn(self.point.meter_id.number, found.hold_reason)

    def test_no_consent_on_record(self):
        self.rule("no_consent")
        self.contract.partner_id.invoice_sending_method = "email"
        self.assertEqual(self.settle(110, "2026-01-31").hold_codes, "no_consent")

    def test_with_a_consent_on_record_it_goes_out(self):
        self.rule("no_consent")
        self.contract.partner_id.invoice_sending_method = "email"
        self.contract.invoice_form = "electronic"
        contracts = type(self.contract)
        with patch.object(contracts, "_has_consent", lambda contract, day: True):
            self.assertEqual(self.settle(110, "2026-01-31").state, "done")

    def test_agreed_electronic_bills_need_it_without_a_chosen_way_of_sending(self):
        self.rule("no_consent")
        self.contract.invoice_form = "electronic"
        contracts = type(self.contract)
        with patch.object(contracts, "_has_consent", lambda contract, day: False):
            self.assertEqual(self.settle(110, "2026-01-31").hold_codes, "no_consent")

    def test_history_is_asked_once_for_many(self):
        self.rule("spike")
        contracts = self.env["water.contract"]
        for _number in range(6):
            contracts |= self.make.household(100)
        for contract in contracts:
            self.make.read(contract.point_ids, 110, "2026-01-31")

        def queries(some):
            ready, problems = some.sudo()._reckon_all(day("2026-01-31"))
            self.assertFalse(problems)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._hold(ready)
            return self.env.cr.sql_log_count - before

        queries(contracts)
        self.assertEqual(queries(contracts[:2]), queries(contracts))


@tagged("post_install", "-at_install")
@freeze_time("2026-02-05 10:00:00")
class TestHeldBills(HoldCase):
    """What a clerk does with a held bill."""

    def test_release_makes_the_bill_and_says_who_and_why(self):
        settlement = self.held().with_user(self.clerk)
        settlement.action_release()
        self.assertEqual(settlement.state, "done")
        self.assertEqual(settlement.sudo().move_id.state, "posted")
        self.assertEqual(settlement.released_by_id, self.clerk)
        note = settlement.message_ids[:1]
        self.assertEqual(note.author_id, self.clerk.partner_id)
        self.assertIn(self.clerk.name, note.body)
        self.assertRegex(note.body, r"50[.,]00 zł")

    def test_many_at_once(self):
        contracts = self.contract | self.make.household(100)
        self.rule("amount_above", amount=50)
        for contract in contracts:
            self.make.read(contract.point_ids, 120, "2026-01-31")
        held = contracts._settle(day("2026-01-31"))
        held.action_release()
        self.assertEqual(set(held.mapped("state")), {"done"})
        self.assertEqual(len(held.move_id), 2)

    def test_released_twice_is_told(self):
        settlement = self.held()
        settlement.action_release()
        with self.assertRaisesRegex(UserError, "draft or held"):
            settlement.action_release()

    def test_only_a_clerk_releases(self):
        reader = common.user(self.env, "reader-holds", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            self.held().with_user(reader).action_release()

    def correct(self, settlement, value):
        action = settlement.with_user(self.clerk).action_correct_reading()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason": "Digits swapped", "value": value})
        )
        wizard.action_preview()
        line = wizard.line_ids
        self.assertEqual(line.settlement_id, settlement)
        wizard.action_confirm()
        return line.amount_after

    def test_corrected_reading_settles_anew(self):
        settlement = self.held()
        after = self.correct(settlement, 102)
        self.assertEqual(settlement.state, "cancelled")
        now = self.contract.settlement_ids - settlement
        self.assertEqual(now.state, "done")
        self.assertEqual(now.volume_water, 2)
        self.assertEqual(now.amount_total, after)
        self.assertEqual(now.move_id.amount_total, after)
        self.assertEqual(
            (now.date_from, now.date_to), (settlement.date_from, settlement.date_to)
        )

    def test_corrected_reading_may_be_held_again(self):
        settlement = self.held()
        self.correct(settlement, 119)
        now = self.contract.settlement_ids - settlement
        self.assertEqual((now.state, now.volume_water), ("held", 19))

    def test_a_later_bill_follows_the_corrected_reading(self):
        self.env["water.hold.rule"].create(
            {"name": "1", "code": "amount_above", "amount": 100}
        )
        first = self.settle(120, "2026-01-31")
        with freeze_time("2026-03-01 10:00:00"):
            second = self.settle(122, "2026-02-28")
        self.assertEqual((first.state, second.state), ("held", "done"))
        action = first.action_correct_reading()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": "Digits swapped", "value": 117})
        )
        wizard.action_confirm()
        live = self.contract.settlement_ids.filtered(
            lambda s: s.state in ("held", "done")
        ).sorted("date_from")
        self.assertEqual(live.mapped("volume_water"), [17, 5])
        self.assertEqual(live.mapped("state"), ["held", "done"])

    def test_a_run_sets_its_line_aside_until_the_bill_is_out(self):
        self.rule("amount_above", amount=50)
        self.make.read(self.point, 120, "2026-01-31")
        run = self.env["water.billing.run"].create({"cycle_end": day("2026-01-31")})
        run.action_start()
        run._process_now()
        line = run.line_ids
        settlement = self.contract.settlement_ids
        self.assertEqual((line.state, line.settlement_id), ("held", settlement))
        self.assertEqual(line.reason, settlement.hold_reason)
        line.action_retry()
        self.assertEqual((line.state, line.settlement_id), ("held", settlement))
        settlement.action_release()
        self.assertEqual((line.state, line.reason), ("done", False))

    def test_the_pile_on_the_board(self):
        pile = self.env.ref("ibok_water.worklist_held_bills").with_user(self.clerk)
        aside = self.env.ref("ibok_water.worklist_set_aside").with_user(self.clerk)
        before, aside_before = pile.waiting, aside.waiting
        self.test_a_run_sets_its_line_aside_until_the_bill_is_out()
        self.contract = self.make.household(100)
        self.point = self.contract.point_ids
        self.make.read(self.point, 120, "2026-01-31")
        run = self.env["water.billing.run"].create({"cycle_end": day("2026-01-31")})
        run.action_start()
        run._process_now()
        pile.invalidate_recordset()
        self.assertEqual(pile.waiting, before + 1)
        self.assertEqual(aside.waiting, aside_before)
