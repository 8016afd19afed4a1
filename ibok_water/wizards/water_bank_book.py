from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import match_payment


class WaterBankBook(models.TransientModel):
    """A movement that a person books: as a customer's, or as something else."""

    _name = "water.bank.book"
    _description = "Book a Movement"
    _inherit = ["water.spread.mixin"]

    statement_line_id = fields.Many2one(
        "account.bank.statement.line", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_line_id.company_id")
    date = fields.Date(related="statement_line_id.date")
    amount = fields.Monetary(related="statement_line_id.amount")
    title = fields.Char(related="statement_line_id.payment_ref")
    sender = fields.Char(related="statement_line_id.partner_name")
    sender_account = fields.Char(related="statement_line_id.account_number")
    credited = fields.Char(related="statement_line_id.water_credited_account")
    reason = fields.Selection(related="statement_line_id.water_reason")
    warning = fields.Char(related="statement_line_id.water_warning_text")
    kind = fields.Selection(
        [
            ("customer", "A customer's payment"),
            ("refund", "A refund to a customer"),
            ("other", "Not a customer's"),
        ],
        string="What It Is",
        required=True,
        compute="_compute_kind",
        store=True,
        precompute=True,
        readonly=False,
    )
    partner_id = fields.Many2one(
        compute="_compute_partner_id", store=True, readonly=False
    )
    suggestion_ids = fields.Many2many(
        related="statement_line_id.water_suggestion_ids", string="May Be Of"
    )
    line_ids = fields.One2many(
        "water.spread.line",
        "book_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        string="Settles",
    )
    refund_id = fields.Many2one(
        "water.refund",
        domain="[('state', '=', 'sent'), ('company_id', '=', company_id)]",
    )
    account_id = fields.Many2one(
        "account.account",
        domain="[('company_ids', 'in', company_id), ('account_type', 'not in', "
        "('asset_cash', 'off_balance'))]",
        help="Where it is booked: fees of the bank, a transfer between own accounts…",
    )
    other_partner_id = fields.Many2one("res.partner", string="Contact")

    @api.depends("statement_line_id")
    def _compute_kind(self):
        for wizard in self:
            came = wizard.statement_line_id.amount > 0
            wizard.kind = "customer" if came else "other"
            if not came and wizard._sent_refunds():
                wizard.kind = "refund"

    def _sent_refunds(self):
        """Whether refunds wait for the bank."""
        return self.env["water.refund"].search_count(
            [("state", "=", "sent"), ("company_id", "=", self.company_id.id)], limit=1
        )

    @api.depends("statement_line_id")
    def _compute_partner_id(self):
        for wizard in self:
            suggested = wizard.statement_line_id.water_suggestion_ids
            wizard.partner_id = suggested if len(suggested) == 1 else False

    @api.depends("statement_line_id", "partner_id", "kind")
    def _compute_line_ids(self):
        for wizard in self:
            line = wizard.statement_line_id._origin
            if wizard.kind == "customer" and line.amount > 0:
                wizard.line_ids = wizard._line_commands(
                    line, wizard._indicated(), line.water_credited_account
                )
            else:
                wizard.line_ids = [Command.clear()]

    def _indicated(self):
        """Debts of the chosen customer that the title names."""
        if not self.partner_id:
            return ()
        customer = self.partner_id.commercial_partner_id._origin
        line = self.statement_line_id._origin
        book = line.sudo()._water_book_of(self.company_id, customer)
        told = line._water_told_by_bank()
        return match_payment(told, book.payers).indicated

    def _to_share(self):
        return max(self.amount, 0.0)

    def action_book(self):
        """Book the movement as it was decided."""
        self.ensure_one()
        line = self.statement_line_id
        line._water_ensure_booker()
        if self.kind == "customer":
            self._book_customer(line)
        elif self.kind == "refund":
            line._water_book_refund(self.refund_id)
        else:
            self._book_other(line)
        line.sudo().write({"water_reason": "by_hand", "water_judged": True})
        return {"type": "ir.actions.act_window_close"}

    def _book_customer(self, line):
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer."))
        if line.amount <= 0:
            raise UserError(
                self.env._(
                    "Money that went out settles no bill. Give a refund back to the "
                    "customer in Receivables, Refunds, or choose an account."
                )
            )
        pairs = line._water_enter(
            self.partner_id.commercial_partner_id, self._spending()
        )
        self.env["account.move.line"]._reconcile_plan(pairs)

    def _book_other(self, line):
        if not self.account_id:
            raise UserError(self.env._("Choose the account it is booked to."))
        line._water_replace_suspense(
            self.other_partner_id,
            [
                {
                    "account_id": self.account_id.id,
                    "partner_id": self.other_partner_id.id,
                    "balance": -line.amount,
                }
            ],
        )
