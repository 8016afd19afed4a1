from odoo import api, fields, models

from ..gateways import DRIVERS


class WaterGateway(models.Model):
    """Gateway (brama): a device or service that can be asked for states of meters.

    Its kinds are those for which an addon brings a driver, see `gateways`.
    """

    _name = "water.gateway"
    _description = "Remote Reading Gateway"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection("_selection_kind", required=True, tracking=True)
    address = fields.Char(
        required=True,
        tracking=True,
        help="Where the gateway is reached, for example 192.168.10.5:10001.",
    )
    timeout = fields.Integer(
        string="Timeout (s)",
        default=20,
        required=True,
        help="Seconds after which a meter that has not answered counts as not read.",
    )
    fresh_hours = fields.Integer(
        string="Fresh for (h)",
        default=24,
        required=True,
        help="A state older than so many hours is not taken for a reading on demand.",
    )
    meter_ids = fields.One2many("water.meter", "gateway_id", string="Meters")

    _timeout_range = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120)", "The timeout is from 1 to 120 seconds."
    )
    _fresh_range = models.Constraint(
        "CHECK (fresh_hours BETWEEN 1 AND 744)",
        "A state is fresh for one hour at least, and for a month at most.",
    )

    @api.model
    def _selection_kind(self):
        return sorted((code, driver.label) for code, driver in DRIVERS.items())

    def _driver(self):
        """The driver of the gateway's kind; None when its addon is gone."""
        return DRIVERS.get(self.kind)
