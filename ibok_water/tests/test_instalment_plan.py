from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import instalment_case


class TestInstalmentPlan(instalment_case.InstalmentCase):
    """A plan says what is paid until when; the ledger says what was paid."""

    def test_the_clerk_sees_the_plan_before_it_is_offered(self):
        form = Form(self.env["water.instalment.plan"].with_user(self.clerk))
        form.partner_id = self.partner
        form.count = 3
        form.first_day = date(2026, 3, 7)
        self.assertEqual(form.amount, 300)
        plan = form.save()
        self.assertEqual(plan.debt_ids.move_id, self.old | self.new)
        rows = plan.row_ids
        self.assertEqual(rows.mapped("amount"), [100, 100, 100])
        # 7 March is a Saturday, 7 April the day after Easter Monday.
        self.assertEqual(
            rows.mapped("day"), [date(2026, 3, 9), date(2026, 4, 7), date(2026, 5, 7)]
        )
        self.assertEqual((plan.state, plan.left), ("draft", 300))

    def test_interest_is_told_beside_the_instalments(self):
        plan = self.plan(count=2, first="2026-03-10")
        rows = plan.row_ids
        self.assertEqual(rows.mapped("amount"), [150, 150])
        # 9.50 % until 4 March, then 9.25 %. 200 zł for 79 and 6 days, 100 zł for 16
        # and 6: 4.11 + 0.30 + 0.42 + 0.15; then 50 and 100 zł for 31: 0.39 + 0.79.
        self.assertEqual(rows.mapped("interest"), [4.98, 1.18])
        self.assertAlmostEqual(plan.interest, 6.16)
        self.assertTrue(plan.interest_known)

    def test_of_a_trader_the_rate_of_later_half_years_is_not_guessed(self):
        contract = self.make.household(since="2020-01-01", debtor_kind="commercial")
        self.bill(1200, "2026-01-15", contract)
        plan = self.plan(partner_id=contract.partner_id.id, count=12)
        rates = self.env["water.interest.rate"].search(
            [("kind", "=", "commercial")], order="valid_from desc", limit=1
        )
        known = plan.row_ids.filtered("known")
        self.assertTrue(known)
        self.assertTrue(all(row.day <= rates.valid_to for row in known))
        self.assertFalse(plan.interest_known)

    def test_a_note_is_a_debt_that_bears_no_interest(self):
        self.late(1000, "2025-10-15", "2026-01-15")
        [note] = self.notes("2026-02-27")
        plan = self.plan(count=1)
        self.assertIn(note, plan.debt_ids.move_id)
        without = self.plan(
            count=1,
            debt_ids=[
                Command.create({"line_id": line.id})
                for line in (self.old | self.new).line_ids.filtered("amount_residual")
            ],
        )
        self.assertEqual(plan.interest, without.interest)

    def test_payments_by_any_road_count_on_the_earliest_instalment(self):
        plan = self.running()
        self.assertEqual(plan.next_left, 100)
        self.pay(self.new, 60, "2026-03-05")
        self.assertEqual(plan.row_ids.mapped("left"), [40, 100, 100])
        self.pay(self.old, 90, "2026-03-06")
        self.assertEqual(plan.row_ids.mapped("left"), [0, 50, 100])
        self.assertEqual((plan.paid, plan.left), (150, 150))
        self.assertEqual(plan.next_row_id, plan.row_ids[1])

    def test_a_payment_taken_back_counts_no_more(self):
        plan = self.running()
        self.pay(self.old, 100, "2026-03-05")
        self.assertEqual(plan.paid, 100)
        self.old.line_ids.filtered("matched_credit_ids").remove_move_reconcile()
        self.assertEqual((plan.paid, plan.next_left), (0, 100))

    def test_a_paid_plan_is_done(self):
        plan = self.running()
        self.pay(self.old, 200, "2026-03-05")
        self.watch("2026-03-06")
        self.assertEqual(plan.state, "running")
        self.pay(self.new, 100, "2026-03-06")
        self.watch("2026-03-07")
        self.assertEqual((plan.state, plan.ended_on), ("done", date(2026, 3, 7)))

    def test_a_missed_instalment_breaks_it_after_the_days_of_grace(self):
        plan = self.running(first="2026-03-10")
        self.pay(self.old, 99.99, "2026-03-10")
        self.watch("2026-03-17")
        self.assertEqual(plan.state, "running")
        with freeze_time("2026-03-17"):
            self.env.invalidate_all()
            self.assertTrue(plan.overdue)
        self.watch("2026-03-18")
        self.assertEqual(plan.state, "broken")
        self.assertRegex(plan.answer, r"0[.,]01")
        self.assertEqual(len(plan.activity_ids), 1)
        letters = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.partner.ids)]
        )
        self.assertEqual(len(letters), 3, "offered, agreed on, broken")
        self.assertIn(plan.answer, letters.sorted("id")[-1].body_html)
        self.assertFalse(plan.debt_ids.filtered("live"))

    def test_a_missed_one_is_seen_though_a_later_one_broke_nothing(self):
        plan = self.running(first="2026-03-10")
        self.pay(self.old, 100, "2026-03-10")
        self.watch("2026-04-17")
        self.assertEqual(plan.state, "running")
        self.watch("2026-04-18")
        self.assertEqual(plan.state, "broken")

    def test_a_bad_plan_stops_no_other(self):
        bad = self.running(first="2026-03-03")
        other = self.make.household(since="2020-01-01").partner_id
        self.bill(100, "2026-02-10", other.water_contract_ids)
        good = self.running(first="2026-03-03", partner_id=other.id)
        conclude = type(bad)._conclude

        def fail(plan, today):
            if plan == bad:
                raise ZeroDivisionError
            return conclude(plan, today)

        self.patch(type(bad), "_conclude", fail)
        rollback = patch.object(self.env.cr, "rollback", create=True)
        with (
            rollback,
            mute_logger("odoo.addons.ibok_water.models.water_instalment_plan_watch"),
        ):
            self.watch("2026-03-20")
        self.assertEqual((bad.state, good.state), ("running", "broken"))

    def test_an_offer_that_nobody_accepts_ends(self):
        plan = self.plan()
        plan.action_offer()
        self.assertEqual(plan.offered_until, date(2026, 3, 16))
        self.watch("2026-03-16")
        self.assertEqual(plan.state, "offered")
        self.watch("2026-03-17")
        self.assertEqual(plan.state, "withdrawn")

    def test_a_debt_stands_in_one_live_plan(self):
        first, second = self.plan(), self.plan()
        first.action_offer()
        with self.assertRaisesRegex(UserError, self.old.name):
            second.action_offer()
        # And whatever program writes: the database says no.
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            second.sudo().state = "running"
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.plan().debt_ids)
        first.answer = "Came to the office"
        first.action_withdraw()
        second.action_offer()
        self.assertEqual(second.state, "offered")

    def test_what_was_proposed_stays(self):
        plan = self.plan()
        plan.action_offer()
        with self.assertRaises(UserError):
            plan.count = 5
        with self.assertRaises(UserError):
            plan.debt_ids[:1].unlink()
        with self.assertRaises(UserError):
            plan.debt_ids = [Command.create({"line_id": self.old.line_ids[:1].id})]
        with self.assertRaises(UserError):
            plan.unlink()
        with self.assertRaises(AccessError):
            plan.state = "running"
        with self.assertRaises(AccessError):
            plan.row_ids[0].amount = 1
        self.plan(debt_ids=[]).unlink()

    def test_debts_are_open_and_the_customer_s_own(self):
        other = self.make.household(since="2020-01-01")
        theirs = self.bill(50, "2026-02-10", other)
        with self.assertRaises(ValidationError):
            self.plan(
                debt_ids=[
                    Command.create({"line_id": theirs._water_receivable().id}),
                ]
            )
        with self.assertRaises(ValidationError):
            self.plan(debt_ids=[Command.create({"line_id": self.old.line_ids[0].id})])

    def test_what_was_paid_meanwhile_is_reckoned_anew(self):
        plan = self.plan()
        self.pay(self.old, 50, "2026-03-02")
        with self.assertRaisesRegex(UserError, "paid meanwhile"):
            plan.action_offer()

    def test_a_plan_needs_its_rows(self):
        with self.assertRaises(UserError):
            self.plan(debt_ids=[]).action_offer()
