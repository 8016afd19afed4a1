from odoo import fields, models


class WaterSpreadLine(models.TransientModel):
    """A document of the customer, and how much of the money settles it."""

    _name = "water.spread.line"
    _description = "Document to Be Settled"

    book_id = fields.Many2one("water.bank.book", ondelete="cascade")
    cash_id = fields.Many2one("water.cash.take", ondelete="cascade")
    currency_id = fields.Many2one(related="debt_id.company_id.currency_id")
    debt_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    name = fields.Char(string="Document", readonly=True)
    due = fields.Date(string="Pay by", readonly=True)
    residual = fields.Monetary(string="Left to Pay", readonly=True)
    amount = fields.Monetary(string="Settle")
