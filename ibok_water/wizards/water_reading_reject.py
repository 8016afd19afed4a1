from odoo import fields, models


class WaterReadingReject(models.TransientModel):
    """Why readings are rejected or withdrawn."""

    _name = "water.reading.reject"
    _description = "Reject Reading"

    reading_ids = fields.Many2many("water.reading", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.reading_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
