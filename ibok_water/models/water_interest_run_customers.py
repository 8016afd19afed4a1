from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, split_every

from .law_day import law_today

#: Lines of a run that are made together.
BATCH = 1000


class WaterInterestRun(models.Model):
    """Which customers an interest run is about."""

    _inherit = "water.interest.run"

    def _make_lines(self):
        """List the customers who paid or pay late, or say that there are none."""
        self.ensure_one()
        if self.until > law_today(self):
            raise UserError(
                self.env._("Interest is charged up to today, not for days to come.")
            )
        ids = self._customer_ids()
        if not ids:
            raise UserError(
                self.env._(
                    "Nobody was late with paying up to %(day)s, or all of it is "
                    "charged.",
                    day=format_date(self.env, self.until),
                )
            )
        # Who may was asked; lines are the process's own.
        lines_sudo = self.env["water.interest.run.line"].sudo()
        for batch in split_every(BATCH, ids):
            lines_sudo.create([{"run_id": self.id, "partner_id": id_} for id_ in batch])
            # They are written to the database; memory need not keep them too.
            self.env.flush_all()
            self.env.invalidate_all()

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

    def _chosen_query(self):
        """Condition on customers ``p``: with a contract that the run asks for."""
        asked = []
        if self.village_ids:
            asked.append(SQL("c.village_id IN %s", tuple(self.village_ids.ids)))
        if self.route_ids:
            asked.append(SQL("c.route_id IN %s", tuple(self.route_ids.ids)))
        if self.debtor_kind:
            asked.append(SQL("c.debtor_kind = %s", self.debtor_kind))
        if not asked:
            return SQL()
        return SQL(
            """AND EXISTS (
                   SELECT FROM water_contract c
                     JOIN res_partner payer ON payer.id = c.partner_id
                    WHERE payer.commercial_partner_id = p.commercial_partner_id
                      AND c.company_id = %s AND %s)""",
            self.company_id.id,
            SQL(" AND ").join(asked),
        )

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
