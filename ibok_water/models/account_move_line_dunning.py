from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..engine import RateMissing


class AccountMoveLine(models.Model):
    """Which debts may be demanded, and what is in the way of the others."""

    _inherit = "account.move.line"

    @api.model
    def _water_dunning_reasons(self):
        """{code of what is in the way: its words}; extended with each new code."""
        return {
            "disputed": self.env._("The customer objects to it."),
            "prescribed": self.env._("It is prescribed."),
            "in_court": self.env._("It is in court."),
        }

    def _water_dunning_stops(self, today):
        """What keeps these receivable lines from being demanded.

        Extended by `_inherit`: call `super`, add the own codes (`setdefault`), and
        their words to `_water_dunning_reasons`.

        :return: {line id: code of the reason}, of those that are stopped
        """
        moves_sudo = self.sudo().move_id
        moves_sudo.fetch(["water_disputed"])
        prescribed = self.sudo()._water_prescribed(today)
        last_days = self.sudo()._water_prescription()
        stops = {}
        for line in self.sudo():
            if line.move_id.water_disputed:
                stops[line.id] = "disputed"
            elif last_days.get(line) is False:
                stops[line.id] = "in_court"
            elif line in prescribed:
                stops[line.id] = "prescribed"
        return stops

    @api.model
    def _water_open_lines(self, company, due_until, partners=None):
        """Receivable lines of water customers with something left to pay.

        Bills, interest notes and opening entries, oldest first.

        :param due_until: last due date asked for
        :param partners: customers asked for; None: all
        """
        return self._water_lines_of(
            self._water_open_query(company, due_until, self._water_narrowed(partners))
        )

    @api.model
    def _water_open_query(self, company, due_until, narrowed):
        """FROM and WHERE of lines ``l`` of customers ``p`` with something to pay."""
        unpaid = SQL(
            """
                   NOT COALESCE(l.reconciled, FALSE)
                   AND l.amount_residual > 0
                   AND l.date_maturity <= %s
            """,
            due_until,
        )
        return self._water_customer_query(company, unpaid, narrowed, notes=True)

    @api.model
    def _water_unused_credit(self, company, partners):
        """What customers paid, or were given back, that is matched with nothing yet.

        :return: {customer's id: amount [zł, > 0]}
        """
        if not partners:
            return {}
        self._water_flush_books()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.commercial_partner_id, -SUM(l.amount_residual)
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                  JOIN res_partner p ON p.id = l.partner_id
                 WHERE l.company_id = %s
                   AND l.parent_state = 'posted'
                   AND NOT COALESCE(l.reconciled, FALSE)
                   AND l.amount_residual < 0
                   AND a.account_type = 'asset_receivable'
                   AND p.commercial_partner_id IN %s
              GROUP BY p.commercial_partner_id
                """,
                company.id,
                tuple(partners.ids),
            )
        )
        return {partner_id: Decimal(f"{amount:.2f}") for partner_id, amount in rows}

    def _water_uncharged_interest(self, until):
        """Interest of these debts up to a day that no note charges yet.

        Of interest notes none: interest bears no interest (art. 482).

        :return: ({line id: amount [zł]}, {customer's id: why it cannot be reckoned})
        """
        rows = self.env["water.interest.coverage"]
        debts = (
            self.sudo()
            .filtered(lambda line: not line.move_id.water_interest_note)
            ._water_debts()
        )
        rates = self.env["water.interest.rate"]._rates()
        covered, _compensated = rows._covered(debts)
        found, problems = {}, {}
        for debt in debts.values():
            try:
                late = rows._reckon_debt(debt, rates, until, covered.get(debt.line_id))
            except RateMissing as problem:
                problems[debt.partner_id] = self.env[
                    "water.interest.rate"
                ]._missing_text(problem)
                continue
            found[debt.line_id] = late.interest
        return found, problems
