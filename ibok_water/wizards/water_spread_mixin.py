from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import Spending, Spent

BY_HAND = "indicated"


class WaterSpreadMixin(models.AbstractModel):
    """Money of a customer, shared out to what he owes; the person may share it anew."""

    _name = "water.spread.mixin"
    _description = "Share out Money of a Customer"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        domain="[('water_customer_number', '!=', False)]",
    )
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    rest = fields.Monetary(
        string="Customer's Credit",
        compute="_compute_rest",
        help="What no document takes: it settles the next bill by itself.",
    )

    @api.depends("line_ids.amount")
    def _compute_rest(self):
        for wizard in self:
            shared = sum(wizard.line_ids.mapped("amount"))
            wizard.rest = wizard.currency_id.round(wizard._to_share() - shared)

    def _to_share(self):
        """How much there is [zł]."""
        raise NotImplementedError

    def _line_commands(self, line=None, indicated=(), account=None):
        """Rows of what the customer owes, with what art. 451 gives each.

        :param line: the bank's movement, whose day and company count
        :param account: individual account that was paid
        """
        self.ensure_one()
        commands = [Command.clear()]
        Line = self.env["account.bank.statement.line"]
        amount = Decimal(f"{self._to_share():.2f}")
        if not self.partner_id:
            return commands
        customer = self.partner_id.commercial_partner_id._origin
        book = Line.sudo()._water_book_of(self.company_id, customer)
        debts = book.spend_on(customer.id)
        spent = {}
        if amount > 0:
            spender = (line or Line).with_company(self.company_id)
            spending = spender._water_spend(
                book, customer.id, amount, indicated, book.one_of.get(account)
            )
            spent = {part.key: part.amount for part in spending.parts}
        order = {key: place for place, key in enumerate(spent)}
        debts = sorted(
            debts, key=lambda d: (order.get(d.key, len(order)), d.due, d.key)
        )
        return commands + [
            Command.create(
                {
                    "debt_id": debt.key,
                    "name": debt.document,
                    "due": debt.due,
                    "residual": float(debt.residual),
                    "amount": float(spent.get(debt.key, 0)),
                }
            )
            for debt in debts
        ]

    def _spending(self):
        """What the person decided, checked against the ledger as it is now.

        :return: `engine.Spending`
        :raise UserError: the sums do not come out
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        self.env["account.move"]._water_lock_customers(customer)
        parts = []
        left = Decimal(f"{self._to_share():.2f}")
        for row in self.line_ids.filtered("amount"):
            amount = Decimal(f"{row.amount:.2f}")
            debt = row.debt_id
            if debt.partner_id.commercial_partner_id != customer:
                raise UserError(self.env._("This document is another customer's."))
            if amount < 0 or amount > Decimal(f"{debt.amount_residual:.2f}"):
                raise UserError(
                    self.env._(
                        "%(document)s: %(residual)s is left to pay of it, so it takes "
                        "no %(amount)s.",
                        document=debt.move_id.name,
                        residual=self.currency_id.format(debt.amount_residual),
                        amount=self.currency_id.format(row.amount),
                    )
                )
            parts.append(Spent(debt.id, amount, BY_HAND))
            left -= amount
        if left < 0:
            raise UserError(
                self.env._(
                    "The documents come to %(over)s more than the money. Lower one of "
                    "them.",
                    over=self.currency_id.format(float(-left)),
                )
            )
        return Spending(tuple(parts), left)
