from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools.identity import amount_of, plain_nip, plain_number, plain_phone
from .form_values import MAX_ID, MAX_LENGTH, come_later, email_of, text_of

FIELDS = (
    *("email", "name", "vat", "phone", "customer_number"),
    *("invoice_number", "invoice_amount"),
)


class PublicRegister(http.Controller):
    """The way into an account: form, letter, link, first password.

    Nothing here tells whether a customer or an address is known.
    """

    @route(
        "/ibok/register",
        type="http",
        ibok_service="registration",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def register(self, **kw):
        """Terms and privacy notice, then the form."""
        return self._render_form({}, {})

    @route(
        "/ibok/register",
        type="http",
        ibok_service="registration",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def register_submit(self, **post):
        """Take the registration; faults come back beside their fields."""
        terms, privacy = self._texts()
        if not terms or not privacy:
            return self._render_form({}, {})
        given = {name: text_of(post, name) for name in FIELDS}
        texts = {"terms_id": terms, "privacy_id": privacy}
        missed = {
            name: message
            for name, message in self._agreement_errors().items()
            if post.get(name) != str(texts[name].id)
        }
        vals, errors = self._checked(given)
        errors = missed | errors
        if errors:
            return self._render_form(given, errors)
        if later := come_later("register", vals["customer_number"]):
            return later
        request.env["ibok.account.request"]._ask(
            {
                **vals,
                "terms_id": terms.id,
                "privacy_id": privacy.id,
                "accepted_at": request.env.cr.now(),
                "ip": request.httprequest.remote_addr,
            }
        )
        return request.redirect("/ibok/register/sent", code=303)

    @route(
        "/ibok/register/sent", type="http", auth="public", methods=["GET"], website=True
    )
    def register_sent(self, **kw):
        """Look into your mail: the same words for everybody."""
        return request.render("ibok_portal.register_sent", {})

    @route(
        "/ibok/register/confirm/<int:request_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def confirm(self, request_id, token, **kw):
        """What a letter's link leads to; opening it changes nothing yet.

        Programs that look through mail open links, so a person presses the button.
        """
        return self._render_link(self._request_of(request_id, token))

    @route(
        "/ibok/register/confirm/<int:request_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def confirm_submit(self, request_id, token, **post):
        """Confirm the address; or, once the account is open, set its password."""
        request_sudo = self._request_of(request_id, token)
        if request_sudo.state == "unconfirmed":
            request_sudo._confirm()
            old_id = request_sudo.old_user_id.id
            if old_id and request.session.uid == old_id:
                # This session ends now; the next page must have a fresh one.
                request.session.logout(keep_db=True)
            if request_sudo.state == "opened":
                # The account's own link goes by mail; here and now this one serves.
                request_sudo._use_link(token)
        elif request_sudo.state == "opened" and "password" in post:
            return self._set_password(
                request_sudo, text_of(post, "password"), text_of(post, "password2")
            )
        return request.redirect(request.httprequest.path, code=303)

    def _set_password(self, request_sudo, password, password2):
        if password != password2:
            error = request.env._("The two passwords are not the same.")
            return self._render_link(request_sudo, error)
        if not password:
            return self._render_link(
                request_sudo, request.env._("Please choose a password.")
            )
        user_sudo = request_sudo.user_id
        try:
            with request.env.cr.savepoint():
                done = request_sudo._set_first_password(password)
        except UserError as error:
            return self._render_link(request_sudo, str(error))
        if done:
            request.session.authenticate(
                request.env,
                {"type": "password", "login": user_sudo.login, "password": password},
            )
        return request.redirect("/my", code=303)

    def _request_of(self, request_id, token):
        """The request of a valid link, in `sudo`: its token was checked."""
        if request_id > MAX_ID:
            return request.env["ibok.account.request"].sudo()
        return request.env["ibok.account.request"]._by_link(request_id, token)

    def _render_link(self, request_sudo, error=None):
        known = request_sudo.state in ("unconfirmed", "check") or (
            request_sudo and request_sudo._awaits_password()
        )
        return request.render(
            "ibok_portal.register_link",
            {"asked": request_sudo if known else request_sudo.browse(), "error": error},
            status=200 if known else 404,
        )

    def _texts(self):
        Terms = request.env["ibok.terms"]
        return Terms._in_force("terms"), Terms._in_force("privacy")

    def _render_form(self, given, errors):
        terms, privacy = self._texts()
        return request.render(
            "ibok_portal.register",
            {
                "terms": terms,
                "privacy": privacy,
                "given": given,
                "errors": errors,
                "page_description": request.env._(
                    "An account on the portal of %(company)s: readings, bills and "
                    "payments on your telephone.",
                    company=request.env.company.name,
                ),
            },
        )

    def _agreement_errors(self):
        env = request.env
        return {
            "terms_id": env._("Please read and accept the terms of use first."),
            "privacy_id": env._("Please read the privacy notice first."),
        }

    def _field_errors(self):
        """What to say of a field that is wrong or empty."""
        env = request.env
        email = env._("Please write your e-mail address, for example anna@example.com.")
        name = env._("Please write your name as it stands on the invoice.")
        vat = env._("This is no NIP: please check its ten digits.")
        phone = env._("Please write a telephone number, for example 600 700 800.")
        customer = env._("Please copy the customer number from an invoice.")
        invoice = env._("Please copy the number of one of your last three invoices.")
        amount = env._(
            "Please write the gross amount of that invoice, for example 105.30."
        )
        told = (email, name, vat, phone, customer, invoice, amount)
        return dict(zip(FIELDS, told, strict=True))

    def _checked(self, given):
        """Values as they are kept, and what is wrong: ({field: value}, {field: why})

        Looks at nothing but the form.
        """
        errors = {}
        vals = {
            "email": email_of(given["email"]),
            "name": " ".join(given["name"].split()),
            "phone": plain_phone(given["phone"]),
            "customer_number": plain_number(given["customer_number"]),
            "invoice_number": plain_number(given["invoice_number"]),
            "vat": plain_nip(given["vat"]) if given["vat"] else False,
        }
        vals["invoice_amount"] = float(amount_of(given["invoice_amount"]) or 0)
        wrong = {name for name in FIELDS if name != "vat" and not vals[name]}
        if vals["vat"] is None:
            wrong.add("vat")
        messages = self._field_errors()
        for name in FIELDS:
            if len(given[name]) > MAX_LENGTH:
                errors[name] = request.env._("This is too long.")
            elif name in wrong:
                errors[name] = messages[name]
        return vals, errors
