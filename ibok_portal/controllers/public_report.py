from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route
from odoo.tools import consteq

from ..tools.identity import plain_phone
from ..tools.upload import MAX_REQUEST
from .form_values import MAX_LENGTH, come_later, email_of, text_of
from .portal_invoice import MAX_ID
from .ticket_form import (
    SPOT,
    chosen,
    files_of,
    place_of,
    send_file,
    send_letter,
    spot_of,
    words_of,
)

#: Words added to one case in a quarter of an hour.
WORD_LIMIT = 30


class PublicReport(http.Controller):
    """A matter of somebody without an account: form, letter, link, number and code.

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

    @route(
        "/ibok/report/follow",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def report_follow(self, **kw):
        """Number and code."""
        return request.render("ibok_portal.report_follow", self._values())

    @route(
        "/ibok/report/follow",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def report_follow_submit(self, **post):
        """Right number and code: the case opens in this session."""
        number, code = text_of(post, "number"), text_of(post, "code")
        if later := come_later("report_code", number.upper()):
            return later
        ticket_sudo = request.env["ibok.ticket"]._by_code(number, code)
        if not ticket_sudo:
            error = request.env._("Number and code do not belong together.")
            values = self._values() | {"errors": {"code": error}}
            values["given"] = {"number": number[:MAX_LENGTH]}
            return request.render("ibok_portal.report_follow", values)
        request.session["ibok_case"] = [ticket_sudo.id, ticket_sudo.code_hash]
        return request.redirect("/ibok/report/case", code=303)

    @route(
        "/ibok/report/case", type="http", auth="public", methods=["GET"], website=True
    )
    def report_case(self, **kw):
        """The case of this session."""
        ticket_sudo = self._case_sudo()
        if not ticket_sudo:
            return request.redirect("/ibok/report/follow", code=303)
        ticket_sudo._note_read()
        return self._render_case(ticket_sudo, {}, {})

    @route(
        "/ibok/report/case",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def report_case_say(self, **post):
        """Add words or files to the case of this session."""
        ticket_sudo = self._case_sudo()
        if not ticket_sudo:
            return request.redirect("/ibok/report/follow", code=303)
        errors = {}
        files = files_of(request.httprequest.files, errors)
        words = words_of(post, errors, required=not files)
        if errors or not ticket_sudo._portal_may_write():
            return self._render_case(ticket_sudo, {"description": words}, errors)
        if later := come_later(
            "report_word", f"case {ticket_sudo.id}", limit=WORD_LIMIT
        ):
            return later
        ticket_sudo._resident_says(words, files)
        return request.redirect("/ibok/report/case#talk", code=303)

    @route(
        "/ibok/report/case/files/<int:file_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def report_case_file(self, file_id, **kw):
        """A file of the case's conversation."""
        ticket_sudo = self._case_sudo()
        if not ticket_sudo:
            raise NotFound()
        return send_file(ticket_sudo, file_id)

    @route(
        "/ibok/report/case/answer.pdf",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def report_case_letter(self, **kw):
        """The answer as it was written."""
        ticket_sudo = self._case_sudo()
        if not ticket_sudo:
            raise NotFound()
        return send_letter(ticket_sudo)

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

    def _case_sudo(self):
        """The case whose code was given in this session, in `sudo`."""
        ticket_id, kept = request.session.get("ibok_case") or (0, "")
        ticket_sudo = request.env["ibok.ticket"].sudo().browse(ticket_id).exists()
        known = consteq(kept, ticket_sudo.code_hash or "")
        return ticket_sudo if known else ticket_sudo.browse()

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
        if category_sudo.about_place and not (village_sudo or given["place"] or spot):
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
        values = self._values() | {
            "categories": self._categories_sudo(),
            "villages": self._villages_sudo(),
            "given": given,
            "errors": errors,
        }
        return request.render("ibok_portal.report", values)

    def _render_link(self, ticket_sudo, code=None):
        values = self._values() | {"ticket": ticket_sudo, "code": code}
        return request.render("ibok_portal.report_link", values)

    def _render_case(self, ticket_sudo, given, errors):
        values = self._values() | {
            "ticket": ticket_sudo,
            "messages": ticket_sudo._portal_messages(),
            "me": None,
            "action": "/ibok/report/case",
            "file_url": "/ibok/report/case/files/",
            "letter_url": "/ibok/report/case/answer.pdf",
            "given": given,
            "errors": errors,
        }
        return request.render("ibok_portal.report_case", values)
