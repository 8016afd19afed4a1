from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ibok_water import engine


class IbokDataChange(models.Model):
    """The day by which the office answers (terms of the portal, § 4 sec. 5)."""

    _inherit = "ibok.data.change"

    @api.model
    def _promise_name(self):
        """Override: in words of residents."""
        return self.env._("A change of your data")

    @api.model
    def _public_promises(self, company):
        """Override: one for all."""
        return [(self._promise_name(), engine.Promise(company.sudo().ibok_matter_days))]

    @api.model
    def _promise_domain(self):
        """Override: what waits for the office."""
        return super()._promise_domain() & Domain("state", "=", self._waits)

    def _decide(self, state, **vals):
        """Override: what is taken back needs no answer any more."""
        if state == "withdrawn":
            self._drop_reminders()
        else:
            self._answer_promise()
        return super()._decide(state, **vals)
