"""Two who take in one bank's file, or book one movement, at once."""

from datetime import timedelta

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import bank_case


class TestBank(parallel_sessions.ParallelSessions):
    """Nothing is booked twice, and both workers come to an end."""

    def bank(self):
        """Ids of a contract with an account, and of its bill of 54 zł."""
        with self.session() as env:
            journal = env["account.journal"].search(
                [("company_id", "=", self.company_id), ("type", "=", "bank")], limit=1
            ) or env["account.journal"].create(
                {"name": "Bank", "code": "BB", "type": "bank"}
            )
            if not journal.bank_account_id:
                journal.set_bank_account(f"PL{bank_case.NRB}")
            env.company.write(
                {
                    "water_bank_journal_id": journal.id,
                    # No other test's accounts begin so.
                    "water_account_mask": "10501012" + "9999",
                }
            )
        contract_id, point_id = self.household(services="water")
        self.read(point_id, 110)
        with self.session() as env:
            self.settle(contract_id)(env)
            contract = env["water.contract"].browse(contract_id)
            return contract_id, contract._nrb(), contract.settlement_ids.move_id.id

    def file(self, nrb, *amounts):
        day = self.cycle_end + timedelta(days=10)
        case = bank_case.BankCase
        return case.mt940(
            None, *((amount, day, f"woda {n}", nrb) for n, amount in enumerate(amounts))
        )

    def take_in(self, data):
        """A job: take a file in."""

        def job(env):
            statements = env["account.bank.statement"]
            found = statements._water_read_file(env.company, data)
            taken = statements._water_take_in(env.company, [("a.sta", data, found)])
            return len(taken)

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_file_taken_in_by_three_at_once_is_booked_once(self):
        _contract, nrb, bill_id = self.bank()
        data = self.file(nrb, 10, 10, 5)
        results = self.together(*[self.take_in(data)] * 3)
        self.assertEqual(sorted(results, key=str), [0, 0, 3])
        with self.session() as env:
            bill = env["account.move"].browse(bill_id)
            self.assertEqual(bill.amount_residual, bill.amount_total - 25)
            lines = env["account.bank.statement.line"].search(
                [
                    ("company_id", "=", self.company_id),
                    ("water_credited_account", "=", nrb),
                ]
            )
            self.assertEqual(sorted(lines.mapped("amount")), [5, 10, 10])
        self.assert_no_gap()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_movement_is_booked_by_one_of_two(self):
        contract_id, _nrb, bill_id = self.bank()
        with self.session() as env:
            self.take_in(self.file("", 30))(env)
            line = env["account.bank.statement.line"].search(
                [
                    ("company_id", "=", self.company_id),
                    ("journal_id.type", "=", "bank"),
                    ("amount", "=", 30),
                ],
                order="id desc",
                limit=1,
            )
            line_id = line.id

        def book(env):
            contract = env["water.contract"].browse(contract_id)
            wizard = env["water.bank.book"].create(
                {"statement_line_id": line_id, "partner_id": contract.partner_id.id}
            )
            wizard.action_book()
            return True

        results = self.together(book, book)
        refused = [one for one in results if isinstance(one, UserError)]
        self.assertEqual((len(refused), results.count(True)), (1, 1), results)
        with self.session() as env:
            bill = env["account.move"].browse(bill_id)
            self.assertEqual(bill.amount_residual, bill.amount_total - 30)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_cash_of_two_clerks_has_two_numbers_and_pays_once(self):
        contract_id, _nrb, bill_id = self.bank()

        def take(env):
            contract = env["water.contract"].browse(contract_id)
            wizard = env["water.cash.take"].create(
                {"partner_id": contract.partner_id.id, "amount": 30}
            )
            wizard.action_take()
            return True

        results = self.together(take, take)
        self.assertEqual(results, [True, True])
        with self.session() as env:
            bill = env["account.move"].browse(bill_id)
            # 10 m³ × 5 zł and 8 % of VAT: the second one's rest is credit.
            self.assertEqual(bill.amount_residual, 0)
            receipts = env["water.cash.receipt"].search(
                [("company_id", "=", self.company_id)]
            )
            tails = sorted(int(one.number.rpartition("/")[2]) for one in receipts)
            self.assertEqual(tails, [tails[0], tails[0] + 1])
            credit = env["account.move.line"].search(
                [
                    ("company_id", "=", self.company_id),
                    ("account_type", "=", "asset_receivable"),
                    ("amount_residual", "<", 0),
                ]
            )
            self.assertEqual(sum(credit.mapped("amount_residual")), -6)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_accounts_given_at_once_are_not_the_same(self):
        self.bank()
        ids = [self.household(services="water")[0] for _ in range(3)]
        with self.session() as env:
            env.company.water_account_mask = "10501012" + "8888"

        def give(env):
            contracts = env["water.contract"].browse(ids)
            return contracts._give_accounts().mapped("nrb")

        results = self.together(give, give)
        self.assertEqual(sorted(map(len, results)), [0, 3], results)
        with self.session() as env:
            for contract in env["water.contract"].browse(ids):
                self.assertEqual(
                    sorted(contract.account_ids.mapped("mask")),
                    ["105010128888", "105010129999"],
                )
                self.assertEqual(
                    contract.account_ids.filtered("current").mask, "105010128888"
                )
