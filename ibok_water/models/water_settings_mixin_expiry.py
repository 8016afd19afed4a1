from odoo import fields, models


class WaterSettingsMixin(models.AbstractModel):
    """Settings about contracts whose time runs out."""

    _inherit = "water.settings.mixin"

    water_renewal_days = fields.Integer(
        related="company_id.water_renewal_days", readonly=False
    )
    water_expiry_warning_days = fields.Integer(
        related="company_id.water_expiry_warning_days", readonly=False
    )
