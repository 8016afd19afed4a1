from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .download import download
from .form_values import MAX_ID
from .portal_home import PortalHome

PER_PAGE = 20


class PortalDemand(PortalHome):
    """Payment demands: the debtor reads his own, and pays one whole."""

    @route(
        ["/my/demands", "/my/demands/page/<int:page>"],
        type="http",
        ibok_service="demands",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_demands(self, page=1, **kw):
        """All demands that the user ever got, the newest first."""
        Demand = request.env["water.payment.demand"]
        domain = Demand._portal_own_domain()
        pager = portal_pager(
            url="/my/demands",
            total=Demand.search_count(domain),
            page=self._page_number(page),
            step=PER_PAGE,
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_demands",
            "demands": Demand.search(domain, limit=PER_PAGE, offset=pager["offset"]),
            "pager": pager,
            "today": request.env["water.contract"]._portal_today(),
        }
        return request.render("ibok_portal.portal_demands", values)

    @route(
        "/my/demands/<int:demand_id>",
        type="http",
        ibok_service="demands",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_demand(self, demand_id, **kw):
        """One demand: what it asks for, what is left of it, how to pay."""
        demand = self._demand(demand_id)
        demand._portal_note_opened()
        besides = demand._portal_besides()
        rows = demand._portal_rows()
        moves_sudo = besides["debts"].move_id
        for item in rows:
            moves_sudo |= item["row"].move_id
        # Who may read the demand may read what it asks for; who reads decides of whom
        # complaints are named.
        disputes = moves_sudo._portal_disputes()
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_demand",
            "demand": demand,
            # Opened by his own rule: stage and company are part of it.
            "demand_sudo": demand.sudo(),
            "rows": rows,
            "disputes": disputes,
            "disputed_left": sum(
                item["left"] for item in rows if item["row"].move_id.id in disputes
            ),
            "besides": besides,
            "urls": besides["debts"].move_id._portal_statement_urls(),
            "payable": demand._portal_demand_payable(),
            "transfer": demand._portal_demand_transfer(),
            "today": request.env["water.contract"]._portal_today(),
        }
        return request.render("ibok_portal.portal_demand", values)

    @route(
        "/my/demands/<int:demand_id>/pdf",
        type="http",
        ibok_service="demands",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_demand_pdf(self, demand_id, **kw):
        """The file as it was issued."""
        demand = self._demand(demand_id)
        demand._portal_note_opened()
        return download(demand._pdf(), "application/pdf", demand._file_name())

    def _demand(self, demand_id):
        """The user's own demand; of everybody else's there is none."""
        if demand_id > MAX_ID:
            raise NotFound()
        Demand = request.env["water.payment.demand"]
        # Searched without sudo: under the resident's own record rule.
        demand = Demand.search([("id", "=", demand_id), *Demand._portal_own_domain()])
        if not demand:
            raise NotFound()
        return demand
