from datetime import date, timedelta
from random import Random

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import receivable_case
from odoo.addons.ibok_water.tests.common import day
from odoo.addons.ibok_water.tests.receivable_case import TODAY


@freeze_time(TODAY)
class TestReceivable(receivable_case.ReceivableCase):
    """What is open, by age, village and debtor, out of the ledger."""

    def test_ages_begin_on_the_day_after_the_term(self):
        ends = {
            "age_000": (-40, 0),
            "age_030": (1, 30),
            "age_060": (31, 60),
            "age_090": (61, 90),
            "age_180": (91, 180),
            "age_365": (181, 365),
            "age_999": (366, 900),
        }
        for age, days in ends.items():
            for late in days:
                due = day(TODAY) - timedelta(late)
                issued = min(due, day(TODAY))
                bill = self.bill(10, str(due), issued=str(issued))
                row = self.rows(bill)
                self.assertEqual((row.age, row.days_late), (age, max(late, 0)), late)
                self.assertEqual(row.overdue, 10 if late > 0 else 0)

    def test_a_row_says_where_the_debt_belongs(self):
        bill = self.bill(100, "2026-05-04")
        self.pay(bill, 30, "2026-05-20")
        row = self.rows(bill)
        self.assertEqual(row.id, bill._water_receivable().id)
        self.assertEqual(row.village_id, self.contract.village_id)
        self.assertEqual(row.contract_id, self.contract)
        self.assertEqual(row.partner_id, self.partner)
        self.assertEqual((row.debtor_kind, row.kind), ("consumer", "bill"))
        self.assertEqual((row.amount, row.residual, row.claim), (100, 70, 70))

    def test_the_groups_are_those_of_the_bill(self):
        self.make.tariff()
        point = self.make.metered_point(0, "2025-12-31")
        contract = self.make.contract([point], "2026-01-01")
        self.make.read(point, 12, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        self.assertTrue(settlement.group_codes)
        row = self.rows(settlement.move_id)
        self.assertEqual(row.tariff_groups, settlement.group_codes)
        found = self.Rows.search([("tariff_groups", "=", settlement.group_codes)])
        self.assertIn(row, found)

    def test_what_a_customer_has_too_much_is_below_zero(self):
        bill = self.bill(100, "2026-05-04")
        payment = self.pay(bill, 130, "2026-05-20")
        self.assertFalse(self.rows(bill))
        row = self.rows(payment.move_id)
        self.assertEqual((row.residual, row.claim, row.credit), (-30, 0, 30))
        self.assertEqual(row.age, "age_credit")
        self.assertEqual(
            (row.kind, row.village_id), ("payment", self.contract.village_id)
        )

    def test_other_documents_stand_with_the_newest_contract(self):
        self.late(5000, "2025-05-05", "2026-03-20")
        note = self.notes("2026-04-30")
        entry = self.opening(40, "2025-12-31")
        kinds = {row.kind: row.contract_id for row in self.rows(note, entry)}
        self.assertEqual(kinds, {"note": self.contract, "entry": self.contract})

    def test_a_past_day_knows_nothing_of_what_came_later(self):
        bill = self.bill(100, "2026-02-02", issued="2026-01-19")
        self.pay(bill, 30, "2026-03-10")
        self.correct(bill, 20, "2026-04-10")
        self.pay(bill, 50, "2026-05-20")
        self.assertFalse(self.rows(bill))
        for as_of, left, age in (
            ("2026-01-18", None, None),
            ("2026-01-19", 100, "age_000"),
            ("2026-03-09", 100, "age_060"),
            ("2026-03-10", 70, "age_060"),
            ("2026-04-10", 50, "age_090"),
            ("2026-05-19", 50, "age_180"),
            ("2026-05-20", None, None),
        ):
            row = self.rows(bill, as_of=as_of)
            found = (row.residual, row.age) if row else (None, None)
            self.assertEqual(found, (left, age), as_of)

    def test_it_agrees_with_the_receivable_accounts_on_every_day(self):
        """Random bills, payments, overpayments, corrections and opening entries."""
        rng = Random("należności")
        begin = date(2025, 9, 1)
        other = self.make.household(since="2014-01-01", debtor_kind="commercial")
        bills, days = [], set()
        for _step in range(40):
            on = begin + timedelta(rng.randint(0, 280))
            days.add(on)
            what = rng.choice("bill bill pay pay pay correct opening".split())
            amount = rng.randint(100, 90000) / 100
            open_bills = [
                bill for bill in bills if bill.amount_residual and bill.date <= on
            ]
            if what == "bill" or not bills:
                due = str(on + timedelta(rng.randint(0, 30)))
                contract = rng.choice([self.contract, other])
                bills.append(self.bill(amount, due, contract, issued=str(on)))
            elif what == "opening":
                self.opening(amount, str(on))
            elif open_bills and what == "pay":
                bill = rng.choice(open_bills)
                part = rng.choice([bill.amount_residual, amount, 0.01])
                self.pay(bill, part, str(on))
            elif open_bills:
                bill = rng.choice(open_bills)
                cents = rng.randint(1, round(bill.amount_residual * 100))
                self.correct(bill, cents / 100, str(on))
        self.assertTrue(self.ledger())
        self.assertEqual(self.sums(), self.ledger())
        for on in sorted(days | {begin - timedelta(1), day(TODAY)}):
            self.assertEqual(self.sums(str(on)), self.ledger(str(on)), on)
        # However it is divided, it is the same money.
        total = round(sum(self.ledger().values()), 2)
        for by in ("village_id", "tariff_groups", "debtor_kind", "age", "partner_id"):
            self.assertEqual(round(sum(self.sums(by=by).values()), 2), total, by)

    def test_interest_is_what_a_note_of_that_day_would_charge(self):
        first = self.bill(1000, "2025-09-15")
        second = self.bill(500, "2025-10-15")
        self.pay(first, 400, "2026-01-10")
        rows = self.rows(first, second)
        accrued = {row.move_id: row.interest for row in rows}
        self.assertTrue(all(accrued.values()))
        self.assertEqual(rows[0].total_owed, rows[0].residual + rows[0].interest)
        earlier = {
            row.move_id: row.interest
            for row in self.rows(first, second, as_of="2025-12-31")
        }
        self.assertTrue(all(0 < earlier[bill] < accrued[bill] for bill in accrued))
        note = self.notes(TODAY, unpaid=True)
        charged = {
            bill: sum(
                note.water_coverage_ids.filtered(
                    lambda row, bill=bill: row.debt_move_id == bill
                ).mapped("amount")
            )
            for bill in (first, second)
        }
        for bill, amount in charged.items():
            self.assertAlmostEqual(accrued[bill], amount, places=2)
        # What the note charges is no longer uncharged.
        self.assertEqual(set(self.rows(first, second).mapped("interest")), {0.0})

    def test_interest_of_a_list_is_reckoned_at_once(self):
        def questions(bills):
            rows = self.rows(*bills)
            rows.mapped("residual")
            before = self.env.cr.sql_log_count
            rows.mapped("interest")
            rows.mapped("prescription_state")
            return self.env.cr.sql_log_count - before

        bills = [self.bill(10 + n, "2025-09-15") for n in range(2)]
        few = questions(bills)
        bills += [self.bill(20 + n, "2025-09-15") for n in range(8)]
        self.assertEqual(questions(bills), few)
