from odoo import http
from odoo.http import request, route

from ..tools.identity import plain_phone
from ..tools.upload import MAX_REQUEST
from .form_values import MAX_ID, MAX_LENGTH, come_later, email_of, text_of
from .ticket_form import (
    SPOT,
    chosen,
    files_of,
    place_of,
    spot_of,
    words_of,
)


class PublicReport(http.Controller):
    """A matter of somebody without an account: form, letter and link.

    Nothing here tells whether an address is known, or a number exists.
    """

    @route(
        "/ibok/report",
        type="http",
        ibok_service="tickets",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def report(self, category_id=None, **kw):
        """The form."""
        return self._render_form({"category_id": category_id}, {})

    @route(
        "/ibok/report",
        type="http",
        ibok_service="tickets",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def report_submit(self, **post):
        """Take it; faults come back beside their fields."""
        errors = {}
        given = {
            name: text_of(post, name)
            for name in (
                *("category_id", "email", "contact_name", "phone", "village_id"),
                *SPOT,
            )
        }
        given |= {
            "description": words_of(post, errors),
            "place": place_of(post, errors),
        }
        vals = self._checked(given, spot_of(post, errors), errors)
        # Before files are looked at: that is work, and tries are counted.
        if not errors and (later := come_later("report", vals["email"])):
            return later
        files = files_of(request.httprequest.files, errors)
        if errors:
            return self._render_form(given, errors)
        request.env["ibok.ticket"]._report(vals, files)
        return request.redirect("/ibok/report/sent", code=303)

    @route(
        "/ibok/report/sent", type="http", auth="public", methods=["GET"], website=True
    )
    def report_sent(self, **kw):
        """Look into your mail: the same words for everybody."""
        return request.render("ibok_portal.report_sent", self._values())

    @route(
        "/ibok/report/<int:ticket_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def report_link(self, ticket_id, token, **kw):
        """What the letter's link leads to; opening it changes nothing yet."""
        ticket_sudo, refused = self._by_link(ticket_id, token)
        return refused or self._render_link(ticket_sudo)

    @route(
        "/ibok/report/<int:ticket_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def report_confirm(self, ticket_id, token, **post):
        """The button of the letter's page: the office gets the matter."""
        ticket_sudo, refused = self._by_link(ticket_id, token)
        if refused:
            return refused
        return self._render_link(ticket_sudo, ticket_sudo._confirm_report())

    def _by_link(self, ticket_id, token):
        """(matter in `sudo`, None), or (none, the page that says why); counted."""
        Ticket = request.env["ibok.ticket"]
        ticket_sudo = Ticket.sudo()
        if ticket_id <= MAX_ID:
            ticket_sudo = Ticket._by_report_link(ticket_id, token)
        if ticket_sudo:
            return ticket_sudo, None
        values = self._values() | {"ticket": ticket_sudo, "code": None}
        return None, come_later("report_link") or request.render(
            "ibok_portal.report_link", values, status=404
        )

    def _checked(self, given, spot, errors):
        """Values as they are kept; what is wrong goes to `errors`."""
        env = request.env
        category_sudo = chosen(self._categories_sudo(), given["category_id"])
        village_sudo = chosen(self._villages_sudo(), given["village_id"])
        email, phone = email_of(given["email"]), given["phone"]
        name = " ".join(given["contact_name"].split())
        if not category_sudo:
            errors["category_id"] = env._("Please choose what it is about.")
        if not email:
            errors["email"] = env._(
                "Please write your e-mail address, for example anna@example.com."
            )
        if len(name) > MAX_LENGTH:
            errors["contact_name"] = env._("This is too long.")
        if phone and not plain_phone(phone):
            errors["phone"] = env._(
                "Please write a telephone number, for example 600 700 800."
            )
        if category_sudo._lacks_place(village_sudo or given["place"] or spot):
            errors["place"] = env._("Please write where it is.")
        return {
            **(spot if category_sudo.about_place else {}),
            "category_id": category_sudo.id,
            "name": category_sudo.name,
            "description": given["description"],
            "place": given["place"],
            "village_id": village_sudo.id,
            "email": email,
            "contact_name": name,
            "phone": phone and plain_phone(phone),
            "company_id": env.company.id,
        }

    def _categories_sudo(self):
        Category = request.env["ibok.ticket.category"]
        return Category._offered(request.env.company, public=True)

    def _villages_sudo(self):
        """Where we supply: the public announcements name these as well."""
        return request.env["ibok.announcement"]._public_villages(request.env.company)

    def _values(self):
        company = request.env.company
        return {
            "given": {},
            "errors": {},
            "emergency": company.water_emergency_phone or company.phone,
        }

    def _render_form(self, given, errors):
        categories_sudo = self._categories_sudo()
        values = self._values() | {
            "categories": categories_sudo,
            "questions": {str(one.id): one.questions or "" for one in categories_sudo},
            "villages": self._villages_sudo(),
            "given": given,
            "errors": errors,
            "page_description": request.env._(
                "Report to %(company)s: no water, a leak, sewage. You need no account.",
                company=request.env.company.name,
            ),
        }
        return request.render("ibok_portal.report", values)

    def _render_link(self, ticket_sudo, code=None):
        values = self._values() | {"ticket": ticket_sudo, "code": code}
        return request.render("ibok_portal.report_link", values)
