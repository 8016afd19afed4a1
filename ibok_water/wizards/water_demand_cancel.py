from odoo import fields, models


class WaterDemandCancel(models.TransientModel):
    """Why demands are taken back."""

    _name = "water.demand.cancel"
    _description = "Cancel Payment Demand"

    demand_ids = fields.Many2many("water.payment.demand", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel them."""
        self.ensure_one()
        self.demand_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
