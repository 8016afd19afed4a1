from werkzeug.exceptions import Forbidden, NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.ibok_data_change import ASKED
from ..tools.identity import plain_phone, readable_phone
from .form_values import MAX_ID, MAX_LENGTH, text_of

#: Longest note, which is in the resident's own words.
MAX_NOTE = 2000


class PortalData(CustomerPortal):
    """The resident's own data: to read, and to ask the office to change.

    Odoo lets customers rewrite name and address of their bills; here the office does,
    after looking (terms of the portal, § 4 sec. 5).
    """

    @route()
    def account(self, **kwargs):
        """Override of `portal`: a resident reads his data and asks for changes."""
        if not request.env.user._is_portal():
            return super().account(**kwargs)
        return self._render_data({}, {})

    @route(
        "/my/account/change", type="http", auth="user", methods=["POST"], website=True
    )
    def data_change(self, **post):
        """Take what is to change; faults come back beside their fields."""
        user = request.env.user
        if not user._is_portal():
            raise NotFound()
        given = {name: " ".join(text_of(post, name).split()) for name in ASKED}
        given["note"] = text_of(post, "note")
        vals, errors = self._changed(given)
        if errors:
            return self._render_data(given, errors)
        request.env["ibok.data.change"]._ask(user, vals)
        return request.redirect("/my/account#change", code=303)

    @route(
        "/my/account/change/<int:change_id>/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def data_change_withdraw(self, change_id, **kw):
        """Take a request back that the office has not decided yet."""
        Change = request.env["ibok.data.change"]
        if change_id > MAX_ID or not request.env.user._is_portal():
            raise NotFound()
        # Searched without sudo: under the resident's own record rule.
        change = Change.search([("id", "=", change_id), ("state", "=", "waiting")])
        if change:
            change_sudo = change.sudo()
            change_sudo._lock_waiting()
            change_sudo._withdraw()
        return request.redirect("/my/account#change", code=303)

    # Odoo's pages for one's addresses would write past the office.

    @route()
    def my_addresses(self, **query_params):
        """Override of `portal`: one page holds the data of a resident."""
        if request.env.user._is_portal():
            return request.redirect("/my/account")
        return super().my_addresses(**query_params)

    @route()
    def portal_address(self, *args, **query_params):
        """Override of `portal`: one page holds the data of a resident."""
        if request.env.user._is_portal():
            return request.redirect("/my/account")
        return super().portal_address(*args, **query_params)

    @route()
    def portal_address_submit(self, *args, **form_data):
        """Override of `portal`: nobody rewrites the data of a bill past the office."""
        if request.env.user._is_portal():
            raise Forbidden()
        return super().portal_address_submit(*args, **form_data)

    @route()
    def address_archive(self, *args, **kwargs):
        """Override of `portal`: nor takes an address away."""
        if request.env.user._is_portal():
            raise Forbidden()
        return super().address_archive(*args, **kwargs)

    def _customer_sudo(self):
        # The user's own customer; a contact of a firm sees what the firm's bills say.
        return request.env.user.partner_id.sudo().commercial_partner_id

    def _changed(self, given):
        """What differs from what we have, and what is wrong: ({}, {field: why})"""
        env, partner_sudo = request.env, self._customer_sudo()
        errors = {
            name: env._("This is too long.")
            for name, value in given.items()
            if len(value) > (MAX_NOTE if name == "note" else MAX_LENGTH)
        }
        if given.get("phone") and not plain_phone(given["phone"]):
            errors["phone"] = env._(
                "Please write a telephone number, for example 600 700 800."
            )
        vals = {
            name: given[name]
            for name in ASKED
            if given.get(name) and given[name] != (partner_sudo[name] or "")
        }
        if vals.get("phone"):
            phone = plain_phone(vals["phone"])
            if phone == plain_phone(partner_sudo.phone or ""):
                del vals["phone"]
            elif phone:
                vals["phone"] = phone
        if given["note"]:
            vals["note"] = given["note"]
        if not vals and not errors:
            errors["name"] = env._(
                "Nothing here differs from what we have. Please change what is wrong, "
                "or write into the last field what it is about."
            )
        return vals, errors

    def _render_data(self, given, errors):
        partner_sudo = self._customer_sudo()
        changes = request.env["ibok.data.change"].search(
            [("partner_id", "=", partner_sudo.id)], order="id desc", limit=5
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "my_data",
            "customer": partner_sudo,
            "phone": readable_phone(partner_sudo.phone),
            "changes": changes,
            "waiting": changes.filtered(lambda c: c.state == "waiting"),
            "given": given
            or {name: partner_sudo[name] or "" for name in ASKED} | {"note": ""},
            "errors": errors,
        }
        return request.render("ibok_portal.my_data", values)
