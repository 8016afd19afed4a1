from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine import amount_in_words
from .law_day import law_today


class WaterCashReceipt(models.Model):
    """Cash taken at the office: a receipt (KP) that stays as it was given.

    The money is in the ledger as a movement of the cash journal, on the customer's
    bills by art. 451 of the civil code. A wrong one is cancelled with a reason; its
    number stays.
    """

    _name = "water.cash.receipt"
    _description = "Cash Receipt"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    customer_number = fields.Char(related="partner_id.water_customer_number")
    payer = fields.Char(
        string="Received from", required=True, readonly=True, help="Who paid."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal", string="Cash", required=True, readonly=True
    )
    amount = fields.Monetary(required=True, readonly=True)
    amount_in_words = fields.Char(compute="_compute_amount_in_words")
    settled = fields.Text(
        string="What for",
        readonly=True,
        help="Documents that were settled, a line each, as they stood then.",
    )
    user_id = fields.Many2one(
        "res.users", string="Taken by", required=True, readonly=True
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="In the Ledger",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        related="statement_line_id.move_id", string="Entry", related_sudo=False
    )
    state = fields.Selection(
        [("done", "Given"), ("cancelled", "Cancelled")],
        default="done",
        required=True,
        readonly=True,
    )
    cancel_reason = fields.Char(string="Reason of Cancellation", readonly=True)
    cancelled_by_id = fields.Many2one("res.users", readonly=True)

    _number_unique = models.Constraint(
        "UNIQUE (company_id, number)", "This number is another receipt's."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "Cash is taken, so the amount is above zero."
    )
    _line_once = models.UniqueIndex(
        "(statement_line_id)", "This cash has its receipt already."
    )

    @api.depends("amount")
    def _compute_amount_in_words(self):
        for receipt in self:
            receipt.amount_in_words = amount_in_words(f"{receipt.amount:.2f}")

    @api.model_create_multi
    def create(self, vals_list):
        """Only with its money: see `_take`."""
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A receipt is not deleted. A wrong one is cancelled.")
        )

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "A receipt stays as it was given. Take cash by “Take Cash”; a "
                    "wrong receipt is cancelled."
                )
            )

    @api.model
    def _ensure_cashier(self):
        """:raise AccessError: neither a clerk nor who keeps the books"""
        user = self.env.user
        if not self.env.su and not (
            user.has_group("ibok_water.group_water_clerk")
            or user.has_group("account.group_account_user")
        ):
            raise AccessError(self.env._("Cash is taken by the office."))

    @api.model
    def _take(self, company, journal, partner, payer, spending, amount):
        """Take cash of a customer: receipt, movement of cash, bills settled.

        :param spending: `engine.Spending` of the whole amount
        :param float amount: zł
        :return: the receipt
        """
        self._ensure_cashier()
        today = law_today(self)
        # Who may was asked: a clerk makes no movements in other ways.
        sudo = self.sudo().with_company(company)
        number = sudo.env["ir.sequence"].next_by_code("water.cash.receipt", today)
        line = sudo.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": today,
                "amount": amount,
                "payment_ref": number,
                "partner_name": payer,
                "water_judged": True,
                "water_reason": "by_hand",
            }
        )
        settled = [
            f"{sudo.env['account.move.line'].browse(part.key).move_id.name}: "
            f"{company.currency_id.format(float(part.amount))}"
            for part in spending.parts
        ]
        if spending.credit:
            credit = company.currency_id.format(float(spending.credit))
            settled.append(self.env._("Towards next bills: %(credit)s", credit=credit))
        pairs = line._water_enter(partner.commercial_partner_id, spending)
        sudo.env["account.move.line"]._reconcile_plan(pairs)
        receipt = sudo.create(
            {
                "number": number,
                "date": today,
                "partner_id": partner.id,
                "payer": payer,
                "company_id": company.id,
                "journal_id": journal.id,
                "amount": amount,
                "settled": "\n".join(settled),
                "user_id": self.env.uid,
                "statement_line_id": line.id,
            }
        )
        return self.browse(receipt.id)

    def action_print(self):
        """The receipt once more, for who lost it."""
        report = self.env.ref("ibok_water.report_cash_receipt")
        return report.report_action(self, config=False)

    def action_cancel(self):
        """Ask for the reason of a cancellation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel a Receipt"),
            "res_model": "water.cash.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

    def _cancel(self, reason):
        """Take a receipt back: the bills are open again, the cash goes out again.

        :raise UserError: it is cancelled already
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(
            "account.group_account_user"
        ):
            raise AccessError(
                self.env._("A receipt is cancelled by who keeps the books.")
            )
        self.env["account.move"]._water_lock_customers(self.partner_id)
        if self.state != "done":
            raise UserError(self.env._("This receipt is cancelled already."))
        sudo = self.sudo()
        taken = sudo.statement_line_id
        taken.action_undo_reconciliation()
        back = taken.create(
            {
                "journal_id": self.journal_id.id,
                "date": law_today(self),
                "amount": -self.amount,
                "payment_ref": self.env._(
                    "%(number)s cancelled: %(reason)s",
                    number=self.number,
                    reason=reason,
                ),
                "water_judged": True,
                "water_reason": "by_hand",
            }
        )
        customer = self.partner_id.commercial_partner_id
        owner = customer.with_company(self.company_id).sudo()
        account = owner.property_account_receivable_id
        sides = taken.env["account.move.line"]
        for line in (taken, back):
            sides |= line._water_replace_suspense(
                customer,
                [
                    {
                        "account_id": account.id,
                        "partner_id": customer.id,
                        "balance": -line.amount,
                    }
                ],
            )
        sides.reconcile()
        sudo.write(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "cancelled_by_id": self.env.uid,
            }
        )

    def _of_day(self):
        """The day of the receipt, as it is printed."""
        self.ensure_one()
        return format_date(self.env, self.date)
