from odoo import models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    _inherit = ["res.config.settings", "water.settings.mixin"]

    def action_water_setup(self):
        """Make the water journal, payment term and product taxes of this company."""
        self.ensure_one()
        self.company_id._water_setup()
        return {"type": "ir.actions.client", "tag": "reload"}
