from odoo import http
from odoo.http import request

from .public_answer import public_answer
from .public_route import public_page


class PublicPromise(http.Controller):
    """How fast the office answers, month by month, for everybody."""

    @public_page("/ibok/promises")
    def promises(self, **kw):
        """Figures of whole months; small numbers stand together or not at all."""
        company = request.env.company
        Record = request.env["ibok.promise.record"]
        return public_answer(
            "ibok_portal.promises",
            {
                "months": Record._public_figures(company),
                "promises": Record._public_promises(company),
                "minimum": company.sudo().ibok_figures_minimum,
                "page_description": request.env._(
                    "How many days %(company)s takes to answer what people report, and "
                    "how often in time.",
                    company=company.name,
                ),
            },
        )
