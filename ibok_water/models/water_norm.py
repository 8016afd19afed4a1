from odoo import api, fields, models


class WaterNorm(models.Model):
    """Average consumption norm for a premise without a water meter.

    Regulation of 14.01.2002 (Dz.U. 2002 nr 8 poz. 70), table 1: m³ per inhabitant and
    month by the equipment of the dwelling.
    """

    _name = "water.norm"
    _description = "Consumption Norm"
    _order = "code, sewered, date_from desc"

    code = fields.Char(required=True, help="Row of the regulation's table.")
    name = fields.Char(string="Equipment", required=True, translate=True)
    sewered = fields.Boolean(
        help="Building connected to the sewer: the upper norm of the row applies."
    )
    m3_month = fields.Float(
        string="m³ per Person and Month", digits=(12, 3), required=True
    )
    date_from = fields.Date(required=True, default="2002-01-31")
    date_to = fields.Date()
    legal_basis = fields.Char()
    active = fields.Boolean(default=True)

    _m3_positive = models.Constraint("CHECK (m3_month > 0)", "A norm is above zero.")
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The norm's last day lies before its first.",
    )

    @api.depends("code", "name", "m3_month")
    def _compute_display_name(self):
        for norm in self:
            norm.display_name = f"{norm.code}. {norm.name} ({norm.m3_month:g} m³)"
