from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """Who gets a water bill through the national system of invoices (KSeF)."""

    _inherit = "account.move.send"

    @api.model
    def _get_default_extra_edis(self, move):
        """Override of `account`: a consumer's bill does not go to KSeF by itself.

        The duty is to invoice taxpayers there; consumers are outside it, and Odoo
        would take every Polish customer for one.
        """
        found = super()._get_default_extra_edis(move)
        if move.water_contract_id and not move.commercial_partner_id.vat:
            found -= {"pl_ksef"}
        return found
