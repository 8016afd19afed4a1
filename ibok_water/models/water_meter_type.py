from odoo import api, fields, models


class WaterMeterType(models.Model):
    """Type of meter: what all meters of one make share."""

    _name = "water.meter.type"
    _description = "Meter Type"
    _order = "manufacturer, name"

    name = fields.Char(string="Type", required=True)
    manufacturer = fields.Char(required=True)
    dn = fields.Integer(string="DN (mm)", required=True, default=15)
    q3 = fields.Float(
        string="Q3 (m³/h)", digits=(12, 2), help="Permanent flow rate of the type."
    )
    digits = fields.Integer(
        string="Whole Digits",
        required=True,
        default=5,
        help="Black digits of the register: whole m³ before it rolls over.",
    )
    radio = fields.Selection(
        [
            ("none", "None"),
            ("wmbus", "Wireless M-Bus"),
            ("lorawan", "LoRaWAN"),
            ("nbiot", "NB-IoT"),
        ],
        default="none",
        required=True,
    )
    active = fields.Boolean(default=True)

    _type_unique = models.Constraint(
        "UNIQUE (manufacturer, name, dn)", "This meter type is already there."
    )
    _digits_range = models.Constraint(
        "CHECK (digits BETWEEN 3 AND 9)", "A register has 3 to 9 whole digits."
    )
    _dn_positive = models.Constraint("CHECK (dn > 0)", "DN is above zero.")

    @api.depends("manufacturer", "name", "dn")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = f"{kind.manufacturer} {kind.name} DN{kind.dn}"
