from odoo import api, fields, models

from odoo.addons.ibok_water.models.law_day import law_today


class WaterPaymentDemand(models.Model):
    """A demand as the debtor reads it, and nobody else."""

    _inherit = "water.payment.demand"

    @api.model
    def _portal_own_domain(self):
        """The user's own demands of the present company, by his customer alone."""
        return [
            ("partner_id", "=", self.env.user.commercial_partner_id.id),
            ("company_id", "=", self.env.company.id),
            ("issued_on", "!=", False),
        ]

    @api.model
    def _portal_waiting(self):
        """Those of the user's demands that ask for money now, the newest first.

        A reminder before the due date is none of them: nothing is late. Nor is one
        whose every debt is paid, is demanded by a later one, or is paid in instalments.
        """
        demands = self.search(
            [
                *self._portal_own_domain(),
                ("state", "in", ("issued", "delivered")),
                ("kind", "!=", "before"),
            ],
            order="issued_on desc, id desc",
        )
        # Who may read the demand may read what it asks for.
        lines_sudo = demands.sudo().line_ids.line_id.filtered(
            lambda line: not line.reconciled
        )
        told = set(self._portal_plans_of(lines_sudo))
        waiting = self.browse()
        for demand in demands:
            asked = set((demand.sudo().line_ids.line_id & lines_sudo).ids)
            if asked - told:
                waiting |= demand
            told |= asked
        return waiting

    def _portal_note_opened(self):
        """Keep when the debtor first opened it; who helps him does not count.

        Where delivery need not be proved this is its day.
        """
        self.ensure_one()
        user = self.env.user
        if self.first_opened_at or not user._is_portal():
            return
        # A resident may not write demands; this one was opened by his own rule.
        demand_sudo = self.sudo()
        demand_sudo.first_opened_at = fields.Datetime.now()
        if demand_sudo.state == "issued" and not demand_sudo.stage_id.provable:
            demand_sudo._deliver(law_today(self), "portal")

    def _portal_rows(self):
        """Debts with what is left of each now, and where to read of it.

        :return: list of dicts ``row``, ``left``, ``url`` and ``plan`` (or None)
        """
        self.ensure_one()
        # Who may read the demand may read what it asks for.
        rows_sudo = self.sudo().line_ids.browse(
            row.id for _stage, rows in self._rows_by_stage() for row in rows
        )
        moves = rows_sudo.move_id.with_env(self.env)
        urls = moves.sudo()._portal_statement_urls()
        in_plans = self._portal_plans_of(rows_sudo.line_id)
        return [
            {
                "row": row,
                "plan": in_plans.get(row.line_id.id),
                "left": max(row.line_id.amount_residual, 0.0),
                "url": urls.get(row.move_id.id),
            }
            for row in rows_sudo
        ]

    def _portal_plans_of(self, lines_sudo):
        """{receivable line id: the agreed plan by which it is paid}"""
        debts_sudo = lines_sudo.env["water.instalment.debt"].search(
            [("line_id", "in", lines_sudo.ids), ("plan_id.state", "=", "running")]
        )
        return {debt.line_id.id: debt.plan_id for debt in debts_sudo}

    def _portal_besides(self):
        """What the debtor should know beside this demand, in `sudo`, all his own.

        :return: dict ``debts`` (receivable lines that are open and not asked for
            here), ``plans`` (by which some of these are paid), ``notes`` (unpaid
            interest notes over what is asked for), ``newer``
            (the latest demand that asks for some of the same, or none)
        """
        self.ensure_one()
        demand_sudo = self.sudo()
        lines_sudo = demand_sudo.line_ids.line_id
        debts_sudo = lines_sudo._water_open_debts(
            demand_sudo.company_id, demand_sudo.partner_id.commercial_partner_id
        )
        coverage_sudo = demand_sudo.env["water.interest.coverage"].search(
            [("line_id", "in", lines_sudo.ids), ("live", "=", True)]
        )
        # A note of before charges other days than those whose interest is asked for.
        notes_sudo = coverage_sudo.filtered(
            lambda row: (
                row.date_to >= demand_sudo.date
                or row.note_id.invoice_date > demand_sudo.issued_on
            )
        ).note_id
        notes_sudo &= debts_sudo.move_id
        same_sudo = demand_sudo.line_ids.search([("line_id", "in", lines_sudo.ids)])
        newer = self.search(
            [
                *self._portal_own_domain(),
                ("id", "in", same_sudo.demand_id.ids),
                ("id", ">", self.id),
                ("state", "in", ("issued", "delivered")),
            ],
            order="id desc",
            limit=1,
        )
        debts_sudo -= lines_sudo
        return {
            "debts": debts_sudo,
            "plans": self._portal_plans_of(debts_sudo),
            "notes": notes_sudo,
            "newer": newer,
        }

    def _portal_demand_payable(self):
        """Documents of this demand that the user can pay on line."""
        self.ensure_one()
        asked = self.sudo().line_ids.move_id.ids
        return (
            self.env["account.move"]
            ._portal_own_payable()
            .filtered(lambda move: move.id in asked)
        )

    def _portal_demand_transfer(self):
        """What to write on a transfer, or None when nothing is left.

        :return: dict as `account.move._portal_transfer` gives
        """
        self.ensure_one()
        demand_sudo = self.sudo()
        if self.state not in ("issued", "delivered") or not self.amount_open:
            return None
        return demand_sudo._transfer(self.amount_open) | {"due": self.term_on}


class ResPartner(models.Model):
    """Who has an account in the portal may be written to by e-mail."""

    _inherit = "res.partner"

    def _water_email_takers(self, company):
        """Override of `ibok_water`: demands are put into the account (terms, § 4)."""
        takers = super()._water_email_takers(company)
        users_sudo = self.filtered("email").sudo().user_ids
        residents = users_sudo.filtered(lambda user: user.active and user.share)
        return takers | residents.partner_id.with_env(self.env)
