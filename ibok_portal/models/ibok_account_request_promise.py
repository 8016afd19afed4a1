from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ibok_water import engine


class IbokAccountRequest(models.Model):
    """The day by which the office decides a registration (terms, § 2 sec. 5).

    Only of what came to the office: who proves to be the customer waits for nobody.
    """

    _inherit = "ibok.account.request"

    @api.model
    def _rule_of(self, company):
        return engine.Promise(company.sudo().ibok_account_days, working=True)

    def _promise_rule(self):
        """Override: working days, by the setting."""
        return self._rule_of(self.company_id)

    def _promise_warn_days(self):
        """Override: few days are promised."""
        return 1

    @api.model
    def _promise_name(self):
        """Override: in words of residents."""
        return self.env._("An account on the portal")

    @api.model
    def _public_promises(self, company):
        """Override: one for all."""
        return [(self._promise_name(), self._rule_of(company))]

    @api.model
    def _promise_domain(self):
        """Override: what waits for the office."""
        return super()._promise_domain() & Domain("state", "=", self._waits)

    def _decide(self, state, **vals):
        """Override: a decision of the office is the answer."""
        if self.state == self._waits:
            self._answer_promise()
        return super()._decide(state, **vals)
