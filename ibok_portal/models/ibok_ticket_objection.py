from odoo import models


class IbokTicket(models.Model):
    """A refused complaint about a bill."""

    _inherit = "ibok.ticket"

    def _is_refused(self):
        """Override: a complaint about a bill has an outcome."""
        return self.outcome == "refused"

    def _objection_days(self):
        """Override: by its kind."""
        return self.sudo().category_id.objection_days
