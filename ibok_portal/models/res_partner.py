from odoo import fields, models


class ResPartner(models.Model):
    """What a resident owes, as the ledger says."""

    _inherit = "res.partner"

    def _portal_balance(self, company, today, planned=()):
        """What this customer owes and by when, from open receivable lines.

        Payments and credit notes not yet matched to a bill are taken off.

        :param planned: ids of receivable lines that are paid by an agreed plan: they
            are due by its days, not by their own
        :return: dict with ``currency``, ``owed`` (below zero: paid too much),
            ``due`` (day by which the oldest open bill is to be paid, or False),
            ``overdue`` (part of it whose day has passed) and ``bill`` (the open one,
            when there is but one), ``planned`` (part of it that is paid by plans),
            ``disputed`` (part of it that is not demanded until complaints are decided),
            ``road`` (of what is overpaid, see `_portal_credit_road`), ``refunded``
            (how much of it is being paid back)
        """
        self.ensure_one()
        lines_sudo = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    *self._portal_receivable_domain(company),
                    ("reconciled", "=", False),
                    ("amount_residual", "!=", 0),
                ],
                order="date_maturity, id",
            )
        )
        bills = lines_sudo.filtered(lambda line: line.amount_residual > 0)
        by_plan = bills.filtered(lambda line: line.id in planned)
        disputed = (bills - by_plan).filtered("move_id.water_disputed")
        free = bills - by_plan - disputed
        late = free.filtered(lambda line: (line.date_maturity or today) < today)
        owed = sum(lines_sudo.mapped("amount_residual"))
        road = owed < 0 and self.sudo()._portal_credit_road(company, today)
        refunds_sudo = self.env["water.refund"].sudo()
        if road == "refund":
            refunds_sudo = self.sudo()._portal_refunds(company)
        return {
            "currency": company.currency_id,
            "owed": company.currency_id.round(owed),
            "due": free[:1].date_maturity,
            "overdue": company.currency_id.round(
                max(0.0, min(owed, sum(late.mapped("amount_residual"))))
            ),
            "planned": company.currency_id.round(
                max(0.0, min(owed, sum(by_plan.mapped("amount_residual"))))
            ),
            "disputed": company.currency_id.round(
                max(0.0, min(owed, sum(disputed.mapped("amount_residual"))))
            ),
            "bill": bills.move_id if len(bills.move_id) == 1 else bills.move_id[:0],
            "today": fields.Date.to_date(today),
            "road": road,
            "refunded": company.currency_id.round(sum(refunds_sudo.mapped("amount"))),
        }

    def _has_books(self):
        """Whether the law keeps this person's data: contracts, invoices, payments."""
        self.ensure_one()
        sudo = self.sudo().with_context(active_test=False)
        contracts = sudo.env["water.contract"].search_count(
            [("partner_id", "=", self.id)], limit=1
        )
        entries = sudo.env["account.move.line"].search_count(
            [("partner_id", "=", self.id)], limit=1
        )
        return bool(contracts or entries)
