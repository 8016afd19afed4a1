from odoo import models


# An extension of Odoo's own settings, as Odoo keeps them: no wizard of ours.
class ResConfigSettings(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _name = "res.config.settings"
    _inherit = ["res.config.settings", "water.settings.mixin"]

    def action_water_setup(self):
        """Make the water journal, payment term and product taxes of this company."""
        self.ensure_one()
        self.company_id._water_setup()
        return {"type": "ir.actions.client", "tag": "reload"}
