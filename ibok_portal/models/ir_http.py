from odoo import models
from odoo.http import request

#: Pages whose address holds a key: other sites must not learn it from a link.
KEYED = ("/ibok/register", "/web/reset_password", "/web/signup")


class IrHttp(models.AbstractModel):
    """What a resident's pages leave behind on a computer that others use as well."""

    _inherit = "ir.http"

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
