from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request, root

#: Odoo's pages of the door, which answer an old form in English, outside the portal.
DOOR = ("/web/login", "/web/login/totp")


class IrHttp(models.AbstractModel):
    """Who comes back after his session ended is let in at the first try."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate_explicit(cls, auth):
        """Override of `base`: who was logged out elsewhere can log in at once.

        Odoo renews such a session only after the page is made, so the form of the
        login page that this request shows would be refused as one of another session.
        """
        session = request.session
        was_connected = session.uid is not None
        try:
            return super()._authenticate_explicit(auth)
        finally:
            if was_connected and session.uid is None and session.should_rotate:
                root.session_store.rotate(session, request.env)

    @classmethod
    def _handle_error(cls, exception):
        """Override of `http_routing`: an old form of the door opens it anew, in words.

        A telephone keeps the page for days; its token holds as long as the session.
        """
        sent = request.httprequest
        if (
            isinstance(exception, BadRequest)
            and sent.method == "POST"
            and sent.path in DOOR
            and not request.validate_csrf(sent.form.get("csrf_token"))
        ):
            query = {"too_old": "1"}
            if wanted := sent.form.get("redirect"):
                query["redirect"] = wanted
            return request.redirect_query("/web/login", query, code=303)
        return super()._handle_error(exception)
