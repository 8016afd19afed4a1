from odoo import models


class WaterSettlementCorrect(models.TransientModel):
    """A bill corrected by an application, as after a hidden leak."""

    _inherit = "water.settlement.correct"

    def _view_made(self, made):
        """Override: the application is carried out when its contract's bill changed."""
        application = self.env["ibok.application"]._carried("leak")
        own = made.filtered(lambda one: one.contract_id == application.contract_id)
        if application and own:
            application._fulfilled(own.sorted("date_to")[-1:])
        return super()._view_made(made)
