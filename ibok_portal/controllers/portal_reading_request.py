from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .form_values import MAX_ID
from .portal_reading import PortalReading


class PortalReadingRequest(PortalReading):
    """A meter that a gateway serves is asked from afar."""

    @route(
        "/my/readings/remote",
        type="http",
        ibok_service="readings_entry",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_reading_ask(self, contract_id=None, remote_point_id=None, **post):
        """Ask for a reading; the answer comes to a page of its own."""
        contract_sudo = self._water_contract_sudo(contract_id or 0)
        if not contract_sudo.portal_can_act:
            return self._refuse_entry(contract_sudo)
        point_sudo = contract_sudo._portal_entry_points().filtered(
            lambda point: str(point.id) == remote_point_id
        )
        if not point_sudo:
            raise NotFound()
        try:
            asked = request.env["water.reading.request"]._ask(contract_sudo, point_sudo)
        except UserError:
            # The gateway was taken off while the page was open.
            raise NotFound() from None
        return request.redirect(f"/my/readings/remote/{asked.id}", code=303)

    @route(
        "/my/readings/remote/<int:request_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_reading_asked(self, request_id, **kw):
        """Whether the meter has answered; its reading has the page of every reading."""
        asked = request.env["water.reading.request"]
        if request_id <= MAX_ID and asked.has_access("read"):
            asked = asked.search([("id", "=", request_id)])
        # The rules let office staff read everybody's; this page is for one's own.
        own = asked.sudo().contract_id.with_env(request.env) in self._water_contracts()
        if not asked or not own:
            raise NotFound()
        asked_sudo = asked.sudo()
        if asked_sudo.reading_id:
            return request.redirect(f"/my/readings/{asked_sudo.reading_id.id}")
        contract_sudo = asked_sudo.contract_id
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_reading",
            "new": True,
            "asked": asked_sudo,
            "label": contract_sudo._portal_point_label(asked_sudo.point_id),
            "can_enter": contract_sudo.portal_can_act
            and asked_sudo.point_id in contract_sudo._portal_entry_points(),
        }
        return request.render("ibok_portal.portal_reading_asked", values)
