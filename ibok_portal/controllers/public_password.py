from odoo.http import request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

from .form_values import come_later, text_of


class PublicPassword(AuthSignupHome):
    """Odoo's page for a new password, which tells nobody who has an account."""

    @route()
    def web_login(self, *args, **kw):
        """Override of `web`: the door speaks the language that was chosen inside."""
        lang = request.cookies.get("frontend_lang")
        if lang and request.env["res.lang"].sudo()._get_data(code=lang).id:
            request.update_context(lang=lang)
        return super().web_login(*args, **kw)

    @route()
    def web_auth_signup(self, *args, **kw):
        """Override of `auth_signup`: no telling whether an address is known."""
        request.params.pop("signup_email", None)
        return super().web_auth_signup(*args, **kw)

    @route()
    def web_auth_reset_password(self, *args, **kw):
        """Override of `auth_signup`: the same answer for known and unknown logins."""
        request.params.pop("signup_email", None)
        qcontext = self.get_auth_signup_qcontext()
        asks = request.httprequest.method == "POST" and not qcontext.get("token")
        if not asks or not qcontext.get("reset_password_enabled"):
            return super().web_auth_reset_password(*args, **kw)
        login = text_of(qcontext, "login")
        if later := come_later("reset", login.lower()):
            return later
        request.env["res.users"].sudo()._send_reset_letter(login)
        qcontext["message"] = request.env._(
            "If there is an account with this address, we have sent a letter to it. "
            "The link in it works for some hours."
        )
        return request.render("auth_signup.reset_password", qcontext)
