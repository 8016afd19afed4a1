"""Payers for the bank benchmark, and the bank's file of what they paid.

The debtors are those of the interest benchmark: five bills each, a part of each paid.
Each has his own account, and pays what is left of his bills one by one.
"""

from datetime import date, timedelta
from decimal import Decimal

from _interest_town import BILLS, TERMS, Debtors

from odoo.tools import SQL

NRB = "61109010140000071219812874"
MASK = "109010147777"
#: Days on which the bank booked the payments.
FIRST, DAYS = date(2026, 2, 2), 20
#: Of so many movements one names the document and no account, one names nothing.
EVERY = 20


class Payers:
    """Customers with accounts and open bills, and files of payments."""

    def __init__(self, env):
        self.debtors = Debtors(env)
        self.env = self.debtors.env
        self.company = self.debtors.company
        self.bank = env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BB",
                "type": "bank",
                "company_id": self.company.id,
                "bank_acc_number": f"PL{NRB}",
            }
        )
        self.company.write(
            {"water_bank_journal_id": self.bank.id, "water_account_mask": MASK}
        )

    def make(self, count):
        """So many customers.

        :return: ids of their receivable lines, {customer: his account}
        """
        ids = self.debtors.make_debtors(count)
        contracts = self.env["water.contract"].search(
            [("partner_id", "in", list(ids))], order="id"
        )
        accounts = contracts._give_accounts()
        found = {one.contract_id.partner_id.id: one.nrb for one in accounts}
        self.env.cr.commit()
        self.env.invalidate_all()
        return self.rows(ids, found)

    def rows(self, ids, accounts):
        """What the customers pay.

        :return: list of (amount, day, title, account) in the order of the days
        """
        debts = self.env.execute_query(
            SQL(
                """
                SELECT l.partner_id, m.name, l.amount_residual
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                 WHERE l.partner_id IN %s AND l.amount_residual > 0
                       AND l.date_maturity IN %s
              ORDER BY l.date_maturity, l.id
                """,
                tuple(ids),
                TERMS,
            )
        )
        if len(debts) != len(ids) * BILLS:
            raise AssertionError(f"{len(debts)} bills of {len(ids)} customers")
        size = -(-len(debts) // DAYS)
        rows = []
        for place, (partner_id, name, left) in enumerate(debts):
            nrb, title = accounts[partner_id], "oplata za wode"
            if place % EVERY == 3:
                nrb, title = "", f"faktura {name}"
            elif place % EVERY == 7:
                nrb, title = "", f"zakupy {place}"
            on = FIRST + timedelta(days=place // size)
            rows.append((Decimal(f"{left:.2f}"), on, title, nrb))
        return rows


def mt940(rows, number="1"):
    """The bank's file."""
    total = sum(row[0] for row in rows)
    lines = [":20:X", f":25:PL{NRB}", f":28C:{number}", ":60F:C260101PLN0,00"]
    for place, (amount, on, title, nrb) in enumerate(rows):
        money = f"{amount:.2f}".replace(".", ",")
        lines += [
            f":61:{on:%y%m%d%m%d}CN{money}N051REF{number}-{place}",
            f":86:051<00PRZELEW<20{title}<27Jan Nowak {place}"
            + (f"<21{nrb}" if nrb else ""),
        ]
    closing = f"{total:.2f}".replace(".", ",")
    lines.append(f":62F:C{rows[-1][1]:%y%m%d}PLN{closing}")
    return "\r\n".join(lines).encode() + b"\r\n"
