from odoo import fields, models


class WaterDemandMakeLine(models.TransientModel):
    """One late document, and whether it comes into the demand."""

    _name = "water.demand.make.line"
    _description = "Late Document"

    make_id = fields.Many2one("water.demand.make", ondelete="cascade")
    currency_id = fields.Many2one(related="make_id.currency_id")
    name = fields.Char(string="Document")
    due = fields.Date()
    late_days = fields.Integer(string="Days Late")
    amount = fields.Monetary(string="Left to Pay")
    interest = fields.Monetary()
    left_out = fields.Char(string="Left out because")
