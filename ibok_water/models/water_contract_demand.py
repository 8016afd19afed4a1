from odoo import fields, models

from .water_point import OFFICE


class WaterContract(models.Model):
    """From a contract to the demands that its customer got."""

    _inherit = "water.contract"

    demand_count = fields.Integer(
        string="Payment Demands",
        related="partner_id.water_demand_count",
        related_sudo=False,
        groups=OFFICE,
    )

    def action_view_demands(self):
        """All of the customer: a demand is never of one contract alone."""
        self.ensure_one()
        return self.partner_id.action_view_water_demands()
