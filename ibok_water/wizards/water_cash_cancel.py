from odoo import fields, models


class WaterCashCancel(models.TransientModel):
    """Why a receipt is cancelled."""

    _name = "water.cash.cancel"
    _description = "Cancel a Receipt"

    receipt_id = fields.Many2one("water.cash.receipt", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel it."""
        self.ensure_one()
        self.receipt_id._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
