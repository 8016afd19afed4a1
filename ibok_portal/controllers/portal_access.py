from datetime import date

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from .form_values import (
    MAX_ID,
    MAX_LENGTH,
    come_later,
    email_of,
    forget_tries,
    is_own_password,
    text_of,
)
from .portal_water import PortalWater

#: Letters that one account sends in a quarter of an hour: who manages thirty houses
#: opens them all at a sitting, and nobody writes to the whole town.
INVITATIONS = 30
FIELDS = ("contract_id", "name", "email", "role", "scope", "date_from", "date_to")


class PortalAccess(PortalWater):
    """Who else sees the resident's contracts, and whose he sees himself."""

    @route(
        "/my/access",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_access(self, done=None, **kw):
        """Everybody who sees a contract of the resident's own, and what he sees."""
        Access = request.env["ibok.access"]
        own_ids = self._own_contracts().ids
        accesses = Access.browse()
        if Access.has_access("read"):
            accesses = Access.search([("state", "!=", "revoked")])
        given = accesses.filtered(lambda access: access.contract_id.id in own_ids)
        held = (accesses - given).filtered(
            lambda a: a.user_id == request.env.user and a.state in ("live", "future")
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_access",
            "contracts": self._own_contracts().sudo(),
            # `sudo`: found under the rules; the page names contract and address.
            "given": given.filtered(lambda access: access.state != "ended").sudo(),
            "held": held.sudo(),
            "done": done if done in ("invited", "withdrawn") else None,
        }
        return request.render("ibok_portal.portal_my_access", values)

    @route(
        "/my/access/new",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_access_new(self, contract_id=None, **kw):
        """The form of an invitation."""
        today = request.env["water.contract"]._portal_today()
        given = {"contract_id": contract_id, "date_from": str(today)}
        return self._render_invite(given | {"role": "proxy", "scope": "see"}, {})

    @route(
        "/my/access/new",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_access_submit(self, **post):
        """Invite: a letter goes, whoever has that address; the password is asked."""
        env = request.env
        given = {name: text_of(post, name) for name in FIELDS}
        vals, errors = self._checked_invitation(given)
        if errors:
            return self._render_invite(given, errors)
        if later := come_later("access", env.uid):
            return later
        if not is_own_password(text_of(post, "password")):
            wrong = {"password": env._("This is not your password.")}
            return self._render_invite(given, wrong)
        forget_tries("access", env.uid)
        if later := come_later("invite", env.uid, limit=INVITATIONS):
            return later
        contract = vals.pop("contract")
        env["ibok.access"]._invite(contract, vals)
        return request.redirect("/my/access?done=invited", code=303)

    @route(
        "/my/access/<int:access_id>/withdraw",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_access_withdraw(self, access_id, **post):
        """End an access at once: by the customer, or by who has it."""
        access = request.env["ibok.access"].browse(access_id)
        try:
            if access_id > MAX_ID or not access.exists():
                raise MissingError(request.env._("There is no such access."))
            access._withdraw()
        except (AccessError, MissingError):
            raise NotFound() from None
        return request.redirect("/my/access?done=withdrawn", code=303)

    def _own_contracts(self):
        """The resident's own contracts, not those that others opened to him."""
        return self._water_contracts().filtered(lambda c: not c._portal_by_access())

    def _render_invite(self, given, errors):
        values = self._prepare_portal_layout_values() | {
            "page_name": "water_access",
            "new": True,
            "contracts": self._own_contracts().sudo(),
            "given": given,
            "errors": errors,
        }
        return request.render("ibok_portal.portal_access_new", values)

    def _checked_invitation(self, given):
        """Values as they are kept, and what is wrong: ({field: value}, {field: why})"""
        env, user = request.env, request.env.user
        errors, days = {}, {}
        own = {str(contract.id): contract for contract in self._own_contracts()}
        contract = own.get(given["contract_id"])
        if not contract:
            errors["contract_id"] = env._("Please choose which contract it is about.")
        name = " ".join(given["name"].split())
        if not name or len(name) > MAX_LENGTH:
            errors["name"] = env._("Please write the person's first and last name.")
        email = email_of(given["email"])
        if not email:
            errors["email"] = env._(
                "Please write an e-mail address, for example anna@example.com."
            )
        elif email == (user.login or "").lower():
            errors["email"] = env._("This is your own address.")
        fields_of = env["ibok.access"]._fields
        if given["role"] not in dict(fields_of["role"].selection):
            errors["role"] = env._("Please choose who the person is.")
        if given["scope"] not in dict(fields_of["scope"].selection):
            errors["scope"] = env._("Please choose what the person may do.")
        for field in ("date_from", "date_to"):
            try:
                days[field] = given[field] and date.fromisoformat(given[field])
            except ValueError:
                errors[field] = env._(
                    "This is no day. Please write it like 2027-12-31."
                )
        today = env["water.contract"]._portal_today()
        first, last = days.get("date_from") or today, days.get("date_to") or False
        if last and last < max(first, today):
            errors["date_to"] = env._("The last day is over, or before the first one.")
        return {
            "contract": contract,
            "name": name,
            "email": email,
            "role": given["role"],
            "scope": given["scope"],
            "date_from": first,
            "date_to": last,
        }, errors
