from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessDenied
from odoo.http import request, route
from odoo.tools import email_normalize


class PortalEmail(http.Controller):
    """A resident asks for another e-mail address to log in with."""

    @route("/my/email", type="http", auth="user", methods=["GET"], website=True)
    def email(self, **kw):
        """The form."""
        return self._render({})

    @route("/my/email", type="http", auth="user", methods=["POST"], website=True)
    def email_submit(self, email=None, password=None, **post):
        """Write to the new address; nothing changes before its link is used."""
        user, env = request.env.user, request.env
        if not user._is_portal():
            raise NotFound()
        address = email_normalize(email or "")
        if not address or len(address) > 200:
            wrong = env._(
                "Please write an e-mail address, for example anna@example.com."
            )
            return self._render({"email": wrong}, email)
        again_at = env["ibok.attempt"]._take(
            "email", request.httprequest.remote_addr, user.id
        )
        if again_at:
            return request.render(
                "ibok_portal.register_later", {"again_at": again_at}, status=429
            )
        try:
            env["res.users"]._check_credentials(
                {"type": "password", "login": user.login, "password": password or ""},
                {"interactive": True},
            )
        except AccessDenied:
            return self._render(
                {"password": env._("This is not your password.")}, email
            )
        env["ibok.account.request"]._ask_for_change(
            user, address, request.httprequest.remote_addr
        )
        return request.redirect("/ibok/register/sent", code=303)

    def _render(self, errors, email=None):
        if not request.env.user._is_portal():
            raise NotFound()
        return request.render(
            "ibok_portal.email_change",
            {
                "errors": errors,
                "given": {"email": email},
                "page_name": "account_email",
            },
        )
