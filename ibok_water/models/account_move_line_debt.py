from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..engine import Payment

ZERO = Decimal(0)
#: Models that debts are read from.
BOOKS = (
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "res.partner",
    "water.contract",
    "water.debtor.kind",
)
#: Kind of the debtor on a contract → kind of the rate of interest.
RATE_KINDS = {
    "consumer": "statutory",
    "commercial": "commercial",
    "medical": "commercial_medical",
}


@dataclass(frozen=True, slots=True)
class Debt:
    """What a document asked for, and what came of it.

    :param line_id: the receivable line
    :param name: number of the document
    :param amount: principal, the document's corrections taken off [zł]
    :param due: last day of the term, as printed
    :param kind: kind of the rate of interest
    :param payments: what was matched with it, by day; never more than ``amount``
    """

    line_id: int
    move_id: int
    name: str
    partner_id: int
    amount: Decimal
    due: date
    kind: str
    payments: tuple[Payment, ...]

    def paid_by(self, day):
        """Whether nothing of it was left after this day."""
        paid = sum((p.amount for p in self.payments if p.day <= day), ZERO)
        return paid >= self.amount


class AccountMoveLine(models.Model):
    """Receivable lines as debts: what they asked for, when it was paid."""

    _inherit = "account.move.line"

    @api.model
    def _water_late_lines(self, company, until, partners=None, moves=None):
        """Receivable lines of water customers that were open after their term.

        Bills and opening entries; never an interest note, for interest bears no
        interest (art. 482 of the Civil Code). No line is left out that bears interest:
        a term that ends on a free day only ends later.

        :param until: last day asked for
        :param partners: customers asked for; None: all
        :param moves: documents asked for; None: all
        """
        narrowed = self._water_narrowed(partners)
        if moves is not None:
            narrowed = SQL("%s AND l.move_id IN %s", narrowed, tuple(moves.ids or [0]))
        return self._water_lines_of(self._water_late_query(company, until, narrowed))

    @api.model
    def _water_late_query(self, company, until, narrowed):
        """FROM and WHERE of late lines ``l`` of customers ``p``."""
        late = SQL(
            """
                   l.balance > 0
                   AND l.date_maturity < %s
                   AND (NOT COALESCE(l.reconciled, FALSE) OR EXISTS (
                        SELECT FROM account_partial_reconcile r
                          JOIN account_move_line paid ON paid.id = r.credit_move_id
                         WHERE r.debit_move_id = l.id
                           AND paid.date > l.date_maturity))
            """,
            until,
        )
        return self._water_customer_query(company, late, narrowed)

    @api.model
    def _water_customer_query(self, company, asked, narrowed, notes=False):
        """FROM and WHERE of posted receivable lines ``l`` of water customers ``p``.

        Of bills and of opening entries.

        :param SQL asked: a condition
        :param SQL narrowed: nothing, or more conditions that begin with AND
        :param bool notes: interest notes as well
        """
        note = SQL("m.move_type = 'out_receipt' AND m.water_interest_note OR")
        return SQL(
            """
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  JOIN account_account a ON a.id = l.account_id
                  JOIN account_journal j ON j.id = l.journal_id
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.company_id = %(company)s
                   AND l.parent_state = 'posted'
                   AND a.account_type = 'asset_receivable'
                   AND (m.move_type = 'out_invoice' AND m.water_contract_id IS NOT NULL
                        OR %(note)s
                           m.move_type = 'entry' AND m.reversed_entry_id IS NULL
                           AND j.type = 'general' AND EXISTS (
                               SELECT FROM water_contract c
                                 JOIN res_partner payer ON payer.id = c.partner_id
                                WHERE payer.commercial_partner_id
                                      = p.commercial_partner_id))
                   AND %(asked)s
                   %(narrowed)s""",
            company=company.id,
            note=note if notes else SQL(),
            asked=asked,
            narrowed=narrowed,
        )

    @api.model
    def _water_narrowed(self, partners):
        """A further condition: of these customers; None: of all."""
        if partners is None:
            return SQL()
        customers = partners.commercial_partner_id.ids or [0]
        return SQL("AND p.commercial_partner_id IN %s", tuple(sorted(customers)))

    @api.model
    def _water_lines_of(self, query):
        """The lines ``l`` of a FROM and WHERE, those due first in front."""
        self._water_flush_books()
        rows = self.env.execute_query(
            SQL("SELECT l.id %s ORDER BY l.date_maturity, l.id", query)
        )
        return self.browse([line_id for [line_id] in rows])

    def _water_debts(self):
        """What these receivable lines asked for and when it was paid.

        Three questions to the database, however many lines there are.

        :return: {line id: `Debt`}
        """
        if not self:
            return {}
        self._water_flush_books()
        corrections = self._water_corrected_by()
        payments = self._water_payments()
        debts = {}
        for row in self._water_debt_rows():
            # Of a document in instalments the first due one is lowered first.
            asked = _exact(row["amount"])
            taken = min(corrections[row["move_id"]], asked)
            corrections[row["move_id"]] -= taken
            amount = asked - taken
            debts[row["id"]] = Debt(
                line_id=row["id"],
                move_id=row["move_id"],
                name=row["name"],
                partner_id=row["partner_id"],
                amount=amount,
                due=row["due"],
                kind=RATE_KINDS[row["debtor_kind"]],
                payments=_within(amount, payments[row["id"]]),
            )
        return debts

    @api.model
    def _water_flush_books(self):
        """Write what is still in memory, before the database is asked."""
        for name in BOOKS:
            self.env[name].flush_model()

    def _water_debt_rows(self):
        """The lines with what their contract says of the debtor."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT l.id, l.move_id, m.name, p.commercial_partner_id AS partner_id,
                       l.balance AS amount, l.date_maturity AS due,
                       COALESCE(dated.kind, c.debtor_kind, own.debtor_kind, 'consumer')
                           AS debtor_kind
                  FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                  JOIN res_partner p ON p.id = l.partner_id
             LEFT JOIN water_contract c ON c.id = m.water_contract_id
             LEFT JOIN LATERAL (
                       -- The kind of the day the bill was issued.
                       SELECT k.kind
                         FROM water_debtor_kind k
                        WHERE k.contract_id = c.id
                          AND k.date_from <= COALESCE(m.invoice_date, m.date)
                     ORDER BY k.date_from DESC LIMIT 1) dated ON TRUE
             LEFT JOIN LATERAL (
                       -- An opening entry names no contract: the customer's newest.
                       SELECT d.debtor_kind
                         FROM water_contract d
                         JOIN res_partner payer ON payer.id = d.partner_id
                        WHERE c.id IS NULL
                          AND payer.commercial_partner_id = p.commercial_partner_id
                     ORDER BY d.date_from DESC, d.id DESC LIMIT 1) own ON TRUE
                 WHERE l.id IN %s
              ORDER BY l.date_maturity, l.id
                """,
                tuple(self.ids),
            )
        )

    def _water_corrected_by(self):
        """{document: what corrections and reversals that refer to it take off [zł]}

        However they were matched: of a bill paid too high the rest was never owed.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT bill.id, -SUM(l.balance)
                  FROM account_move bill
                  JOIN account_move m ON bill.id
                       IN (m.reversed_entry_id, m.water_corrected_move_id)
                  JOIN account_move_line l ON l.move_id = m.id
                  JOIN account_account a ON a.id = l.account_id
                 WHERE bill.id IN (SELECT move_id FROM account_move_line WHERE id IN %s)
                   AND m.state = 'posted'
                   AND m.move_type IN ('out_refund', 'entry')
                   AND a.account_type = 'asset_receivable'
              GROUP BY bill.id
                """,
                tuple(self.ids),
            )
        )
        found = {move_id: _exact(amount) for move_id, amount in rows}
        return defaultdict(Decimal, found)

    def _water_payments(self):
        """{line id: what was matched with it, but for its own corrections}

        The day is that of the counterpart's entry: of the payment, or of the document
        that was set off.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.debit_move_id, paid.date, SUM(r.amount)
                  FROM account_partial_reconcile r
                  JOIN account_move_line own ON own.id = r.debit_move_id
                  JOIN account_move_line paid ON paid.id = r.credit_move_id
                  JOIN account_move m ON m.id = paid.move_id
                 WHERE r.debit_move_id IN %s
                   AND own.move_id IS DISTINCT FROM m.reversed_entry_id
                   AND own.move_id IS DISTINCT FROM m.water_corrected_move_id
              GROUP BY r.debit_move_id, paid.date
                HAVING SUM(r.amount) > 0
                """,
                tuple(self.ids),
            )
        )
        payments = defaultdict(list)
        for line_id, day, amount in rows:
            payments[line_id].append(Payment(day, _exact(amount)))
        return payments


def _exact(amount):
    """An amount that the database gave as a float, in full grosze."""
    return Decimal(f"{amount:.2f}")


def _within(amount, payments):
    """The payments, oldest first, as far as the principal goes."""
    kept = []
    for payment in sorted(payments, key=lambda payment: payment.day):
        counted = min(payment.amount, amount)
        if counted > 0:
            kept.append(Payment(payment.day, counted))
        amount -= counted
    return tuple(kept)
