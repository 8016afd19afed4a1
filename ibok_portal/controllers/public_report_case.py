from werkzeug.exceptions import NotFound

from odoo.http import request, route
from odoo.tools import consteq

from ..tools.upload import MAX_REQUEST
from .form_values import MAX_LENGTH, come_later, text_of
from .public_report import PublicReport
from .ticket_form import files_of, send_file, send_letter, words_of

#: Words added to one case in a quarter of an hour.
WORD_LIMIT = 30


class PublicReportCase(PublicReport):
    """A matter of somebody without an account, by its number and code.

    Nothing here tells whether a number exists.
    """

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
        description = request.env._(
            "What became of a matter that you reported to %(company)s without an "
            "account.",
            company=request.env.company.name,
        )
        return request.render(
            "ibok_portal.report_follow",
            self._values() | {"page_description": description},
        )

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

    def _case_sudo(self):
        """The case whose code was given in this session, in `sudo`."""
        ticket_id, kept = request.session.get("ibok_case") or (0, "")
        ticket_sudo = request.env["ibok.ticket"].sudo().browse(ticket_id).exists()
        known = consteq(kept, ticket_sudo.code_hash or "")
        return ticket_sudo if known else ticket_sudo.browse()

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
