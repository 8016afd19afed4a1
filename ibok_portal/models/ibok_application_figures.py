from odoo import api, models


class IbokApplication(models.Model):
    """How the office keeps its days is counted by kind (`ibok.promise.record`)."""

    _inherit = "ibok.application"

    def _promise_kind(self):
        """Override: its kind."""
        return self.kind_id

    @api.model
    def _public_promises(self, company):
        """Override: by kind; harder cases have their own words on the form."""
        return [
            (kind_sudo.name, kind_sudo._promise_rule())
            for kind_sudo in self.env["ibok.application.kind"]._offered(company)
        ]
