from odoo import api, models
from odoo.fields import Domain

from ..engine import OpenDebt
from .water_instalment_row import zloty


class AccountMoveLine(models.Model):
    """Receivable lines as debts that are paid in instalments."""

    _inherit = "account.move.line"

    @api.model
    def _water_open_domain(self, company, partners):
        """Domain of what customers still have to pay: bills, notes, opening entries."""
        return Domain(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("partner_id.commercial_partner_id", "in", partners.ids),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
                ("currency_id", "=", company.currency_id.id),
                ("move_id.reversed_entry_id", "=", False),
            ]
        ) & (
            Domain("move_id.move_type", "=", "out_invoice")
            | Domain("move_id.water_interest_note", "=", True)
            | (
                Domain("move_id.move_type", "=", "entry")
                & Domain("journal_id.type", "=", "general")
            )
        )

    @api.model
    def _water_open_debts(self, company, partner):
        """What a customer still has to pay, the oldest first."""
        if not partner:
            return self.browse()
        return self.search(
            self._water_open_domain(company, partner.commercial_partner_id),
            order="date_maturity, id",
        )

    def _water_is_debt_of(self, plan):
        """Whether this is an open debt of the plan's customer."""
        self.ensure_one()
        domain = self._water_open_domain(
            plan.company_id, plan.partner_id.commercial_partner_id
        )
        return bool(self.sudo().filtered_domain(domain))

    def _water_instalment_debts(self):
        """The lines for the engine, in their order; interest notes bear no interest.

        A fixed number of questions to the database, however many lines there are.
        """
        if not self:
            return []
        bearing = self.filtered(lambda line: not line.move_id.water_interest_note)
        debts = bearing._water_debts()
        covered, _compensated = self.env["water.interest.coverage"]._covered(debts)
        found = []
        for line in self:
            left = zloty(line.amount_residual)
            debt = debts.get(line.id)
            if not debt:
                found.append(OpenDebt(line.id, left))
                continue
            found.append(
                OpenDebt(
                    line.id,
                    left,
                    debt.amount,
                    debt.due,
                    debt.kind,
                    debt.payments,
                    tuple(covered.get(line.id, ())),
                )
            )
        return found

    def _water_in_live_plan(self):
        """Those of these lines that a plan has which waits for somebody, or runs."""
        rows_sudo = (
            self.env["water.instalment.debt"]
            .sudo()
            .search_fetch(
                [("line_id", "in", self.ids), ("live", "=", True)], ["line_id"]
            )
        )
        return self.filtered(lambda line: line.id in rows_sudo.line_id.ids)

    @api.model
    def _water_dunning_reasons(self):
        """Override: the words of what a plan keeps from being demanded."""
        reasons = super()._water_dunning_reasons()
        return reasons | {
            "instalments": self.env._("It is paid in instalments, as agreed.")
        }

    def _water_dunning_stops(self, today):
        """Override: while a plan runs, dunning waits."""
        stops = super()._water_dunning_stops(today)
        rows_sudo = (
            self.env["water.instalment.debt"]
            .sudo()
            .search_fetch(
                [("line_id", "in", self.ids), ("plan_id.state", "=", "running")],
                ["line_id"],
            )
        )
        for line_id in rows_sudo.line_id.ids:
            stops.setdefault(line_id, "instalments")
        return stops
