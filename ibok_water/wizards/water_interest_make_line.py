from odoo import fields, models


class WaterInterestMakeLine(models.TransientModel):
    """One document paid late, and what it comes to."""

    _name = "water.interest.make.line"
    _description = "Document Paid Late"

    make_id = fields.Many2one("water.interest.make", ondelete="cascade")
    currency_id = fields.Many2one(related="make_id.currency_id")
    name = fields.Char(string="Document")
    principal = fields.Monetary(help="What it asked for, its corrections taken off.")
    due = fields.Date()
    date_from = fields.Date(string="First Day")
    date_to = fields.Date(string="Last Day")
    days = fields.Integer()
    interest = fields.Monetary()
    compensation = fields.Monetary()
