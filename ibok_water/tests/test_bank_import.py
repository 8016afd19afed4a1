from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.engine import StatementRefused, format_nrb
from odoo.addons.ibok_water.models import account_bank_statement_entry
from odoo.addons.ibok_water.tests import bank_case, common


class TestBankImport(bank_case.BankCase):
    """A bank's file is taken in whole, and each movement once."""

    def test_a_payment_to_the_account_settles_the_bill(self):
        bill = self.bill(100, "2026-02-01")
        [line] = self.take_in(self.mt940((100, "2026-02-10", "woda", self.nrb())))
        self.assertEqual(line.water_reason, "virtual_account")
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.partner)
        self.assertEqual((bill.amount_residual, bill.payment_state), (0, "paid"))
        self.assertEqual(
            sorted(line.move_id.line_ids.mapped("balance")), [-100.0, 100.0]
        )
        self.assertFalse(line._seek_for_lines()[1], "nothing is left on suspense")

    def test_the_same_file_again_changes_nothing(self):
        self.bill(100, "2026-02-01")
        data = self.mt940((40, "2026-02-10", "woda", self.nrb()))
        self.take_in(data)
        moves = self.env["account.move"].search_count([])
        self.assertFalse(self.take_in(data))
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_two_equal_payments_are_two(self):
        bill = self.bill(100, "2026-02-01")
        row = (30, "2026-02-10", "woda", self.nrb())
        self.assertEqual(len(self.take_in(self.mt940(row, row))), 2)
        self.assertEqual(bill.amount_residual, 40)

    def test_a_file_with_a_fault_leaves_nothing(self):
        lines = self.env["account.bank.statement.line"].search_count([])
        data = self.mt940((10, "2026-02-10", "woda", self.nrb()), closing="99,00")
        with self.assertRaises(StatementRefused):
            self.take_in(data)
        wizard = self.wizard(data)
        self.assertIn("Line 7: The statement does not add up", wizard.problem)
        self.assertFalse(wizard.line_ids)
        with self.assertRaises(UserError):
            wizard.action_take_in()
        found = self.env["account.bank.statement.line"].search_count([])
        self.assertEqual(found, lines)

    def test_what_is_in_the_file_is_shown_before(self):
        first = (10, "2026-02-10", "woda", self.nrb())
        self.take_in(self.mt940(first))
        wizard = self.wizard(
            self.mt940(first, (5, "2026-02-10", "x", self.nrb()), opening="0,00")
        )
        [row] = wizard.line_ids
        self.assertFalse(wizard.problem)
        self.assertEqual((row.count, row.known, row.amount), (2, 1, 5))
        self.assertEqual((row.opening, row.closing), (0, 15))
        self.assertEqual((row.journal_id, wizard.new_count), (self.bank, 1))
        wizard.action_take_in()
        known = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.bank.id)]
        )
        self.assertEqual(sorted(known.mapped("amount")), [5, 10])

    def test_a_missing_statement_is_told_and_does_not_stop(self):
        self.take_in(self.mt940((10, "2026-02-10", "woda", self.nrb())))
        data = self.mt940((5, "2026-02-12", "woda", self.nrb()), opening="25,00")
        [row] = self.wizard(data).line_ids
        self.assertIn("may be missing", row.warning)
        data = self.mt940((5, "2026-02-12", "woda", self.nrb()), opening="10,00")
        self.assertFalse(self.wizard(data).line_ids.warning)
        self.assertEqual(len(self.take_in(data)), 1)

    def test_a_file_of_another_bank_is_refused(self):
        data = self.mt940((10, "2026-02-10", "woda", self.nrb())).replace(
            bank_case.NRB.encode(), b"27114020040000300201355387"
        )
        self.assertIn("none of our banks", self.wizard(data).problem)

    def test_several_files_are_taken_in_together(self):
        one = self.mt940((10, "2026-02-10", "woda", self.nrb()))
        two = self.mt940((5, "2026-02-11", "woda", self.nrb()), opening="10,00")
        wizard = self.wizard(one, two, one)
        self.assertEqual(wizard.new_count, 2)
        self.assertEqual(wizard.line_ids.mapped("known"), [0, 0, 1])
        self.assertFalse(any(wizard.line_ids.mapped("warning")))

    def test_elixir_0_finds_its_bank_by_the_accounts_paid(self):
        bill = self.bill(100, "2026-02-01")
        [line] = self.take_in(self.elixir(6000, "20260210", self.nrb()))
        self.assertEqual((line.journal_id, line.amount), (self.bank, 60))
        self.assertEqual(bill.amount_residual, 40)
        statement = line.statement_id
        self.assertEqual(statement.reference, "plik.sta")
        self.assertEqual(len(statement.attachment_ids), 1)

    def test_the_same_payments_in_another_format_are_stopped(self):
        bill = self.bill(120, "2026-02-20")
        self.bill(70, "2026-02-25")
        mt940 = self.mt940(
            (120, "2026-03-05", "woda", self.nrb()),
            (70, "2026-03-05", "woda", self.nrb()),
        )
        self.take_in(mt940)
        self.assertEqual(bill.amount_residual, 0)
        elixir = b"\r\n".join(
            [
                self.elixir(12000, "20260305", self.nrb()),
                self.elixir(7000, "20260305", self.nrb()),
                self.elixir(7000, "20260305", self.nrb(), "inna"),
            ]
        )
        wizard = self.wizard(elixir)
        self.assertEqual((wizard.new_count, wizard.twin_count), (3, 2))
        self.assertIn("2 movements", wizard.line_ids.warning)
        before = self.env["account.bank.statement.line"].search_count([])
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            wizard.action_take_in()
        self.assertIn("another format", str(caught.exception))
        count = self.env["account.bank.statement.line"].search_count
        self.assertEqual(count([]), before)
        wizard.twins_wanted = True
        wizard.action_take_in()
        self.assertEqual(count([]), before + 3)

    def mass_payments(self):
        """One sum in the statement, and the list of what it is made of."""
        one = self.mt940((190, "2026-03-05", "Platnosci masowe", ""))
        rows = [
            self.elixir(grosze, "20260305", self.nrb(), f"woda {grosze}")
            for grosze in (12000, 7000)
        ]
        return one, b"\r\n".join(rows)

    def test_a_list_of_what_came_as_one_sum_is_stopped(self):
        one, listed = self.mass_payments()
        self.take_in(one)
        wizard = self.wizard(listed)
        self.assertEqual((wizard.new_count, wizard.twin_count), (2, 2))
        self.assertIn("as one sum", wizard.line_ids.warning)
        with self.assertRaises(UserError):
            self.take_in(listed)
        wizard.twins_wanted = True
        wizard.action_take_in()
        self.assertEqual(self.partner.credit, -190)

    def test_one_sum_of_what_was_listed_is_stopped(self):
        one, listed = self.mass_payments()
        self.take_in(listed)
        self.assertEqual(self.wizard(one).twin_count, 1)
        other = self.mt940((189.99, "2026-03-05", "Platnosci masowe", ""))
        self.assertEqual(self.wizard(other).twin_count, 0)
        later = self.mt940((190, "2026-03-06", "Platnosci masowe", ""))
        self.assertEqual(self.wizard(later).twin_count, 0)

    def test_two_formats_chosen_together_are_stopped(self):
        one, listed = self.mass_payments()
        self.assertEqual(self.wizard(one, listed).twin_count, 2)
        wizard = self.wizard(listed, one)
        self.assertEqual(wizard.twin_count, 1)
        with self.assertRaises(UserError):
            wizard.action_take_in()

    def test_equal_payments_of_two_files_of_one_format_are_two(self):
        self.take_in(self.mt940((50, "2026-03-05", "a", self.nrb())))
        again = self.mt940((50, "2026-03-05", "b", self.nrb()), number="2")
        self.assertEqual(self.wizard(again).twin_count, 0)
        self.assertEqual(len(self.take_in(again)), 1)

    def test_an_old_encoding_is_asked_for_only_when_it_is_not_certain(self):
        data = self.elixir(100, "20260210", self.nrb()).replace(b"woda", b"\xa5")
        wizard = self.wizard(data)
        self.assertTrue(wizard.asks_encoding)
        wizard.encoding = "cp1250"
        self.assertFalse(wizard.problem)
        self.assertEqual(wizard.new_count, 1)

    def test_a_person_may_not_book_by_the_key(self):
        [line] = self.take_in(self.mt940((10, "2026-02-10", "x", self.nrb())))
        accountant = common.user(self.env, "bank-books", "account.group_account_user")
        with self.assertRaises(AccessError):
            line.with_user(accountant).write({"water_key": False})

    def test_who_may_take_statements_in(self):
        data = self.mt940((10, "2026-02-10", "woda", self.nrb()))
        clerk = common.user(self.env, "bank-clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.take_in(data, user=clerk)
        accountant = common.user(
            self.env, "bank-accountant", "account.group_account_user"
        )
        [line] = self.take_in(data, user=accountant)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.create_uid, accountant)

    def test_an_account_of_before_a_change_of_bank_is_known(self):
        bill = self.bill(100, "2026-02-01")
        old = self.nrb()
        self.company.water_account_mask = bank_case.OTHER_MASK
        self.contract._give_accounts()
        [line] = self.take_in(self.mt940((100, "2026-02-10", "woda", old)))
        self.assertEqual(line.water_reason, "virtual_account")
        self.assertEqual(bill.amount_residual, 0)
        self.assertNotEqual(format_nrb(old), self.contract.individual_account)

    def large(self):
        """A file of seven movements, of which two are entered at once."""
        self.startPatcher(patch.object(account_bank_statement_entry, "AT_ONCE", 2))
        self.startPatcher(patch.object(account_bank_statement_entry, "CHUNK", 2))
        self.bill(10, "2026-02-01")
        rows = [(1, "2026-02-10", f"nr {n}", self.nrb()) for n in range(6)]
        return self.mt940(*rows, (2, "2026-02-10", "zakupy", ""))

    def enter_rest(self):
        with self.enter_registry_test_mode():
            self.env.ref("ibok_water.cron_bank_match").method_direct_trigger()

    def test_a_large_file_is_entered_by_the_job(self):
        lines = self.take_in(self.large())
        statement = lines.statement_id
        self.assertEqual((len(lines), statement.water_waiting), (2, 5))
        self.assertFalse(statement.is_complete)
        self.enter_rest()
        self.env.invalidate_all()
        lines = statement.line_ids.sorted("id")
        self.assertEqual(lines.mapped("amount"), [1] * 6 + [2])
        self.assertEqual(lines.mapped("is_reconciled"), [True] * 6 + [False])
        self.assertEqual(lines[-1].water_reason, "not_found")
        self.assertEqual(statement.water_waiting, 0)
        self.assertTrue(statement.is_complete)
        self.assertEqual(self.partner.credit, 4)

    def test_a_job_that_stopped_goes_on_where_it_stood(self):
        data = self.large()
        statement = self.take_in(data).statement_id
        steps = []

        def commit(entered, remaining):
            steps.append((entered, remaining))
            return False

        Statement = self.env["account.bank.statement"]
        self.assertFalse(Statement._water_enter_waiting(commit))
        self.assertEqual(steps, [(2, 3)])
        self.enter_rest()
        self.env.invalidate_all()
        self.assertEqual(len(statement.line_ids), 7)
        self.assertFalse(self.take_in(data))

    def test_the_next_file_waits_for_a_large_one(self):
        data = self.large()
        statement = self.take_in(data).statement_id
        with self.assertRaises(UserError) as caught:
            self.take_in(data)
        self.assertIn("5 movements are left", str(caught.exception))
        accountant = common.user(self.env, "bank-books", "account.group_account_user")
        with self.assertRaises(AccessError):
            statement.with_user(accountant).write({"water_waiting": 0})

    def test_what_is_entered_has_one_line_for_each_debt(self):
        first, second = self.bill(100, "2026-02-01"), self.bill(30, "2026-02-05")
        [line] = self.take_in(self.mt940((150, "2026-02-10", "woda", self.nrb())))
        self.assertEqual(
            line.move_id.line_ids.sorted("id").mapped("balance"),
            [150, -100, -30, -20],
        )
        self.assertEqual(line.move_id.line_ids.partner_id, self.partner)
        self.assertEqual((first | second).mapped("amount_residual"), [0, 0])
        self.assertEqual((line.amount_residual, line.is_reconciled), (0, True))
        line.action_water_undo()
        self.assertEqual(sum((first | second).mapped("amount_residual")), 130)
        self.assertFalse(line.is_reconciled)
