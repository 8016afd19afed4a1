from odoo import models

from .water_refund import OPEN


class AccountMove(models.Model):
    """What is to be given back is not taken off a bill meanwhile."""

    _inherit = "account.move"

    def _water_set_off(self, open_credits):
        """Override: money of customers whose refund waits stays where it is."""
        waiting = (
            self.env["water.refund"]
            .sudo()
            ._read_group(
                [
                    ("state", "in", OPEN),
                    ("company_id", "in", open_credits.company_id.ids),
                ],
                ["partner_id"],
            )
            if open_credits
            else ()
        )
        customers = {partner.commercial_partner_id for [partner] in waiting}
        return super()._water_set_off(
            open_credits.filtered(
                lambda line: line.partner_id.commercial_partner_id not in customers
            )
        )
