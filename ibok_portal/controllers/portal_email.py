from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from .form_values import come_later, email_of, is_own_password, text_of


class PortalEmail(http.Controller):
    """A resident asks for another e-mail address to log in with."""

    @route("/my/email", type="http", auth="user", methods=["GET"], website=True)
    def email(self, **kw):
        """The form."""
        return self._render({})

    @route("/my/email", type="http", auth="user", methods=["POST"], website=True)
    def email_submit(self, **post):
        """Write to the new address; nothing changes before its link is used."""
        user, env = request.env.user, request.env
        if not user._is_portal():
            raise NotFound()
        given = text_of(post, "email")
        address = email_of(given)
        if not address:
            wrong = env._(
                "Please write an e-mail address, for example anna@example.com."
            )
            return self._render({"email": wrong}, given)
        if later := come_later("email", user.id):
            return later
        if not is_own_password(text_of(post, "password")):
            return self._render(
                {"password": env._("This is not your password.")}, given
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
