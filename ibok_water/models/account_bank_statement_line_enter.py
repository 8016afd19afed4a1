from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class AccountBankStatementLine(models.Model):
    """A movement in the ledger: on customers' debts, or on another account."""

    _inherit = "account.bank.statement.line"

    def _water_enter(self, partner, spending):
        """Put the money of a customer on his debts; what is over is his credit.

        The entry's line of suspense gives way to one line for each debt, which are then
        matched by `_reconcile_plan`: the statement's own entry is the payment.

        :param partner: the customer
        :param spending: `engine.Spending` over ids of receivable lines
        :return: list of pairs to be matched
        """
        self.ensure_one()
        values, debts = self._water_parts(partner, spending, self.company_id)
        lines = self._water_replace_suspense(partner, values)
        return [line | debt for line, debt in zip(lines, debts, strict=False)]

    @api.model
    def _water_parts(self, partner, spending, company):
        """What stands in the place of suspense: a line a debt, then the credit.

        :return: list of values, and the debts that the first of them settle
        """
        debts = self.env["account.move.line"].browse(
            [part.key for part in spending.parts]
        )
        values = [
            {
                "account_id": debt.account_id.id,
                "partner_id": debt.partner_id.id,
                "balance": -float(part.amount),
            }
            for debt, part in zip(debts, spending.parts, strict=True)
        ]
        if spending.credit:
            owner = partner.with_company(company)
            values.append(
                {
                    "account_id": owner.property_account_receivable_id.id,
                    "partner_id": partner.id,
                    "balance": -float(spending.credit),
                }
            )
        return values, debts

    def _water_replace_suspense(self, partner, values):
        """Put lines in the place of the suspense line.

        :param list values: ``account_id``, ``balance`` … of each
        :return: the new lines, in their order
        :raise UserError: it is booked already
        """
        self.ensure_one()
        liquidity, suspense, other = self._seek_for_lines()
        if other or not suspense:
            raise UserError(
                self.env._(
                    "The movement of %(amount)s of %(day)s was booked by somebody "
                    "meanwhile.",
                    amount=self.currency_id.format(self.amount),
                    day=self.date,
                )
            )
        before = self.move_id.line_ids
        commands = [Command.delete(line.id) for line in suspense] + [
            Command.create({"name": self.payment_ref, **one}) for one in values
        ]
        if partner:
            commands.append(Command.update(liquidity.id, {"partner_id": partner.id}))
        self.with_context(
            force_delete=True,
            skip_readonly_check=True,
            # The lines are complete; Odoo would put suspense back for the partner.
            skip_account_move_synchronization=True,
        ).write({"partner_id": partner.id, "line_ids": commands})
        return (self.move_id.line_ids - before).sorted("id")

    def _water_ensure_booker(self):
        """:raise AccessError: who does not keep the books books no movements"""
        if not self.has_access("write"):
            raise AccessError(
                self.env._("Movements of the bank are booked by who keeps the books.")
            )

    def action_water_match(self):
        """Look again at these movements: a contract may have got its account since."""
        self._water_ensure_booker()
        self.filtered(lambda line: line.water_reason != "undone")._water_match()

    def action_water_undo(self):
        """Take a booking back: the movement waits for a person again."""
        self._water_ensure_booker()
        for line in self.filtered("is_reconciled"):
            partners = line.line_ids.partner_id
            self.env["account.move"]._water_lock_customers(partners)
            line.action_undo_reconciliation()
            line.sudo().write(
                {
                    "water_reason": "undone",
                    "water_judged": True,
                    "water_suggestion_ids": [(6, 0, line.partner_id.ids)],
                }
            )
        self._water_refunds_undone()

    def action_water_book(self):
        """Ask whose this movement is, or what else it is."""
        self.ensure_one()
        self._water_ensure_booker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book a Movement"),
            "res_model": "water.bank.book",
            "view_mode": "form",
            "target": "new",
            "context": {"default_statement_line_id": self.id},
        }

    def action_water_book_suggested(self):
        """Book as the only customer's that the movement points at."""
        self._water_ensure_booker()
        for line in self.filtered(lambda line: not line.is_reconciled):
            if len(line.water_suggestion_ids) != 1:
                raise UserError(
                    self.env._(
                        "The movement of %(amount)s of %(day)s points at several "
                        "customers or at none. Open it and choose.",
                        amount=line.currency_id.format(line.amount),
                        day=line.date,
                    )
                )
            book = line.env["water.bank.book"].create({"statement_line_id": line.id})
            book.action_book()
