"""Debtors for the interest benchmark: as many overdue bills as wanted, in seconds.

One debtor with his bills and part payments is made through the models, as in life. The
others are copies of his rows, written by the database itself.
"""

from datetime import date, timedelta

from _billing_town import _own, _Rows

from odoo.fields import Command

#: Overdue bills of each debtor.
BILLS = 5
#: Last days of their terms; in each stretch of days other rates are in force.
TERMS = tuple(date(2025, 3, 17) + timedelta(days=61 * place) for place in range(BILLS))
#: A part of each is paid so many days after its term; the rest is owed still.
PAID_AFTER = 40


class Debtors:
    """Customers who owe the same, on an empty database."""

    def __init__(self, env):
        # Our addons can be imported once Odoo knows where they are.
        from odoo.addons.ibok_water.tests import common

        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = env.company
        common.quiet_company(self.company)
        self.company._water_setup()
        self.make = common.Factory(self.env)
        self.income = self.company.water_interest_account_id
        self.bank = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )

    def make_debtors(self, count):
        """Ids of so many customers, committed."""
        contract = self.make.household(since=date(2024, 1, 1))
        partner = contract.partner_id
        partner.write({"street": "Polna 1", "city": "Wola", "zip": "98-113"})
        pairs = [
            self._bill(contract, due, 87.5 + 31 * place)
            for place, due in enumerate(TERMS)
        ]
        self.env.flush_all()
        rows = _Rows(self.env.cr, count)
        who = rows.copy(
            partner,
            commercial_partner_id=_own,
            name="'Jan Nowak ' || g",
            water_customer_number="'KI' || {id}",
        )
        premise = rows.copy(contract.premise_id)
        deal = rows.copy(
            contract,
            partner_id=who,
            premise_id=premise,
            number="'UI/' || {id}",
            access_token="NULL",
        )
        for bill, payment in pairs:
            owed = self._copy_entry(rows, bill, who, water_contract_id=deal)
            paid = self._copy_entry(rows, payment, who)
            for partial in bill.line_ids.matched_credit_ids:
                rows.copy(
                    partial,
                    debit_move_id=owed[partial.debit_move_id],
                    credit_move_id=paid[partial.credit_move_id],
                )
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        self.env.invalidate_all()
        return range(who.first, who.first + count)

    def _bill(self, contract, due, amount):
        """A posted bill and the entry that pays a part of it."""
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": due - timedelta(days=14),
                "invoice_date_due": due,
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
            }
        )
        bill.action_post()
        owed = bill.line_ids.filtered(lambda line: line.balance > 0)
        part = round(amount * 0.4, 2)
        partner = {"partner_id": contract.partner_id.id}
        payment = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.bank.id,
                "date": due + timedelta(days=PAID_AFTER),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.bank.default_account_id.id,
                            "debit": part,
                            **partner,
                        }
                    ),
                    Command.create(
                        {"account_id": owed.account_id.id, "credit": part, **partner}
                    ),
                ],
            }
        )
        payment.action_post()
        paid = payment.line_ids.filtered(lambda line: line.balance < 0)
        (owed | paid).reconcile()
        return bill, payment

    def _copy_entry(self, rows, move, who, **changes):
        """Copies of an entry.

        :return: {its line: the copies of it}
        """
        name = "'BI/' || {id}"
        copied = rows.copy(
            move,
            partner_id=who if move.partner_id else "NULL",
            commercial_partner_id=who if move.partner_id else "NULL",
            partner_shipping_id=who if move.partner_shipping_id else "NULL",
            name=name,
            payment_reference="NULL",
            sequence_prefix="'BI/'",
            sequence_number="{id}",
            access_token="NULL",
            **changes,
        )
        return {
            line: rows.copy(line, move_id=copied, partner_id=who, move_name="NULL")
            for line in move.line_ids
        }
