from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..engine import Customer, Debt, Payers


@dataclass(slots=True)
class Book:
    """Customers, what they owe, and which account stands for each other one.

    ``one_of`` gives, for any account of a contract, the one that its debts are told
    with: after a change of bank a contract has two.
    """

    payers: Payers
    one_of: dict

    def spend_on(self, customer):
        """The open debts of a customer."""
        return self.payers.debts.get(customer, [])

    def spent(self, customer, spending):
        """Take what a payment settles off the debts: the next payment finds less."""
        taken = {part.key: part.amount for part in spending.parts}
        self.payers.replace(
            customer,
            [
                _less(debt, left)
                for debt in self.spend_on(customer)
                if (left := debt.residual - taken.get(debt.key, Decimal(0)))
            ],
        )


def _less(debt, residual):
    return Debt(
        debt.key,
        debt.customer,
        debt.document,
        debt.due,
        residual,
        debt.kind,
        debt.account,
        debt.of,
    )


class AccountBankStatementLine(models.Model):
    """Customers and open debts as the engine takes them: three questions in all."""

    _inherit = "account.bank.statement.line"

    @api.model
    def _water_book_of(self, company, partners=None):
        """Customers of a company, or some of them, with what they owe.

        :param partners: customers asked for; None: all
        """
        self.env["account.move.line"]._water_flush_books()
        self.env["water.customer.account"].flush_model()
        self.env["water.interest.coverage"].flush_model()
        only = SQL()
        if partners is not None:
            ids = tuple(sorted(partners.commercial_partner_id.ids)) or (0,)
            only = SQL("AND p.commercial_partner_id IN %s", ids)
        one_of, accounts = self._water_accounts_of(company, only)
        customers = [
            Customer(key, number, name, tuple(accounts.get(key, ())))
            for key, number, name in self.env.execute_query(
                SQL(
                    """
                    SELECT p.commercial_partner_id, COALESCE(
                               p.water_customer_number, ''), COALESCE(p.name, '')
                      FROM res_partner p
                     WHERE EXISTS (SELECT FROM water_contract c
                                    WHERE c.partner_id = p.id AND c.company_id = %s)
                           %s
                  ORDER BY p.id
                    """,
                    company.id,
                    only,
                )
            )
        ]
        debts = self._water_open_debts(company, only)
        return Book(Payers(customers, debts), one_of)

    @api.model
    def _water_accounts_of(self, company, only):
        """({account: the one its contract's debts are told with}, {customer: his})"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.nrb, FIRST_VALUE(a.nrb) OVER (
                           PARTITION BY a.contract_id ORDER BY a.current DESC, a.id
                       ), p.commercial_partner_id
                  FROM water_customer_account a
                  JOIN water_contract c ON c.id = a.contract_id
                  JOIN res_partner p ON p.id = c.partner_id
                 WHERE a.company_id = %s %s
                """,
                company.id,
                only,
            )
        )
        one_of, accounts = {}, {}
        for nrb, one, customer in rows:
            one_of[nrb] = one
            accounts.setdefault(customer, []).append(nrb)
        return one_of, accounts

    @api.model
    def _water_open_debts(self, company, only):
        """What customers owe today: open receivable lines in the company's money.

        An interest note is a side claim of the oldest debt it charges.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id, p.commercial_partner_id, m.name,
                       COALESCE(l.date_maturity, l.date), l.amount_residual,
                       COALESCE(m.water_interest_note, FALSE),
                       COALESCE((SELECT a.nrb FROM water_customer_account a
                                  WHERE a.contract_id = COALESCE(
                                        m.water_contract_id, charged.contract_id)
                               ORDER BY a.current DESC, a.id LIMIT 1), ''),
                       charged.line_id
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  JOIN account_account a ON a.id = l.account_id
                  JOIN res_partner p ON p.id = l.partner_id
             LEFT JOIN LATERAL (
                       SELECT d.id AS line_id, b.water_contract_id AS contract_id
                         FROM water_interest_coverage r
                         JOIN account_move_line d ON d.id = r.line_id
                         JOIN account_move b ON b.id = d.move_id
                        WHERE m.water_interest_note AND r.note_id = m.id
                     ORDER BY d.date_maturity, d.id LIMIT 1) charged ON TRUE
                 WHERE l.company_id = %s
                   AND l.parent_state = 'posted'
                   AND a.account_type = 'asset_receivable'
                   AND NOT COALESCE(l.reconciled, FALSE)
                   AND l.amount_residual > 0
                   AND l.currency_id = %s
                       %s
              ORDER BY l.id
                """,
                company.id,
                company.currency_id.id,
                only,
            )
        )
        return [
            Debt(
                key=line_id,
                customer=customer,
                document=name or "",
                due=due,
                residual=Decimal(f"{residual:.2f}"),
                kind="interest" if note else "principal",
                account=nrb,
                of=charged,
            )
            for line_id, customer, name, due, residual, note, nrb, charged in rows
        ]
