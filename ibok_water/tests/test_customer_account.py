import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.ibok_water.engine import format_nrb, individual_account, parse_mask
from odoo.addons.ibok_water.tests import bank_case, common


class TestCustomerAccount(bank_case.BankCase):
    """Each contract has an account of its own, for ever."""

    def account(self, contract=None):
        return (contract or self.contract).account_ids

    def test_a_contract_in_force_has_an_account_of_the_mask(self):
        contract = self.make.household()
        account = contract.account_ids
        self.assertEqual(
            account.nrb,
            individual_account(parse_mask(bank_case.MASK), account.number),
        )
        self.assertEqual((account.mask, account.current), (bank_case.MASK, True))
        self.assertEqual(account.journal_id, self.bank)
        self.assertEqual(contract.individual_account, format_nrb(account.nrb))
        self.assertNotEqual(account.nrb, self.nrb())

    def test_a_draft_has_none(self):
        contract = self.make.contract([self.make.metered_point()], opened=False)
        self.assertFalse(contract.account_ids)
        self.assertFalse(contract.individual_account)

    def test_without_a_mask_nobody_gets_one(self):
        self.company.water_account_mask = False
        contract = self.make.household()
        self.assertFalse(contract.account_ids)
        with self.assertRaisesRegex(UserError, "no mask"):
            contract.action_give_accounts()

    def test_leading_zeros_of_check_digits_are_kept(self):
        nrb = "06109010147777000000000042"
        account = self.account().create({"contract_id": self.contract.id, "nrb": nrb})
        self.env.invalidate_all()
        self.assertEqual(account.nrb, nrb)
        self.assertEqual(account.display_name, "06 1090 1014 7777 0000 0000 0042")
        self.assertEqual(account.number, "000000000042")

    def test_what_is_no_mask_is_refused_with_what_is_wrong(self):
        for mask, told in (
            ("12345678", "8 digits"),
            ("10901015 7777", "branch"),
            ("1090101A 7777", "other signs"),
        ):
            with self.subTest(mask), self.assertRaisesRegex(ValidationError, told):
                self.company.water_account_mask = mask

    def test_a_mask_may_be_copied_with_spaces(self):
        self.company.water_account_mask = "1090 1014 7777"
        self.assertEqual(self.company.water_account_mask, bank_case.MASK)

    def test_a_mask_is_of_a_bank(self):
        with self.assertRaisesRegex(ValidationError, "Choose the bank"):
            self.company.water_bank_journal_id = False

    def test_all_contracts_get_one_at_once(self):
        self.company.water_account_mask = False
        contracts = self.env["water.contract"].union(
            *(self.make.household() for _ in range(4))
        )
        self.company.water_account_mask = bank_case.MASK
        self.env.flush_all()
        contracts[:1]._give_accounts()
        before = self.env.cr.sql_log_count
        contracts[1:2]._give_accounts()
        one = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        contracts._give_accounts()
        self.assertLessEqual(self.env.cr.sql_log_count - before, one + 2)
        self.assertEqual(len(set(contracts.mapped("account_ids.nrb"))), 4)
        self.assertFalse(contracts._give_accounts())

    def test_settings_give_them_with_a_click(self):
        self.company.water_account_mask = False
        contract = self.make.household()
        manager = common.user(
            self.env, "accounts-manager", "ibok_water.group_water_manager"
        )
        settings = self.env["water.settings"].with_user(manager).create({})
        settings.water_account_mask = "1090 1014 7777"
        settings.action_give_accounts()
        self.assertTrue(contract.account_ids.nrb)

    def test_after_a_change_of_bank_the_old_account_works_on(self):
        old = self.account()
        self.company.water_account_mask = bank_case.OTHER_MASK
        self.contract._give_accounts()
        new = self.account() - old
        self.assertEqual((old.current, new.current), (False, True))
        self.assertEqual(self.contract._nrb(), new.nrb)
        masks = [mask.digits for mask in self.company._water_masks()]
        self.assertIn(bank_case.MASK, masks)
        self.assertIn(bank_case.OTHER_MASK, masks)

    def test_back_at_the_old_bank_the_old_account_is_printed_again(self):
        old = self.account()
        self.company.water_account_mask = bank_case.OTHER_MASK
        self.contract._give_accounts()
        self.company.water_account_mask = bank_case.MASK
        self.assertFalse(self.contract._give_accounts())
        self.assertTrue(old.current)
        self.assertEqual(self.contract._nrb(), old.nrb)

    def test_an_account_of_before_is_entered_and_not_given_again(self):
        taken = individual_account(parse_mask(bank_case.MASK), "77")
        sequence = self.env.ref("ibok_water.sequence_customer_account")
        self.env.cr.execute("SELECT setval(%s, 76)", [f"ir_sequence_{sequence.id:03d}"])
        self.account().create({"contract_id": self.contract.id, "nrb": taken})
        others = self.make.household() | self.make.household()
        self.assertNotIn(taken, others.account_ids.mapped("nrb"))
        self.assertEqual(self.contract._nrb(), taken)

    def test_a_slip_of_the_pen_is_refused(self):
        with self.assertRaisesRegex(UserError, "first two digits"):
            self.account().create(
                {"contract_id": self.contract.id, "nrb": "07109010147777000000000042"}
            )

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_wrong_check_digits_and_a_second_owner(self):
        other = self.make.household().account_ids
        with self.assertRaises(psycopg2.errors.CheckViolation):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE water_customer_account SET nrb = %s WHERE id = %s",
                    ["07109010147777000000000042", other.id],
                )
        with self.assertRaises(psycopg2.errors.UniqueViolation):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE water_customer_account SET nrb = %s WHERE id = %s",
                    [self.nrb(), other.id],
                )

    def test_an_account_is_never_anothers_and_never_deleted(self):
        other = self.make.household()
        with self.assertRaisesRegex(UserError, "for good"):
            self.account().sudo().contract_id = other
        with self.assertRaisesRegex(UserError, "not deleted"):
            self.account().sudo().unlink()

    def test_the_next_customer_of_a_house_gets_another(self):
        contract = self.make.household()
        follower = self.make.contract(
            [self.make.metered_point()], premise=contract.premise_id
        )
        self.assertNotEqual(contract._nrb(), follower._nrb())

    def test_a_clerk_chooses_which_account_is_printed_and_makes_none(self):
        clerk = common.user(self.env, "accounts-clerk", "ibok_water.group_water_clerk")
        old = self.account()
        self.company.water_account_mask = bank_case.OTHER_MASK
        self.contract._give_accounts()
        old.with_user(clerk).action_print_this()
        self.assertTrue(old.current)
        self.assertFalse(old.with_user(clerk).has_access("create"))
        self.assertFalse(old.with_user(clerk).has_access("write"))

    def test_a_full_mask_says_so(self):
        sequence = self.env.ref("ibok_water.sequence_customer_account")
        self.env.cr.execute(
            "SELECT setval(%s, 1000)", [f"ir_sequence_{sequence.id:03d}"]
        )
        self.company.water_account_mask = bank_case.MASK + "0" * 11
        with self.assertRaisesRegex(UserError, "leaves 1 digits"):
            self.make.household()
