from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .form_values import MAX_ID
from .portal_home import PortalHome


class PortalCutoff(PortalHome):
    """A customer reads that his water is to be cut off, and what to do about it.

    No service that the office could close: whoever got such a notice must find it.
    """

    @route("/my/cutoff/<int:case_id>", type="http", auth="user", website=True)
    def portal_cutoff(self, case_id, **kw):
        """The notice in plain words: when, why, what is left to pay, where water is."""
        Case = request.env["water.cutoff.case"]
        # Searched without sudo: under the resident's own record rule.
        case = Case.search([("id", "=", case_id)]) if case_id <= MAX_ID else Case
        if not case:
            raise NotFound()
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_cutoff",
            "case": case,
            "told": case._portal_values(),
            "may_ask": request.env["water.instalment.plan"]._portal_may_ask(
                request.env.user
            ),
        }
        return request.render("ibok_portal.portal_cutoff", values)

    def _water_home_values(self):
        """Override: what is most urgent stands first."""
        return super()._water_home_values() | {
            "water_cutoffs": request.env["water.cutoff.case"]._portal_open()
        }
