from odoo import models
from odoo.exceptions import UserError

from ..engine import is_nrb, parse_nrb


class AccountBankStatementLine(models.Model):
    """Money that went out: refunds are known by account and amount."""

    _inherit = "account.bank.statement.line"

    def _water_match_refunds(self):
        """Book those movements that are just one refund that was sent."""
        out = self.filtered(lambda line: line.amount < 0 and not line.is_reconciled)
        if not out:
            return
        sent = self.env["water.refund"].search(
            [("state", "=", "sent"), ("company_id", "in", out.company_id.ids)],
            order="id",
        )
        for line in out:
            fits = line._water_fitting_refunds(sent)
            if len(fits) == 1:
                fits._enter(line)
                line.sudo().water_reason = "refund"
                sent -= fits

    def _water_fitting_refunds(self, refunds):
        """Refunds of this very amount, to this very account."""
        self.ensure_one()
        number = self.account_number or ""
        if not is_nrb(number):
            return refunds.browse()
        return refunds.filtered(
            lambda refund: (
                refund.company_id == self.company_id
                and parse_nrb(refund.nrb) == parse_nrb(number)
                and self.currency_id.compare_amounts(refund.amount, -self.amount) == 0
            )
        )

    def _water_refunds_undone(self):
        """Refunds of these movements wait for the bank again."""
        done = (
            self.env["water.refund"]
            .sudo()
            .search([("statement_line_id", "in", self.ids)])
        )
        done.write({"state": "sent", "statement_line_id": False})

    def _water_book_refund(self, refund):
        """A person says that this movement is a refund.

        :raise UserError: it was not sent, or is of another amount
        """
        self.ensure_one()
        if refund.state != "sent":
            raise UserError(self.env._("Choose a refund that was sent to the bank."))
        if self.currency_id.compare_amounts(refund.amount, -self.amount):
            raise UserError(
                self.env._(
                    "The refund is of %(refund)s, the movement of %(line)s.",
                    refund=self.currency_id.format(refund.amount),
                    line=self.currency_id.format(-self.amount),
                )
            )
        refund._enter(self)
