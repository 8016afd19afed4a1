from odoo import api, fields, models

from ..gateways import DRIVERS


class WaterMeter(models.Model):
    """A meter that can be read from afar."""

    _inherit = "water.meter"
    _check_company_auto = True

    gateway_id = fields.Many2one(
        "water.gateway",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="Through which the meter can be asked for its state at any moment.",
    )

    remote_possible = fields.Boolean(
        compute="_compute_remote_possible",
        help="Whether any addon brings a way to read meters from afar.",
    )

    @api.depends_context("uid")
    def _compute_remote_possible(self):
        self.remote_possible = bool(DRIVERS)

    def _serving_gateway(self):
        """The gateway that can be asked for this meter now, if any."""
        gateway = self.gateway_id
        if gateway.active and gateway._driver():
            return gateway
        return gateway.browse()
