from functools import partial

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.water_contract_page import cubic_metres


class PortalHome(CustomerPortal):
    """The resident's first page: what to pay, and when to read the meter."""

    def _prepare_portal_layout_values(self):
        """Override of `portal`: how the pages write m³."""
        values = super()._prepare_portal_layout_values()
        values["m3"] = partial(cubic_metres, request.env)
        return values

    def _water_contracts(self):
        """The user's own contracts, running ones first."""
        Contract = request.env["water.contract"]
        if not Contract.has_access("read"):
            return Contract
        contracts = Contract.search(
            Contract._portal_domain(request.env.user), order="date_from desc, id desc"
        )
        return contracts.sorted(lambda c: not c.sudo()._portal_is_current())

    @route()
    def home(self, **kw):
        """Override of `portal` to put water first on the resident's home page."""
        response = super().home(**kw)
        response.qcontext.update(self._water_home_values())
        return response

    def _water_home_values(self):
        """Balance and, for each running contract, what was read and what comes next."""
        company = request.env.company
        contracts = self._water_contracts()
        today = request.env["water.contract"]._portal_today()
        partner_sudo = request.env.user.partner_id.sudo()
        return {
            "water_balance": partner_sudo._portal_balance(company, today),
            "water_contracts": [
                {
                    "contract": contract_sudo,
                    "meters": contract_sudo._portal_meters(),
                    "due": contract_sudo._portal_due(today),
                }
                for contract_sudo in contracts.sudo()
                if contract_sudo._portal_is_current()
            ],
            "water_has_contracts": bool(contracts),
        }
