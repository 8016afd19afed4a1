from odoo import fields, models

from ..models.law_day import law_today


class WaterDemandDeliver(models.TransientModel):
    """When and how a demand reached the customer."""

    _name = "water.demand.deliver"
    _description = "Enter Delivery of a Demand"

    demand_ids = fields.Many2many("water.payment.demand", required=True)
    day = fields.Date(string="Delivered on", required=True, default=law_today)
    way = fields.Selection(
        lambda self: (
            self.env["water.payment.demand"]
            ._fields["delivery_way"]
            ._description_selection(self.env)
        ),
        string="Delivered by",
        required=True,
        default="registered",
    )
    number = fields.Char(
        string="Number of the Letter", help="As on the confirmation of receipt."
    )

    def action_deliver(self):
        """Keep the delivery."""
        self.ensure_one()
        self.demand_ids._deliver(self.day, self.way, self.number)
        return {"type": "ir.actions.act_window_close"}
