from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import bank_case, common


class TestBankMatch(bank_case.BankCase):
    """What is certain is booked on the customer's bills; nothing else is."""

    ON = "2026-03-10"

    def pay_in(self, amount, title="woda", paid="", *sender):
        [line] = self.take_in(self.mt940((amount, self.ON, title, paid, *sender)))
        return line

    def assert_open(self, line):
        """It waits for a person, on the suspense account, whole."""
        self.assertFalse(line.is_reconciled)
        _liquidity, suspense, other = line._seek_for_lines()
        self.assertEqual(sum(suspense.mapped("balance")), -line.amount)
        self.assertFalse(other)

    def second_contract(self):
        return self.make.household(since="2014-01-01", partner=self.partner)

    def test_the_oldest_bill_that_is_due_comes_first(self):
        newer = self.bill(50, "2026-02-20")
        older = self.bill(70, "2026-01-20")
        line = self.pay_in(100, "woda", self.nrb())
        self.assertEqual((older.amount_residual, newer.amount_residual), (0, 20))
        self.assertEqual(line.partner_id, self.partner)

    def test_bills_of_the_contract_whose_account_was_paid_come_first(self):
        other = self.second_contract()
        older = self.bill(70, "2026-01-20")
        newer = self.bill(50, "2026-02-20", contract=other)
        self.pay_in(60, "woda", self.nrb(other))
        self.assertEqual((newer.amount_residual, older.amount_residual), (0, 60))

    def test_a_bill_named_in_the_title_comes_first(self):
        self.bill(70, "2026-01-20")
        named = self.bill(50, "2026-02-20")
        line = self.pay_in(50, f"za {named.name.lower()}")
        self.assertEqual(line.water_reason, "document_number")
        self.assertEqual(named.amount_residual, 0)

    def test_a_customers_number_in_the_title_is_enough(self):
        bill = self.bill(70, "2026-01-20")
        number = self.partner.water_customer_number
        line = self.pay_in(30, f"woda nr klienta {number}")
        self.assertEqual(line.water_reason, "customer_number")
        self.assertEqual(bill.amount_residual, 40)

    def test_amount_and_name_only_suggest(self):
        self.partner.name = "Genowefa Jedyna"
        bill = self.bill(71.23, "2026-01-20")
        line = self.pay_in(71.23, "woda", "", "GENOWEFA JEDYNA BUCZEK")
        self.assertEqual(line.water_reason, "amount_and_name")
        self.assertEqual(line.water_suggestion_ids, self.partner)
        self.assert_open(line)
        self.assertEqual(bill.amount_residual, 71.23)
        line.action_water_book_suggested()
        self.assertEqual((bill.amount_residual, line.water_reason), (0, "by_hand"))

    def test_two_customers_by_one_sign_are_for_a_person(self):
        other = self.make.household()
        first, second = self.bill(10, self.ON), self.bill(20, self.ON, contract=other)
        line = self.pay_in(30, f"{first.name} {second.name}")
        self.assertEqual(line.water_reason, "ambiguous")
        self.assertEqual(line.water_suggestion_ids, self.partner | other.partner_id)
        self.assert_open(line)

    def test_what_nobody_knows_waits_on_the_suspense_account(self):
        line = self.pay_in(12.34, "dziękuję", "", "NIKT ZNANY")
        self.assertEqual(line.water_reason, "not_found")
        self.assert_open(line)

    def test_an_account_of_nobody_is_told(self):
        nobody = self.make.household().account_ids._made_of(
            self.company._water_mask(), "99999999"
        )
        line = self.pay_in(10, "woda", nobody)
        self.assertIn("no customer has", line.water_warning_text)
        self.assert_open(line)

    def test_the_account_decides_and_the_title_warns(self):
        other = self.make.household()
        theirs = self.bill(20, self.ON, contract=other)
        own = self.bill(20, "2026-01-20")
        line = self.pay_in(20, theirs.name, self.nrb())
        self.assertEqual((own.amount_residual, theirs.amount_residual), (0, 20))
        self.assertIn("names another's", line.water_warning_text)

    def test_payments_of_one_file_settle_one_after_another(self):
        older, newer = self.bill(70, "2026-01-20"), self.bill(50, "2026-02-20")
        rows = [(60, self.ON, f"wpłata {n}", self.nrb()) for n in (1, 2)]
        lines = self.take_in(self.mt940(*rows))
        self.assertEqual((older.amount_residual, newer.amount_residual), (0, 0))
        self.assertEqual(len(lines[1].move_id.line_ids), 3)

    def test_what_is_over_settles_the_next_bill_by_itself(self):
        self.make.tariff({"water": 5}, services="water")
        contract = self.make.household(100, services="water")
        line = self.pay_in(60, "woda", self.nrb(contract))
        credit = line.move_id.line_ids.filtered(
            lambda li: li.account_type == "asset_receivable"
        )
        self.assertEqual(credit.amount_residual, -60)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        move = self.make.settle(contract, "2026-01-31").move_id
        # 10 m³ × 5 zł and 8 % of VAT
        self.assertEqual((move.amount_residual, move.water_credit), (0, 54))
        self.assertEqual(credit.amount_residual, -6)

    def test_interest_goes_before_the_bill_only_where_it_is_set(self):
        self.company.water_interest_unpaid = True
        for first in (False, True):
            with self.subTest(first), self.env.cr.savepoint() as savepoint:
                self.company.water_interest_first = first
                bill = self.bill(1000, "2026-01-20")
                with freeze_time("2026-02-20"):
                    note = self.notes("2026-02-20")
                interest = note.amount_total
                self.pay_in(1000, "woda", self.nrb())
                left = (0, interest) if first else (interest, 0)
                self.assertEqual((note.amount_residual, bill.amount_residual), left)
                self.assertGreater(interest, 0)
                savepoint.rollback()

    def test_money_that_went_out_is_nobodys_payment(self):
        self.bill(70, "2026-01-20")
        line = self.pay_in(-70, "opłata", "")
        self.assertEqual(line.water_reason, "not_incoming")
        self.assert_open(line)

    def test_undone_it_waits_for_a_person_and_not_for_the_program(self):
        bill = self.bill(70, "2026-01-20")
        line = self.pay_in(70, "woda", self.nrb())
        line.action_water_undo()
        self.assertEqual(bill.amount_residual, 70)
        self.assert_open(line)
        self.assertEqual(line.water_suggestion_ids, self.partner)
        line.action_water_match()
        self.assert_open(line)

    def test_a_contract_that_gets_its_account_later_is_found_by_a_new_look(self):
        nrb = "06109010147777000000000042"
        bill = self.bill(70, "2026-01-20")
        line = self.pay_in(70, "woda", nrb)
        self.assert_open(line)
        self.env["water.customer.account"].create(
            {"contract_id": self.contract.id, "nrb": nrb}
        )
        line.action_water_match()
        self.assertEqual(bill.amount_residual, 0)

    def test_the_books_come_out_to_the_grosz(self):
        bills = [self.bill(n + 0.37, f"2026-01-{n:02d}") for n in range(5, 15)]
        others = [self.make.household() for _ in range(3)]
        for other in others:
            bills.append(self.bill(33.33, "2026-02-01", contract=other))
        rows = [(0.01 * n + 7, self.ON, f"w {n}", self.nrb()) for n in range(9)]
        rows += [(40, self.ON, "w", self.nrb(one)) for one in others]
        rows += [(5.55, self.ON, "nikt", ""), (-3.5, self.ON, "opłata", "")]
        lines = self.take_in(self.mt940(*rows))
        paid = round(sum(row[0] for row in rows), 2)
        for line in lines:
            self.assertEqual(round(sum(line.move_id.line_ids.mapped("balance")), 2), 0)
        accounts = lines.move_id.line_ids.grouped("account_id")
        bank = accounts[self.bank.default_account_id]
        self.assertEqual(round(sum(bank.mapped("balance")), 2), paid)
        suspense = accounts[self.bank.suspense_account_id]
        self.assertEqual(round(sum(suspense.mapped("balance")), 2), -2.05)
        owed = round(sum(bill.amount_total for bill in bills), 2)
        residual = sum(bill.amount_residual for bill in bills)
        credits = lines.move_id.line_ids.filtered("amount_residual")
        receivable = credits.filtered(lambda li: li.account_type == "asset_receivable")
        self.assertEqual(
            round(residual + sum(receivable.mapped("amount_residual")), 2),
            round(owed - paid + 2.05, 2),
        )

    def test_a_fixed_number_of_questions_finds_whose_payments_are(self):
        lines = self.env["account.bank.statement.line"]
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        lines._water_book_of(self.company)
        few = self.env.cr.sql_log_count - before
        for _ in range(3):
            self.bill(5, "2026-02-01", contract=self.make.household())
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        lines._water_book_of(self.company)
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)


class TestBankBook(bank_case.BankCase):
    """A person decides what the program does not know."""

    def waiting(self, amount=100, title="bez tytułu"):
        [line] = self.take_in(self.mt940((amount, "2026-03-10", title, "")))
        return line

    def book(self, line, **vals):
        return self.env["water.bank.book"].create(
            {"statement_line_id": line.id, **vals}
        )

    def test_the_customer_is_chosen_and_the_bills_are_proposed(self):
        newer, older = self.bill(50, "2026-02-20"), self.bill(70, "2026-01-20")
        wizard = self.book(line := self.waiting(), partner_id=self.partner.id)
        self.assertEqual(wizard.line_ids.mapped("amount"), [70, 30])
        self.assertEqual(wizard.rest, 0)
        wizard.action_book()
        self.assertEqual((older.amount_residual, newer.amount_residual), (0, 20))
        self.assertEqual(line.water_reason, "by_hand")
        self.assertTrue(line.is_reconciled)

    def test_the_person_shares_it_in_another_way(self):
        newer, older = self.bill(50, "2026-02-20"), self.bill(70, "2026-01-20")
        wizard = self.book(self.waiting(), partner_id=self.partner.id)
        rows = {row.name: row for row in wizard.line_ids}
        rows[older.name].amount = 0
        rows[newer.name].amount = 50
        self.assertEqual(wizard.rest, 50)
        wizard.action_book()
        self.assertEqual((older.amount_residual, newer.amount_residual), (70, 0))

    def test_sums_that_do_not_come_out_are_refused(self):
        self.bill(70, "2026-01-20")
        self.bill(70, "2026-01-21")
        wizard = self.book(line := self.waiting(), partner_id=self.partner.id)
        wizard.line_ids.amount = 70
        with self.assertRaisesRegex(UserError, "more than the money"):
            wizard.action_book()
        wizard.line_ids[0].amount = 71
        with self.assertRaisesRegex(UserError, "left to pay"):
            wizard.action_book()
        self.assertFalse(line.is_reconciled)

    def test_what_somebody_paid_meanwhile_is_refused(self):
        bill = self.bill(70, "2026-01-20")
        wizard = self.book(self.waiting(), partner_id=self.partner.id)
        self.assertEqual(wizard.line_ids.amount, 70)
        self.pay(bill, 70, "2026-03-10")
        with self.assertRaisesRegex(UserError, "left to pay"):
            wizard.action_book()

    def test_what_is_no_customers_goes_to_an_account(self):
        line = self.waiting(-12.5, "opłata za rachunek")
        wizard = self.book(line)
        self.assertEqual(wizard.kind, "other")
        with self.assertRaisesRegex(UserError, "Choose the account"):
            wizard.action_book()
        wizard.account_id = self.income
        wizard.action_book()
        self.assertTrue(line.is_reconciled)
        booked = line.move_id.line_ids.filtered(lambda li: li.account_id == self.income)
        self.assertEqual(booked.balance, 12.5)

    def test_nobody_books_a_movement_twice(self):
        line = self.waiting()
        one, two = self.book(line), self.book(line)
        (one | two).kind = "other"
        (one | two).account_id = self.income
        one.action_book()
        with self.assertRaisesRegex(UserError, "booked by somebody"):
            two.action_book()

    def test_a_clerk_sees_and_does_not_book(self):
        line = self.waiting()
        clerk = common.user(self.env, "book-clerk", "ibok_water.group_water_clerk")
        line.with_user(clerk).check_access("read")
        with self.assertRaises(AccessError):
            line.with_user(clerk).action_water_book()

    def test_the_pile_counts_what_waits(self):
        accountant = common.user(
            self.env,
            "book-accountant",
            "account.group_account_user",
            "ibok_water.group_water_clerk",
        )
        pile = self.env.ref("ibok_water.worklist_bank").with_user(accountant)
        before = pile.waiting
        self.waiting()
        pile.invalidate_recordset(["waiting"])
        self.assertEqual(pile.waiting, before + 1)
