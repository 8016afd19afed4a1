"""Bills that are paid late, and the notes over them."""

from odoo.fields import Command

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class InterestCase(common.WaterCase):
    """A customer with a contract; bills of any amount, without tax, and payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company._water_setup()
        # Whatever notes the database has, no rate is bound by them.
        cls.env["water.interest.coverage"].search([("live", "=", True)]).live = False
        rates = cls.env["water.interest.rate"]
        rates.search([("in_use", "=", True)]).in_use = False
        rates._load_shipped()
        cls.contract = cls.make.household(since="2014-01-01")
        cls.partner = cls.contract.partner_id
        cls.income = cls.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", cls.company.id)],
            limit=1,
        )
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    def bill(self, amount, due, contract=None, issued=None, **vals):
        contract = contract or self.contract
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": day(issued or due),
                "invoice_date_due": day(due),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Woda",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": self.income.id,
                        }
                    )
                ],
                **vals,
            }
        )
        bill.action_post()
        self.assertEqual(bill.line_ids.mapped("date_maturity")[-1], day(due))
        return bill

    def pay(self, bill, amount, on):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create(
                {
                    "amount": amount,
                    "payment_date": day(on),
                    "journal_id": self.bank.id,
                    "payment_difference_handling": "open",
                }
            )
        )
        return wizard._create_payments()

    def late(self, amount, due, paid, **vals):
        """A bill that was paid whole on a day."""
        bill = self.bill(amount, due, **vals)
        self.pay(bill, amount, paid)
        return bill

    def correct(self, bill, amount, on):
        """A correction that lowers a bill, matched with it as far as that is open."""
        correction = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "journal_id": bill.journal_id.id,
                "partner_id": bill.partner_id.id,
                "water_contract_id": bill.water_contract_id.id,
                "water_corrected_move_id": bill.id,
                "invoice_date": day(on),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Woda",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": self.income.id,
                        }
                    )
                ],
            }
        )
        correction.action_post()
        (bill._water_receivable() | correction._water_receivable()).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        return correction

    def at_court(self, bill):
        """A claim that is not prescribed, however old: a court is at work."""
        lines = bill.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.env["water.prescription.interruption"].sudo()._record(
            lines, "court", bill.invoice_date, "Pozew"
        )
        return bill

    def notes(self, until, partner=None, **options):
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.company, day(until), partner or self.partner, **options
        )
        return notes

    def debts(self, *bills):
        lines = (
            self.env["account.move"]
            .union(*bills)
            .line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        )
        found = lines._water_debts()
        return [found[line.id] for line in lines]
