import base64
from datetime import date

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.ibok_water.models.law_day import law_today

from ..models.ibok_contract_signature import WAYS
from ..tools.signed_file import scan_files, signed_file
from ..tools.upload import MAX_BYTES, MAX_REQUEST, MAX_TOTAL, Refused
from .download import download
from .form_values import MAX_ID, account_come_later, text_of
from .portal_home import PortalHome

#: Photos of the pages of one paper.
MAX_PHOTOS = 10
#: Signed files of one account in a quarter of an hour.
LIMIT = 10


class PortalContractDocument(PortalHome):
    """Contracts and annexes as documents: to read, to download, to sign."""

    def _water_home_values(self):
        """Override: what waits for a signature stands at home."""
        return super()._water_home_values() | {
            "water_to_sign": request.env["ibok.contract.document"]._portal_to_sign(
                request.env.user
            )
        }

    @route(
        "/my/contracts/documents/<int:document_id>",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_contract_document(self, document_id, signed=None, **kw):
        """One document: where it stands, and how to sign it."""
        return self._render_document(
            self._contract_document_sudo(document_id), {}, {}, signed=bool(signed)
        )

    @route(
        "/my/contracts/documents/<int:document_id>",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def portal_contract_document_sign(self, document_id, **post):
        """Take the signed document; faults come back beside their fields."""
        document_sudo = self._contract_document_sudo(document_id)
        if document_sudo.state != "sent":
            return self._render_document(document_sudo, {}, {})
        if later := account_come_later("contract", LIMIT):
            return later
        errors = {}
        given = {name: text_of(post, name) for name in ("way", "signed_on")}
        if given["way"] not in dict(WAYS):
            errors["way"] = request.env._("Please say how you signed.")
        day = self._signed_day(given["signed_on"], document_sudo, errors)
        found = self._signed_file(given["way"], errors)
        if errors:
            return self._render_document(document_sudo, given, errors)
        page = f"/my/contracts/documents/{document_sudo.id}"
        # The office may have withdrawn it meanwhile: then the page says so.
        taken = document_sudo._portal_sign(given["way"], day, found)
        return request.redirect(f"{page}?signed=1" if taken else page, code=303)

    @route(
        "/my/contracts/documents/<int:document_id>/document.pdf",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_contract_document_file(self, document_id, **kw):
        """The document as it was sent."""
        document_sudo = self._contract_document_sudo(document_id)
        return download(
            document_sudo._pdf_content(), "application/pdf", document_sudo._file_name()
        )

    @route(
        "/my/contracts/documents/<int:document_id>/signed/<int:signature_id>",
        type="http",
        ibok_service="contracts",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_contract_signed_file(self, document_id, signature_id, **kw):
        """A signed file, as it is kept."""
        document_sudo = self._contract_document_sudo(document_id)
        signature_sudo = document_sudo._portal_files().filtered(
            lambda one: one.id == signature_id
        )
        if not signature_sudo:
            raise NotFound()
        content = base64.b64decode(signature_sudo.with_context(bin_size=False).file)
        response = download(content, signature_sudo._mime(), signature_sudo.filename)
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def _contract_document_sudo(self, document_id):
        """The resident's own document, in `sudo`; anybody else's is not there."""
        if document_id > MAX_ID:
            raise NotFound()
        document_sudo = request.env["ibok.contract.document"]._portal_find(
            request.env.user, document_id
        )
        if not document_sudo:
            raise NotFound()
        return document_sudo

    def _signed_day(self, text, document_sudo, errors):
        """The day of the signature; a fault goes to `errors`."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            errors["signed_on"] = request.env._("Please give the day you signed on.")
            return None
        if not document_sudo.sent_on <= day <= law_today(document_sudo):
            errors["signed_on"] = request.env._(
                "This day lies before the document was sent to you, or has not come "
                "yet."
            )
        return day

    def _signed_file(self, way, errors):
        """The file of the form: (name, content, kind); a fault goes to `errors`."""
        uploads = [
            upload
            for upload in request.httprequest.files.getlist("file")
            if isinstance(upload, FileStorage) and upload.filename
        ]
        env = request.env
        if not uploads:
            errors["file"] = env._("Please choose the signed file.")
        elif way != "paper" and len(uploads) > 1:
            errors["file"] = env._("Signed electronically: please choose one file.")
        elif len(uploads) > MAX_PHOTOS:
            errors["file"] = env._(
                "Please choose at most %(count)s files.", count=MAX_PHOTOS
            )
        if "file" in errors:
            return None
        # One sign more than is taken tells that it is too large; no more is read.
        files = [(one.filename, one.read(MAX_BYTES + 1)) for one in uploads]
        if sum(len(data) for _name, data in files) > MAX_TOTAL:
            errors["file"] = env._(
                "All files together are too large. They may have up to 25 MB."
            )
            return None
        try:
            if way == "paper":
                return scan_files(env, files)
            return signed_file(env, *files[0])
        except Refused as refused:
            errors["file"] = str(refused)
            return None

    def _render_document(self, document_sudo, given, errors, signed=False):
        today = law_today(document_sudo)
        values = self._prepare_portal_layout_values() | {
            "page_name": "contract_document",
            "document": document_sudo,
            "ways": request.env["ibok.contract.signature"]
            .sudo()
            ._fields["way"]
            ._description_selection(request.env),
            "given": {"signed_on": today.isoformat(), "way": "paper"} | given,
            "errors": errors,
            "signed": signed,
        }
        return request.render("ibok_portal.portal_contract_document", values)
