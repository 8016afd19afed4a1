from datetime import datetime, time, timedelta

from werkzeug.http import http_date

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

#: Pages whose address holds a key: other sites must not learn it from a link.
KEYED = ("/ibok/register", "/web/reset_password", "/web/signup")


class IrHttp(models.AbstractModel):
    """Which pages of residents are open, and what they leave behind in a browser."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Override of `base`: a page of a closed service says so, in its place."""
        code = endpoint.routing.get("ibok_service")
        closed = code and request.env["ibok.service"]._closed_values(
            code, request.env.company
        )
        if not closed:
            return super()._dispatch(endpoint)
        if endpoint.routing["type"] != "http":
            raise UserError(closed["message"] or closed["label"])
        response = request.render(
            "ibok_portal.service_closed", {"closed": closed}, status=503
        )
        if closed["until"]:
            reopened = closed["until"] + timedelta(days=1)
            response.headers["Retry-After"] = http_date(
                datetime.combine(reopened, time.min)
            )
        response.flatten()
        return response

    @classmethod
    def _post_dispatch(cls, response):
        """Override of `http_routing`: a browser keeps no copy of a resident's pages.

        Else whoever comes next to a computer of the library goes back to them with a
        key, long after the resident has logged out.
        """
        path = f"{request.httprequest.path}/"
        if path.startswith(("/my/", *KEYED)):
            response.headers["Cache-Control"] = "no-store"
        if path.startswith(KEYED):
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Frame-Options"] = "DENY"
            response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        return super()._post_dispatch(response)
