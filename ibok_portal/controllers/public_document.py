from odoo import http
from odoo.http import request

from .day_words import day_words
from .form_values import MAX_ID
from .public_answer import preview_record, public_answer, public_record
from .public_route import preview_page, public_file, public_page


def document_pages(env, rule, query):
    """Addresses of documents, for search engines."""
    for document_sudo in env["ibok.document"]._public_documents(env.company):
        yield {
            "loc": f"/ibok/documents/{document_sudo.id}",
            "lastmod": document_sudo.write_date.date(),
        }


class PublicDocument(http.Controller):
    """Resolutions, rules, forms: to read and to download, without an account."""

    @public_page("/ibok/documents")
    def documents(self, **kw):
        """All of them, by category."""
        company = request.env.company
        documents_sudo = request.env["ibok.document"]._public_documents(company)
        return public_answer(
            "ibok_portal.documents",
            {
                "texts": request.env["ibok.page.text"]._public_texts(company),
                "categories": documents_sudo.grouped("category_id"),
                "currents": documents_sudo._currents(),
                "day_words": day_words(request.env),
                "page_description": request.env._(
                    "Resolutions, rules, extracts of the law and forms of %(company)s "
                    "about water and sewage, to download.",
                    company=company.name,
                ),
            },
        )

    @public_page("/ibok/documents/<int:document_id>", sitemap=document_pages)
    def document(self, document_id, **kw):
        """One of them, with all its versions."""
        document_sudo = public_record("ibok.document", document_id)
        return public_answer("ibok_portal.document", self._page_values(document_sudo))

    @preview_page("/ibok/documents/preview/<int:document_id>")
    def document_preview(self, document_id, **kw):
        """For the office: the page as it will be."""
        document_sudo = preview_record("ibok.document", document_id)
        return request.render(
            "ibok_portal.document", self._page_values(document_sudo, preview=True)
        )

    @public_file("/ibok/documents/<int:document_id>/file")
    def current_file(self, document_id, **kw):
        """The file in force: this address stays when a new version comes."""
        document_sudo = public_record("ibok.document", document_id)
        return self._file(document_sudo._current())

    @public_file("/ibok/documents/file/<int:version_id>")
    def version_file(self, version_id, **kw):
        """The file of one version, also of an old one."""
        if version_id > MAX_ID:
            raise request.not_found()
        version_sudo = request.env["ibok.document"]._public_version(
            request.env.company, version_id
        )
        return self._file(version_sudo)

    @preview_page("/ibok/documents/preview/file/<int:version_id>", website=False)
    def preview_file(self, version_id, **kw):
        """For the office: a file before it is published; it is not counted."""
        version_sudo = preview_record("ibok.document.version", version_id)
        return self._file(version_sudo, preview=True)

    def _page_values(self, document_sudo, preview=False):
        return {
            "document": document_sudo,
            "versions": document_sudo._versions(preview),
            "current": document_sudo._current(preview),
            "preview": preview,
            "page_description": document_sudo.note or document_sudo.title,
        }

    def _file(self, version_sudo, preview=False):
        """The file to keep; its tag and its date come with it."""
        if not version_sudo:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            version_sudo, "file", filename=version_sudo._public_filename()
        )
        stream.public = not preview
        response = stream.get_response(
            as_attachment=True, content_security_policy="sandbox"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        sent = request.httprequest.method == "GET" and response.status_code == 200
        if sent and not preview:
            version_sudo._count_download()
        return response
