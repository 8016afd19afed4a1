"""A municipality with a bank, a mask of individual accounts, and customers' bills."""

from odoo.addons.ibok_water.tests import interest_case

MASK = "109010147777"
OTHER_MASK = "102055617777"
NRB = "61109010140000071219812874"


class BankCase(interest_case.InterestCase):
    """The company's bank gave a mask; contracts opened here have accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.bank.bank_account_id.sanitized_acc_number != f"PL{NRB}":
            cls.bank = cls.env["account.journal"].create(
                {
                    "name": "Bank Testowy",
                    "code": "BT",
                    "type": "bank",
                    "company_id": cls.company.id,
                    "bank_acc_number": f"PL{NRB}",
                }
            )
        cls.company.write(
            {"water_bank_journal_id": cls.bank.id, "water_account_mask": MASK}
        )
        cls.contract._give_accounts()

    def nrb(self, contract=None):
        return (contract or self.contract)._nrb()
