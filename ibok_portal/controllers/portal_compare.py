from odoo.http import request, route

from ..tools import MOST_PERSONS
from .portal_home import PortalHome


class PortalCompare(PortalHome):
    """The resident's use beside that of similar households."""

    @route(
        "/my/water/compare",
        type="http",
        ibok_service="compare",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_compare(self, **kw):
        """One comparison for each contract that runs."""
        contracts_sudo = self._water_contracts().sudo()
        current = contracts_sudo.filtered(lambda c: c._portal_is_current())
        comparisons = current._portal_comparisons()
        groups = current.env["ibok.use.group"].union(
            *(item["group"] for item in comparisons)
        )
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="water_compare",
            comparisons=comparisons,
            date_end=groups[:1].date_end,
            most_persons=MOST_PERSONS,
        )
        return request.render("ibok_portal.portal_compare", values)
