from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    water_check_days = fields.Integer(
        related="company_id.water_check_days", readonly=False
    )
