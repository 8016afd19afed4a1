from odoo import api, models


class WaterContract(models.Model):
    """What a contract is called."""

    _inherit = "water.contract"

    @api.depends("number")
    def _compute_display_name(self):
        """Override: one that is not saved yet has no number to be called by."""
        for contract in self:
            contract.display_name = contract.number != "/" and contract.number
