from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import AccountRefused, format_nrb, is_nrb, parse_nrb
from .account_texts import account_refusal
from .law_day import law_today

OPEN = ("draft", "sent")


class WaterRefund(models.Model):
    """Money given back to a customer: who, how much, to which account, and when.

    An overpayment is taken off the next bill; it is given back to who asks for it, or
    who gets no bill any more. While a refund waits, no bill takes the money.
    """

    _name = "water.refund"
    _description = "Refund"
    _inherit = ["water.process.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _process_fields = frozenset({"state", "statement_line_id", "date_sent"})

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('water_customer_number', '!=', False)]",
        tracking=True,
    )
    customer_number = fields.Char(related="partner_id.water_customer_number")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    credit = fields.Monetary(
        string="Customer's Credit",
        compute="_compute_credit",
        help="What the customer has too much today, other refunds taken off.",
    )
    amount = fields.Monetary(
        required=True,
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
    )
    nrb = fields.Char(
        string="Account Number",
        compute="_compute_nrb",
        store=True,
        readonly=False,
        tracking=True,
        help="Where the money goes: the customer's account, 26 digits.",
    )
    title = fields.Char(compute="_compute_title", string="Transfer Title")
    reason = fields.Char(
        help="For example: the customer's letter of a day, or the end of the contract."
    )
    state = fields.Selection(
        [
            ("draft", "To be sent"),
            ("sent", "Sent to the bank"),
            ("done", "Paid back"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Movement of the Bank",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A refund is more than nothing."
    )
    _line_once = models.UniqueIndex(
        "(statement_line_id) WHERE statement_line_id IS NOT NULL",
        "This movement of the bank is another refund's already.",
    )

    @api.depends("partner_id", "customer_number")
    def _compute_display_name(self):
        for refund in self:
            names = refund.partner_id.name, refund.customer_number
            refund.display_name = ", ".join(filter(None, names))

    @api.depends("partner_id", "company_id")
    def _compute_credit(self):
        for refund in self:
            refund.credit = refund._free_credit()

    @api.depends("partner_id", "company_id")
    def _compute_amount(self):
        for refund in self:
            refund.amount = refund.amount or max(refund._free_credit(), 0)

    @api.depends("partner_id")
    def _compute_nrb(self):
        for refund in self:
            refund.nrb = refund.nrb or refund._known_nrb()

    @api.depends("customer_number")
    @api.depends_context("lang")
    def _compute_title(self):
        for refund in self:
            refund.title = self.env._(
                "Refund of an overpayment, customer %(number)s",
                number=refund.customer_number or "",
            )

    def _credit_lines(self):
        """Receivable lines that the customer has to his credit, the oldest first."""
        self.ensure_one()
        if not self.partner_id:
            return self.env["account.move.line"]
        return (
            self.env["account.move"]
            .sudo()
            ._water_open_credits(self.partner_id, self.company_id)
        )

    def _free_credit(self):
        """What may be given back: credit less debts and other refunds [zł]."""
        self.ensure_one()
        if not self.partner_id:
            return 0.0
        customer = self.partner_id.commercial_partner_id
        lines_sudo = self.env["account.move.line"].sudo()
        [[residual]] = lines_sudo._read_group(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ],
            aggregates=["amount_residual:sum"],
        )
        [[others]] = self.sudo()._read_group(
            [
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", OPEN),
                ("id", "!=", self._origin.id),
            ],
            aggregates=["amount:sum"],
        )
        return self.company_id.currency_id.round(-(residual or 0) - (others or 0))

    def _known_nrb(self):
        """An account of the customer that we know, in groups; False: none."""
        customer = self.partner_id.commercial_partner_id
        for bank in customer.sudo().bank_ids:
            if is_nrb(bank.sanitized_acc_number):
                return format_nrb(bank.sanitized_acc_number)
        return False

    @api.constrains("nrb")
    def _check_nrb(self):
        for refund in self.filtered("nrb"):
            try:
                parse_nrb(refund.nrb)
            except AccountRefused as refused:
                raise UserError(account_refusal(self.env, refused)) from refused

    def write(self, vals):
        """What was sent to the bank stays as it was sent."""
        stated = {"partner_id", "amount", "nrb", "company_id"} & vals.keys()
        if stated and self.filtered(lambda refund: refund.state != "draft"):
            raise UserError(
                self.env._(
                    "This refund was sent to the bank already. Cancel it and make "
                    "another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if self.filtered(lambda refund: refund.state != "draft"):
            raise UserError(self.env._("A refund that was sent is not deleted."))

    def action_send(self):
        """The transfer was ordered at the bank: it waits for the bank's statement."""
        for refund in self:
            refund._ensure_may_send()
        self._set_process({"state": "sent", "date_sent": law_today(self)})

    def action_file(self):
        """Ask for the file of transfers that the bank's program reads."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File of Transfers"),
            "res_model": "water.refund.file",
            "view_mode": "form",
            "target": "new",
            "context": {"default_refund_ids": self.ids},
        }

    def _ensure_may_send(self):
        """:raise UserError: no account, or more than the customer has too much"""
        if self.state != "draft":
            raise UserError(self.env._("This refund does not wait to be sent."))
        if not self.nrb:
            raise UserError(
                self.env._(
                    "%(name)s: the customer's account number is missing.",
                    name=self.display_name,
                )
            )
        self.env["account.move"]._water_lock_customers(self.partner_id)
        if self.currency_id.compare_amounts(self.amount, self._free_credit()) > 0:
            raise UserError(
                self.env._(
                    "%(name)s has only %(credit)s too much today.",
                    name=self.display_name,
                    credit=self.currency_id.format(max(self._free_credit(), 0)),
                )
            )

    def action_cancel(self):
        """It is not paid back: the credit goes to the next bill again."""
        for refund in self:
            if refund.state not in OPEN:
                raise UserError(
                    self.env._("This refund is paid back or cancelled already.")
                )
        self._set_process({"state": "cancelled"})

    def _enter(self, line):
        """The bank paid it: take the money off what the customer has too much."""
        self.ensure_one()
        self.env["account.move"]._water_lock_customers(self.partner_id)
        credits = self._credit_lines()
        customer = self.partner_id.commercial_partner_id
        account = customer.with_company(self.company_id).property_account_receivable_id
        entered = line._water_replace_suspense(
            customer,
            [
                {
                    "account_id": (credits[:1].account_id or account).id,
                    "partner_id": customer.id,
                    "balance": self.amount,
                }
            ],
        )
        same = credits.filtered(lambda one: one.account_id == entered.account_id)
        for credit in same:
            if not entered.reconciled:
                (entered | credit).reconcile()
        self.sudo().write({"state": "done", "statement_line_id": line.id})
