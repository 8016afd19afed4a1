import base64
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import AccountRefused, Order, OrderRefused, elixir_orders, is_nrb
from ..models.account_texts import account_refusal
from ..models.law_day import law_today
from .water_bank_import import ENCODINGS


class WaterRefundFile(models.TransientModel):
    """Refunds as a file of transfers for the bank's program, instead of typing them."""

    _name = "water.refund.file"
    _description = "File of Transfers"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    refund_ids = fields.Many2many("water.refund", string="Refunds", required=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid from",
        required=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        default=lambda self: self._default_journal_id(),
        check_company=True,
    )
    day = fields.Date(
        string="Day of the Transfer",
        required=True,
        default=lambda self: law_today(self),
    )
    encoding = fields.Selection(
        ENCODINGS,
        string="Polish Letters",
        required=True,
        default="cp1250",
        help="As your bank's program reads them: its help names it as the page of "
        "codes of Elixir-0.",
    )
    amount = fields.Monetary(string="Together", compute="_compute_amount")
    sent_count = fields.Integer(compute="_compute_amount")
    again = fields.Boolean(
        string="Put these into the file again",
        help="Only where the earlier file was not given to the bank: else the money "
        "goes out twice.",
    )
    data = fields.Binary(string="File", readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    def _default_journal_id(self):
        company = self.env.company
        return company.sudo().water_bank_journal_id or self.env[
            "account.journal"
        ].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)

    @api.depends("refund_ids.amount", "refund_ids.state")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.refund_ids.mapped("amount"))
            sent = wizard.refund_ids.filtered(lambda refund: refund.state == "sent")
            wizard.sent_count = len(sent)

    def action_make(self):
        """Make the file; refunds that were not sent yet are sent by it."""
        self.ensure_one()
        self._ensure_fit()
        self.refund_ids.filtered(lambda refund: refund.state == "draft").action_send()
        content = self._content()
        self.filename = f"zwroty_{self.day:%Y%m%d}_{self.id}.txt"
        self.data = base64.b64encode(content)
        for refund in self.refund_ids:
            refund.message_post(
                body=self.env._("In the bank's file %(name)s.", name=self.filename),
                attachments=[(self.filename, content)],
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File of Transfers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _ensure_fit(self):
        """:raise UserError: nothing is to be sent, or it was sent already"""
        closed = self.refund_ids.filtered(lambda r: r.state not in ("draft", "sent"))
        if not self.refund_ids or closed:
            raise UserError(
                self.env._(
                    "Choose refunds that wait to be sent; these are closed: %(names)s.",
                    names=", ".join(closed.mapped("display_name")) or "-",
                )
            )
        if self.refund_ids.company_id != self.company_id:
            raise UserError(self.env._("Choose refunds of one company."))
        if self.sent_count and not self.again:
            raise UserError(
                self.env._(
                    "Of these refunds %(count)s were sent to the bank already. Leave "
                    "them out, or tick that they go into the file again.",
                    count=self.sent_count,
                )
            )
        if self.day < law_today(self):
            raise UserError(self.env._("The day of the transfer has passed."))
        own = self.journal_id.bank_account_id.sanitized_acc_number
        if not is_nrb(own):
            raise UserError(
                self.env._(
                    "%(bank)s has no account number. Enter it in Accounting, "
                    "Configuration, Journals.",
                    bank=self.journal_id.name,
                )
            )

    def _content(self):
        """The bytes of the file.

        :raise UserError: a refund cannot be written into it
        """
        company = self.company_id
        place = " ".join(filter(None, (company.zip, company.city)))
        try:
            return elixir_orders(
                self.journal_id.bank_account_id.sanitized_acc_number,
                list(filter(None, (company.name, company.street, place))),
                [
                    self._prepare_order(refund)
                    for refund in self.refund_ids.sorted("id")
                ],
                self.day,
                self.encoding,
            )
        except AccountRefused as refused:
            raise UserError(account_refusal(self.env, refused)) from refused
        except OrderRefused as refused:
            raise UserError(
                self.env._("A refund has no name, title or proper amount.")
            ) from refused

    def _prepare_order(self, refund):
        partner = refund.partner_id.commercial_partner_id
        place = " ".join(filter(None, (partner.zip, partner.city)))
        return Order(
            refund.nrb,
            Decimal(f"{refund.amount:.2f}"),
            partner.name,
            refund.title,
            "|".join(filter(None, (partner.street, place))),
        )
