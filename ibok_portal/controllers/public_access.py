from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route

from .form_values import MAX_ID, come_later, text_of


class PublicAccess(http.Controller):
    """The link of an invitation: accepted by an account, old or new.

    Only who has the letter comes here, so only he learns whether his own address has
    an account already.
    """

    @route(
        "/ibok/access/<int:access_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def invitation(self, access_id, token, **kw):
        """What is offered, and a button; opening the link changes nothing yet."""
        access_sudo, refused = self._access_of(access_id, token)
        return refused or self._render(access_sudo)

    @route(
        "/ibok/access/<int:access_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def invitation_accept(self, access_id, token, **post):
        """Accept: with the account of this session, or with one opened here."""
        access_sudo, refused = self._access_of(access_id, token)
        if refused:
            return refused
        if not request.env.user._is_public():
            error = access_sudo._accept(request.env.user)
            if error:
                return self._render(access_sudo, {"accept": error})
            return request.redirect("/my", code=303)
        if self._has_account(access_sudo):
            return self._render(access_sudo)
        return self._open_account(access_sudo, post)

    def _open_account(self, access_sudo, post):
        """A short opening of an account: texts accepted, a password chosen."""
        env = request.env
        terms, privacy = self._texts()
        errors = {}
        if not terms or post.get("terms_id") != str(terms.id):
            errors["terms_id"] = env._("Please read and accept the terms of use first.")
        if not privacy or post.get("privacy_id") != str(privacy.id):
            errors["privacy_id"] = env._("Please read the privacy notice first.")
        password = text_of(post, "password")
        if not password:
            errors["password"] = env._("Please choose a password.")
        elif password != text_of(post, "password2"):
            errors["password"] = env._("The two passwords are not the same.")
        if not errors:
            try:
                with env.cr.savepoint():
                    user_sudo = access_sudo._accept_with_new_account(
                        terms | privacy, password, request.httprequest.remote_addr
                    )
            except UserError as error:
                errors["password"] = str(error)
        if errors:
            return self._render(access_sudo, errors)
        if user_sudo:
            request.session.authenticate(
                request.env,
                {"type": "password", "login": user_sudo.login, "password": password},
            )
        return request.redirect("/my", code=303)

    def _access_of(self, access_id, token):
        """(invitation in `sudo`, None), or (none, the page that says why).

        Links that lead nowhere are counted: nobody goes on guessing.
        """
        Access = request.env["ibok.access"]
        access_sudo = Access.sudo()
        if access_id <= MAX_ID:
            access_sudo = Access._by_link(access_id, token)
        if access_sudo:
            return access_sudo, None
        refused = come_later("invitation") or request.render(
            "ibok_portal.access_no_link", {}, status=404
        )
        return None, refused

    def _texts(self):
        Terms = request.env["ibok.terms"]
        return Terms._in_force("terms"), Terms._in_force("privacy")

    def _has_account(self, access_sudo):
        return request.env["ibok.account.request"]._is_login(access_sudo.email)

    def _render(self, access_sudo, errors=None):
        user = request.env.user
        if user._is_public():
            who = "known" if self._has_account(access_sudo) else "new"
        else:
            who = "invited" if access_sudo._is_for(user) else "other"
        terms, privacy = self._texts()
        return request.render(
            "ibok_portal.access_link",
            {
                "access": access_sudo,
                "told": access_sudo._letter_words(),
                "who": who,
                "terms": terms,
                "privacy": privacy,
                "errors": errors or {},
                "given": {},
            },
        )
