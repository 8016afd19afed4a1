from odoo import fields, models


class WaterBankImportLine(models.TransientModel):
    """A statement in a file, before it is taken in."""

    _name = "water.bank.import.line"
    _description = "Statement in a Bank's File"

    import_id = fields.Many2one("water.bank.import", required=True, ondelete="cascade")
    filename = fields.Char(string="File")
    journal_id = fields.Many2one("account.journal", string="Bank")
    currency_id = fields.Many2one(related="import_id.company_id.currency_id")
    number = fields.Char()
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    has_balances = fields.Boolean()
    opening = fields.Monetary(string="Opening Balance")
    closing = fields.Monetary(string="Closing Balance")
    count = fields.Integer(string="Movements")
    known = fields.Integer(string="Known Already")
    amount = fields.Monetary(string="Sum of New Ones")
    warning = fields.Char()
