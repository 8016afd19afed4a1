from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .law_day import law_today


class WaterInterestRun(models.Model):
    """Which customers an interest run is about."""

    _inherit = "water.interest.run"

    def _make_lines(self):
        """Override: the customers who paid or pay late."""
        self.ensure_one()
        if self.until > law_today(self):
            raise UserError(
                self.env._("Interest is charged up to today, not for days to come.")
            )
        ids = self._customer_ids()
        self._list_customers(ids)
        return len(ids)

    def _refuse_empty(self):
        """Override."""
        raise UserError(
            self.env._(
                "Nobody was late with paying up to %(day)s, or all of it is charged.",
                day=format_date(self.env, self.until),
            )
        )

    def _customer_ids(self):
        """Ids of customers with late debts that may still bear something, in order.

        Left out are those whose late debts are all paid and charged to the last day.
        """
        lines = self.env["account.move.line"]
        lines._water_flush_books()
        self.env["water.interest.coverage"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT p.commercial_partner_id %s ORDER BY 1""",
                lines._water_late_query(
                    self.company_id,
                    self.until,
                    SQL("%s %s", self._chosen_query(), self._uncharged_query()),
                ),
            )
        )
        return [id_ for [id_] in rows]

    def _chosen_conditions(self):
        """Override: contracts of a kind of debtor."""
        asked = super()._chosen_conditions()
        if self.debtor_kind:
            asked.append(SQL("c.debtor_kind = %s", self.debtor_kind))
        return asked

    def _uncharged_query(self):
        """Condition on late lines ``l``: something of them may still be free."""
        compensated = (
            SQL(
                """AND (MAX(c.kind) = 'statutory' OR EXISTS (
                        SELECT FROM water_interest_coverage one
                         WHERE one.debt_move_id = l.move_id AND one.live
                           AND one.type = 'compensation'))"""
            )
            if self.company_id.sudo().water_interest_compensation
            else SQL()
        )
        return SQL(
            """AND NOT (l.reconciled AND EXISTS (
                   SELECT FROM water_interest_coverage c
                    WHERE c.line_id = l.id AND c.live AND c.type = 'interest'
                   HAVING MIN(c.date_from) = MAX(c.due) + 1
                      AND SUM(c.days) = MAX(c.date_to) - MAX(c.due)
                      AND MAX(c.date_to) >= (
                          SELECT MAX(paid.date)
                            FROM account_partial_reconcile r
                            JOIN account_move_line paid ON paid.id = r.credit_move_id
                           WHERE r.debit_move_id = l.id)
                      %(compensated)s))""",
            compensated=compensated,
        )
