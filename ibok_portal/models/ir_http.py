from datetime import datetime, time, timedelta

from werkzeug.exceptions import RequestEntityTooLarge, abort
from werkzeug.http import http_date

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..tools.unread_body import throw_away

#: Addresses that need no acceptance: rights that come before any terms, among them
#: deleting the account, paying what is owed (a bill's link needs no account either),
#: and what a page of Odoo asks for by itself.
WITHOUT_TERMS = (
    "/my/security/",
    "/my/deactivate_account/",
    "/my/privacy/",
    "/ibok/terms/",
    "/payment/",
    "/invoice/transaction/",
    "/web/session/",
    "/websocket/",
    "/bus/",
)
#: Addons whose scripts talk to residents.
SPEAKING = ("portal", "auth_passkey", "auth_passkey_portal", "auth_totp_portal")
#: Ways to say who is there of routes for people and programs with an account.
WITH_ACCOUNT = ("user", "bearer")
#: Pages whose address holds a key: other sites must not learn it from a link.
KEYED = ("/ibok/register", "/ibok/access", "/web/reset_password", "/web/signup")


class IrHttp(models.AbstractModel):
    """Which pages of residents are open, and what they leave behind in a browser."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: what scripts of residents' pages say.

        Odoo sends no words of these, so their dialogs spoke English.
        """
        names = super()._get_translation_frontend_modules_name()
        return [*names, *(name for name in SPEAKING if name not in names)]

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
    def _pre_dispatch(cls, rule, args):
        """Override of `http_routing`: new terms are accepted before all else.

        Terms of the portal, § 5 sec. 2. Pages lead to them; calls of scripts and
        programs are refused. Who does not want them can still log out, see and take
        along what is kept, and delete the account.
        """
        super()._pre_dispatch(rule, args)
        routing = rule.endpoint.routing
        path = f"{request.httprequest.path}/"
        page = routing["type"] == "http"
        asked = path.startswith("/my/") or routing["auth"] in WITH_ACCOUNT
        if path.startswith(WITHOUT_TERMS) or (page and not asked):
            return
        if routing["auth"] == "none" or not request.env.user._is_portal():
            return
        if request.env.user._terms_to_accept():
            if page:
                abort(request.redirect("/ibok/terms/accept", code=303))
            raise AccessError(
                request.env._("Accept the new terms on the portal first.")
            )

    @classmethod
    def _handle_error(cls, exception):
        """Override of `http_routing`: who sent too much reads so.

        Core looks at the form once more for its page, and would fail a second time.
        """
        frontend = getattr(request, "is_frontend", False)
        if frontend and isinstance(exception, RequestEntityTooLarge):
            throw_away(request.httprequest)
        return super()._handle_error(exception)

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Override of `http_routing`: a page for what was too large."""
        if code != RequestEntityTooLarge.code:
            return super()._get_error_html(env, code, values)
        limit = request.httprequest.max_content_length or 0
        values = values | {"most": limit // (1024 * 1024)}
        return code, env["ir.ui.view"]._render_template("ibok_portal.http_413", values)

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
