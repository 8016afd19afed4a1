from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route
from odoo.tools import format_date

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import UseChart
from .portal_home import PortalHome

#: Kinds of applications that the page of a contract leads to.
CHANGES = ("handover", "termination")

#: Contracts on a page of charts: each of them takes half a screen.
PER_PAGE = 20


class PortalWater(PortalHome):
    """Meters with their use, and the contracts they belong to."""

    def _water_contract_sudo(self, contract_id):
        """The contract, when it is the user's own.

        :raise NotFound: it is not, or there is none; which of the two is not told
        """
        try:
            contract_sudo = self._document_check_access(
                "water.contract", int(contract_id)
            )
        except (AccessError, MissingError, TypeError, ValueError, OverflowError):
            raise NotFound() from None
        contract_sudo = contract_sudo.with_context(**request.env.context)
        if contract_sudo.with_env(request.env) not in self._water_contracts():
            raise NotFound()
        # With sudo from here on: it is his own, and its points, meters and addresses
        # have no rule for residents. As his user: who gave a reading is not Odoo's own.
        return contract_sudo.with_env(request.env).sudo()

    @route(
        ["/my/water", "/my/water/page/<int:page>"],
        type="http",
        ibok_service="use",
        auth="user",
        website=True,
    )
    def portal_my_water(self, page=1, **kw):
        """Meters of the resident, with last reading, use chart and table of each."""
        contracts = []
        found = self._water_contracts()
        pager = portal_pager(
            url="/my/water",
            total=len(found),
            page=self._page_number(page),
            step=PER_PAGE,
        )
        # Else what belongs to the other contracts would be loaded with it.
        shown = found[pager["offset"] : pager["offset"] + PER_PAGE].with_prefetch()
        for contract_sudo in shown.sudo()._portal_load():
            meters = contract_sudo._portal_meters(expect=False)
            for meter in meters:
                spans = contract_sudo._portal_spans(meter["row"])
                meter["spans"] = contract_sudo._portal_recent_spans(spans)
                meter["chart"] = self._use_chart(meter["spans"])
                meter["year"] = contract_sudo._portal_year_use(spans)
                meter["summary"] = contract_sudo._portal_chart_summary(meter["spans"])
            contracts.append(
                {
                    "contract": contract_sudo,
                    "meters": meters,
                    "can_enter": any(meter["can_enter"] for meter in meters),
                }
            )
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water",
            water_contracts=contracts,
            pager=pager,
            month_label=self._month_label,
        )
        return request.render("ibok_portal.portal_my_water", values)

    def _seen_by(self, contract_sudo):
        """Who else sees a contract of the resident's own, in `sudo`; else None."""
        Access = request.env["ibok.access"]
        if contract_sudo._portal_by_access() or not Access.has_access("read"):
            return None
        return Access.search(
            [
                ("contract_id", "=", contract_sudo.id),
                ("state", "in", ("invited", "live", "future")),
            ]
        ).sudo()

    def _change_kinds_sudo(self, contract_sudo):
        """Kinds of applications by which its customer ends it or hands it over."""
        kinds_sudo = request.env["ibok.application.kind"].sudo()
        user = request.env.user
        customer_sudo = contract_sudo.partner_id.commercial_partner_id
        if not user._is_portal() or customer_sudo != user.commercial_partner_id:
            return kinds_sudo
        return kinds_sudo._offered(request.env.company).filtered(
            lambda kind: kind.code in CHANGES and kind._may_be_about(contract_sudo)
        )

    def _changes(self, contract_sudo):
        """What the customer may apply for, and what he has applied for already."""
        kinds_sudo = self._change_kinds_sudo(contract_sudo)
        under_way_sudo = request.env["ibok.application"]._portal_under_way(
            contract_sudo, kinds_sudo
        )
        return {
            "changes": kinds_sudo - under_way_sudo.kind_id,
            "changes_under_way": under_way_sudo,
        }

    def _use_chart(self, spans):
        """The chart of a meter, None when there is nothing to draw yet."""
        if not spans:
            return None
        return UseChart(
            [(s["date_from"], s["date_to"], s["volume"]) for s in spans],
            [s["litres_before"] for s in spans],
        )

    def _month_label(self, day):
        return format_date(request.env, day, date_format="LLL yyyy")

    @route(
        ["/my/contracts"],
        type="http",
        ibok_service="contracts",
        auth="user",
        website=True,
    )
    def portal_my_contracts(self, **kw):
        """The resident's contracts, ended ones too."""
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water_contract",
            contracts=self._water_contracts().sudo(),
            to_sign=request.env["ibok.contract.document"]._portal_to_sign(
                request.env.user
            ),
        )
        return request.render("ibok_portal.portal_my_contracts", values)

    @route(
        ["/my/contracts/<int:contract_id>"],
        type="http",
        ibok_service="contracts",
        auth="user",
        website=True,
    )
    def portal_my_contract(self, contract_id, **kw):
        """One contract: what was agreed, its meters and its bills."""
        contract_sudo = self._water_contract_sudo(contract_id)
        today = contract_sudo._portal_today()
        settlements = contract_sudo.settlement_ids.filtered(lambda s: s.state == "done")
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water_contract",
            contract=contract_sudo,
            meters=contract_sudo._portal_meters(expect=False),
            prices=contract_sudo._portal_prices(today),
            e_invoice=contract_sudo._e_invoice_short(
                contract_sudo in request.env.user._privacy_contracts()
            ),
            account_number=contract_sudo.individual_account
            or request.env["account.move"]
            .sudo()
            ._water_account_of(contract_sudo.company_id),
            due=contract_sudo._portal_is_current() and contract_sudo._portal_due(today),
            settlements=settlements,
            # Links to those that his record rules open; not to a bill for contracts
            # of which others are not open to him.
            bill_urls=settlements.move_id._portal_statement_urls(),
            seen_by=self._seen_by(contract_sudo),
            **self._changes(contract_sudo),
            documents=request.env["ibok.contract.document"]._portal_find(
                request.env.user, contract=contract_sudo
            ),
        )
        return request.render("ibok_portal.portal_my_contract", values)
