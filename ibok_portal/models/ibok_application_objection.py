from odoo import models


class IbokApplication(models.Model):
    """A refused application."""

    _inherit = "ibok.application"

    def _is_refused(self):
        """Override: by its state."""
        return self.state == "refused"

    def _objection_days(self):
        """Override: by its kind."""
        return self.sudo().kind_id.objection_days

    def _remedy_words(self):
        """Override: by its kind."""
        return self._is_refused() and self.sudo().kind_id.remedy or ""
