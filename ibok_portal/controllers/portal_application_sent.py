import base64

from werkzeug.exceptions import NotFound

from odoo.http import request, route

from ..tools.upload import MAX_REQUEST
from .download import download
from .form_values import account_come_later
from .portal_application import PortalApplication
from .ticket_form import files_of, send_file, send_letter, words_of

#: Words of one account in a quarter of an hour.
WORD_LIMIT = 30


class PortalApplicationSent(PortalApplication):
    """An application that was sent: where it stands, what was said, its papers."""

    @route(
        "/my/applications/<int:application_id>",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application(self, application_id, sent=None, **kw):
        """One application: where it stands, by when, and what was said."""
        application_sudo = self._application_sudo(application_id)
        if application_sudo.state == "draft":
            return request.redirect(f"/my/applications/{application_sudo.id}/form")
        application_sudo._note_read()
        return self._render_application(application_sudo, {}, {}, sent=bool(sent))

    @route(
        "/my/applications/<int:application_id>",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def portal_application_say(self, application_id, **post):
        """Answer the office, or add words and files."""
        application_sudo = self._application_sudo(application_id)
        if not application_sudo._portal_may_write():
            return request.redirect(f"/my/applications/{application_sudo.id}", code=303)
        errors = {}
        files = files_of(request.httprequest.files, errors)
        words = words_of(post, errors, required=not files)
        if errors:
            return self._render_application(
                application_sudo, {"description": words}, errors
            )
        if later := account_come_later("application_word", WORD_LIMIT):
            return later
        application_sudo._resident_says(words, files, request.env.user.partner_id)
        return request.redirect(
            f"/my/applications/{application_sudo.id}#talk", code=303
        )

    @route(
        "/my/applications/<int:application_id>/withdraw",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_application_withdraw(self, application_id, **post):
        """Take it back while it is not decided."""
        application_sudo = self._application_sudo(application_id)
        application_sudo._withdraw()
        return request.redirect(f"/my/applications/{application_sudo.id}", code=303)

    @route(
        "/my/applications/<int:application_id>/files/<int:file_id>",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_talk_file(self, application_id, file_id, **kw):
        """A file of the conversation."""
        return send_file(self._application_sudo(application_id), file_id)

    @route(
        "/my/applications/<int:application_id>/papers/<int:file_id>",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_paper(self, application_id, file_id, **kw):
        """A file that was sent with it."""
        file_sudo = self._application_sudo(application_id).file_ids.filtered(
            lambda file: file.id == file_id
        )
        if not file_sudo:
            raise NotFound()
        kind = "application/pdf" if file_sudo.name.endswith(".pdf") else "image/jpeg"
        return download(base64.b64decode(file_sudo.content), kind, file_sudo.name)

    @route(
        "/my/applications/<int:application_id>/confirmation.pdf",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_confirmation(self, application_id, **kw):
        """What was submitted, as it was confirmed."""
        application_sudo = self._application_sudo(application_id)
        if not application_sudo.confirmation_pdf:
            raise NotFound()
        return download(
            base64.b64decode(application_sudo.confirmation_pdf),
            "application/pdf",
            application_sudo.confirmation_pdf_name,
        )

    @route(
        "/my/applications/<int:application_id>/decision.pdf",
        type="http",
        ibok_service="applications",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_application_decision(self, application_id, **kw):
        """The decision as it was written."""
        return send_letter(self._application_sudo(application_id))

    def _render_application(self, application_sudo, given, errors, sent=False):
        page = f"/my/applications/{application_sudo.id}"
        values = self._prepare_portal_layout_values() | {
            "page_name": "application",
            "application": application_sudo,
            # The parts that matters and applications share call it so.
            "ticket": application_sudo,
            "messages": application_sudo._portal_messages(),
            "me": request.env.user.partner_id,
            "action": page,
            "file_url": f"{page}/files/",
            "letter_url": f"{page}/decision.pdf",
            "given": given,
            "errors": errors,
            "sent": sent,
        }
        return request.render("ibok_portal.portal_application", values)
