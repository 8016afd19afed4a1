from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """What a resident's pages leave behind on a computer that others use as well."""

    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        """Override of `http_routing`: a browser keeps no copy of a resident's pages.

        Else whoever comes next to a computer of the library goes back to them with a
        key, long after the resident has logged out.
        """
        if f"{request.httprequest.path}/".startswith("/my/"):
            response.headers["Cache-Control"] = "no-store"
        return super()._post_dispatch(response)
