from functools import partial

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.water_contract_overview import MANY
from ..models.water_contract_page import cubic_metres


class PortalHome(CustomerPortal):
    """The resident's first page: what to pay, and when to read the meter."""

    def _prepare_portal_layout_values(self):
        """Override of `portal`: how the pages write m³."""
        values = super()._prepare_portal_layout_values()
        values["m3"] = partial(cubic_metres, request.env)
        values["holdings"] = self._holdings()
        return values

    def _holdings(self):
        """The contracts that others opened to the user: {contract id: his access}"""
        accesses_sudo = request.env["ibok.access"]._held_by(request.env.user)
        return {access.contract_id.id: access for access in accesses_sudo}

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Override of `portal`: a document opened by an access knows for whom.

        It comes as the superuser's, and would show what is the customer's alone.
        """
        document_sudo = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        asked = document_sudo.with_env(request.env).sudo()
        by_access = getattr(asked, "_portal_by_access", None)
        return asked if by_access and by_access() else document_sudo

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
        holdings = self._holdings()
        own, shared = set(contracts.ids), set(holdings)
        today = request.env["water.contract"]._portal_today()
        # The user's own partner; the ledger's lines are nothing a resident may read.
        plans = request.env["water.instalment.plan"]._portal_live()
        planned_sudo = plans._portal_planned()
        balance = request.env.user.partner_id.sudo()._portal_balance(
            company, today, planned_sudo.ids
        )
        bill = balance["bill"].with_env(request.env)
        Move = request.env["account.move"]
        payable = Move._portal_own_payable()
        current_sudo = contracts.sudo().filtered(lambda c: c._portal_is_current())
        return {
            "water_notices": request.env["ibok.announcement"]._for_premises(
                company, current_sudo.premise_id
            ),
            "water_balance": balance,
            # What is paid by a plan has its own button.
            "water_payable": bool(set(payable.ids) - set(planned_sudo.move_id.ids)),
            # What may be paid already: it is not to be paid twice by mistake.
            "water_begun": payable._portal_begun(),
            "water_confirmed_later": (
                Move._portal_being_confirmed() if balance["owed"] > 0 else Move
            ),
            "water_demands": request.env["water.payment.demand"]._portal_waiting(),
            "water_plans": plans,
            # Who only helps others has no account with us that could be balanced.
            "water_own": not shared or not own <= shared or bool(balance["owed"]),
            "water_bill_url": bill
            and bill.has_access("read")
            and f"/my/invoices/{bill.id}",
            **self._meter_values(current_sudo, today),
            "water_shared": contracts.filtered(lambda c: c.id in shared).sudo(),
            "water_shared_owed": (Move._portal_owed_of_shared(today) if shared else {}),
            "holdings": holdings,
            "water_has_contracts": bool(contracts),
        }

    def _meter_values(self, contracts_sudo, today):
        """Contracts with their meters; of very many only what asks for the resident."""
        if len(contracts_sudo) > MANY:
            overview = contracts_sudo._portal_overview(today)
            return {"water_contracts": [], "water_overview": overview}
        estimated_sudo = contracts_sudo._portal_load()._portal_estimated_bills()
        return {
            "water_overview": None,
            "water_contracts": [
                {
                    "contract": contract_sudo,
                    "meters": contract_sudo._portal_meters(expect=False),
                    "due": contract_sudo._portal_due(today),
                    "matters": contract_sudo._portal_open_matters(),
                    "estimated": contract_sudo in estimated_sudo.contract_id,
                }
                for contract_sudo in contracts_sudo
            ],
        }
