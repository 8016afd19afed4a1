from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestDemand(demand_case.DemandCase):
    """From late bills to an issued demand, and to its end."""

    def test_one_demand_for_all_that_is_late(self):
        first = self.bill(100, "2026-08-03")
        second = self.bill(50, "2026-08-31")
        self.bill(70, "2026-09-18")  # not late for 14 days yet
        self.pay(first, 30, "2026-08-20")
        demand = self.make_demand()
        self.assertEqual(len(demand), 1)
        rows = demand.line_ids.sorted("due")
        self.assertEqual(rows.move_id, first | second)
        self.assertEqual(
            [(r.principal, r.paid, r.amount, r.late_days) for r in rows],
            [(100, 30, 70, 48), (50, 0, 50, 20)],
        )
        self.assertEqual(demand.debt_total, 120)
        # Interest as a note up to the day would charge it.
        note = self.notes("2026-09-20", unpaid=True)
        expected = sum(
            note.water_coverage_ids.filtered(
                lambda row: row.debt_move_id in first | second
            ).mapped("amount")
        )
        self.assertAlmostEqual(demand.interest_total, expected)
        self.assertAlmostEqual(demand.amount_total, 120 + expected)

    def test_interest_that_a_note_charges_is_not_asked_for_twice(self):
        self.bill(1000, "2026-03-02")
        note = self.notes("2026-08-31", unpaid=True)
        demand = self.make_demand(by_hand=True)
        self.assertNotIn("note", demand.line_ids.mapped("kind"))
        bill_row = demand.line_ids
        self.assertLess(bill_row.interest, note.amount_total / 2)
        demand.action_cancel()
        demand._cancel("test")
        with freeze_time("2026-10-20 10:00:00"):
            demand = self.make_demand(on="2026-10-20", by_hand=True)
        row = demand.line_ids.filtered(lambda r: r.kind == "note")
        self.assertEqual((row.amount, row.interest), (note.amount_total, 0))

    def test_an_issued_demand_is_numbered_and_says_what_it_said(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        self.assertEqual(demand.state, "issued")
        self.assertTrue(demand.name)
        # 4 October 2026 is a Sunday.
        self.assertEqual(demand.term_on, day("2026-10-05"))
        self.assertIn(demand.partner_id.name, demand.body)
        self.assertNotIn("{", demand.body)
        body = demand.body
        self.reminder.body = "Inaczej"
        self.assertEqual(demand.body, body)

    def test_what_was_issued_is_not_written_by_hand(self):
        self.bill(100, "2026-08-03")
        demand = self.issued().with_user(self.clerk)
        for vals in (
            {"amount_total": 1},
            {"state": "settled"},
            {"delivered_on": "2026-09-20"},
            {"body": "x"},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                demand.write(vals)
        with self.assertRaises(AccessError):
            demand.line_ids[0].write({"amount": 1})
        with self.assertRaises(UserError):
            demand.unlink()

    def test_a_debt_is_demanded_once_at_a_stage(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        self.assertFalse(self.make_demand(by_hand=True))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                demand.sudo().copy(
                    {
                        "line_ids": [
                            (0, 0, demand.line_ids[0].copy_data()[0]),
                        ]
                    }
                ).flush_recordset()
                self.env.flush_all()
        demand._cancel("pomyłka")
        self.assertEqual(demand.cancel_reason, "pomyłka")
        self.assertTrue(self.make_demand(by_hand=True))

    def test_a_payment_of_everything_closes_it(self):
        first = self.bill(100, "2026-08-03")
        second = self.bill(50, "2026-08-31")
        demand = self.issued()
        self.pay(first, 100, "2026-09-20")
        self.assertEqual((demand.state, demand.amount_open), ("issued", 50))
        payment = self.pay(second, 50, "2026-09-20")
        self.assertEqual(
            (demand.state, demand.settled_on, demand.next_on),
            ("settled", day("2026-09-20"), False),
        )
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual((demand.state, demand.settled_on), ("issued", False))
        self.assertTrue(demand.next_on)

    def test_interest_paid_with_a_demand_pays_the_note(self):
        """Who transfers all that is demanded owes nothing when the note comes."""
        self.partner.lang = "en_US"
        bill = self.bill(1000, "2026-08-03")
        demand = self.issued()
        self.assertGreater(demand.interest_total, 0)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.partner.id,
                "amount": demand.amount_total,
                "date": day("2026-09-20"),
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        receivable = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        (receivable | bill._water_receivable()).reconcile()
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_total, demand.interest_total)
        self.assertEqual((note.amount_residual, note._water_to_pay()), (0, 0))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", note.ids
        )[0]
        self.assertIn("paid before or corrected in your favour", html.decode())

    def test_credit_waits_for_bills_before_a_note_takes_it(self):
        self.late(1000, "2026-01-15", "2026-02-15")
        self.bill(10, "2026-10-30", issued="2026-09-16")
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.partner.id,
                "amount": 10,
                "date": day("2026-09-19"),
                "journal_id": self.bank.id,
            }
        ).action_post()
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_residual, note.amount_total)

    def test_it_is_reached_from_customer_and_contract(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        contract = self.contract.with_user(self.clerk)
        self.assertEqual(contract.demand_count, 1)
        action = contract.action_view_demands()
        found = self.env["water.payment.demand"].search(action["domain"])
        self.assertEqual(found, demand)

    def test_the_day_of_delivery(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        self.assertEqual(demand.next_on, day("2026-10-12"))
        with self.assertRaises(UserError):
            demand._deliver(day("2026-09-19"), "hand")
        with self.assertRaises(UserError):
            demand._deliver(day("2026-09-21"), "hand")
        with freeze_time("2026-10-05 10:00:00"):
            with self.assertRaises(UserError):
                demand._deliver(day("2026-10-01"), "registered")
            demand._deliver(day("2026-10-01"), "registered", "00759007734")
        self.assertEqual(demand.state, "delivered")
        # 14 days from delivery, then 7 more.
        self.assertEqual(demand.next_on, day("2026-10-22"))

    def test_delivery_that_must_be_proved(self):
        self.bill(100, "2026-08-03")
        demand = self.issued(self.final)
        self.assertEqual(demand.channel, "paper")
        with self.assertRaises(UserError):
            demand._deliver(day("2026-09-20"), "portal")
        demand._deliver(day("2026-09-20"), "fiction", "00759007734")

    def test_the_next_stage_comes_after_the_term(self):
        self.bill(100, "2026-08-03")
        self.assertFalse(self.proposal(self.demand_stage))
        demand = self.issued()
        self.assertFalse(self.proposal(self.demand_stage, "2026-10-11"))
        proposal = self.proposal(self.demand_stage, "2026-10-12")
        self.assertFalse(proposal.refused)
        with freeze_time("2026-10-12 10:00:00"):
            following = self.make_demand(self.demand_stage, "2026-10-12")
            following.action_issue()
        self.assertTrue(following)
        self.assertFalse(demand.next_on)
        # A debt at a later stage is not reminded of again.
        demand._cancel("x")
        self.assertFalse(self.proposal(self.reminder, "2026-10-13"))

    def test_what_was_paid_since_the_draft_is_not_issued(self):
        first = self.bill(100, "2026-08-03")
        second = self.bill(50, "2026-08-31")
        demand = self.make_demand()
        self.pay(first, 100, "2026-09-20")
        demand.action_issue()
        self.assertEqual(demand.line_ids.move_id, second)
        self.assertEqual(demand.debt_total, 50)
        other = self.make_demand(self.demand_stage, by_hand=True)
        self.pay(second, 50, "2026-09-20")
        with self.assertRaises(UserError):
            other.action_issue()

    def test_unmatched_money_is_taken_off(self):
        self.bill(100, "2026-08-03")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.partner.id,
                "amount": 40,
                "journal_id": self.bank.id,
                "date": "2026-09-01",
            }
        )
        payment.action_post()
        demand = self.make_demand()
        self.assertEqual(demand.credit, 40)
        self.assertAlmostEqual(demand.amount_total, 60 + demand.interest_total)
        demand._cancel("x")
        again = payment.copy({"amount": 60, "date": "2026-09-02"})
        again.action_post()
        self.assertFalse(self.make_demand())
        self.assertEqual(self.refused[self.partner.id].refused[0], "credit")

    def test_placeholders_that_nobody_knows_are_refused(self):
        for body in ("{pesel}", "{customer.__class__}", "{0}"):
            with self.subTest(body):
                if body == "{customer.__class__}":
                    # Not a placeholder at all: printed as it stands, never run.
                    self.assertEqual(
                        self.reminder._fill_in(body, {"customer": "A"}), body
                    )
                    continue
                with self.assertRaises(ValidationError):
                    self.reminder.body = body

    def test_the_printed_demand(self):
        self.bill(100, "2026-08-03")
        demand = self.issued()
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(
            "ibok_water.report_payment_demand", demand.ids
        )
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        self.assertEqual(demand._pdf(), demand.kept_pdf_id.raw)
        demand.partner_id.name = "Inna Nazwa"
        self.assertEqual(demand._pdf(), demand.kept_pdf_id.raw)
