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

    def _page_number(self, page):
        """The page of a list: a number of its address, whatever the query says.

        Odoo's pager takes "²" for one and fails.
        """
        return page if isinstance(page, int) else 1

    def _water_contracts(self):
        """The user's own contracts, running ones first.

        Searched without sudo, so under his record rules; the pages may then show
        with sudo what belongs to them.
        """
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
        # The user's own partner; the ledger's lines are nothing a resident may read.
        balance = request.env.user.partner_id.sudo()._portal_balance(company, today)
        bill = balance["bill"].with_env(request.env)
        current_sudo = (
            contracts.sudo()._portal_load().filtered(lambda c: c._portal_is_current())
        )
        estimated_sudo = current_sudo._portal_estimated_bills()
        return {
            "water_notices": request.env["ibok.announcement"]._for_premises(
                company, current_sudo.premise_id
            ),
            "water_balance": balance,
            "water_payable": bool(request.env["account.move"]._portal_payable()),
            "water_bill_url": bill
            and bill.has_access("read")
            and f"/my/invoices/{bill.id}",
            "water_contracts": [
                {
                    "contract": contract_sudo,
                    "meters": contract_sudo._portal_meters(expect=False),
                    "due": contract_sudo._portal_due(today),
                    "matters": contract_sudo._portal_open_matters(),
                    "estimated": contract_sudo in estimated_sudo.contract_id,
                }
                for contract_sudo in current_sudo
            ],
            "water_has_contracts": bool(contracts),
        }
