from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from .form_values import MAX_ID


class PublicTerms(http.Controller):
    """Terms of use and privacy notice, for everybody, without an account."""

    @route(
        ["/ibok/terms", "/ibok/terms/<int:terms_id>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def terms(self, terms_id=None, **kw):
        """The terms in force, or an older or a coming version of them."""
        return self._render_text("terms", terms_id)

    @route(
        ["/ibok/privacy", "/ibok/privacy/<int:terms_id>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def privacy(self, terms_id=None, **kw):
        """The privacy notice, and which cookies there are."""
        return self._render_text("privacy", terms_id)

    def _render_text(self, kind, terms_id):
        Terms = request.env["ibok.terms"]
        # Under the record rules: published versions of this municipality alone.
        versions = Terms.search([("kind", "=", kind), ("state", "=", "published")])
        current = Terms._in_force(kind)
        shown = current
        if terms_id is not None:
            known = versions.ids if terms_id <= MAX_ID else ()
            if terms_id not in known:
                raise NotFound()
            shown = Terms.browse(terms_id)
        company = request.env.company.name
        descriptions = {
            "terms": request.env._(
                "Terms of use of the portal of %(company)s: what it offers and asks.",
                company=company,
            ),
            "privacy": request.env._(
                "Which personal data %(company)s keeps on the portal, why and how "
                "long, and which cookies there are.",
                company=company,
            ),
        }
        return request.render(
            "ibok_portal.public_terms",
            {
                "kind": kind,
                "page_description": descriptions[kind],
                "shown": shown,
                "current": current,
                "versions": versions,
                "cookies": kind == "privacy",
            },
        )

    @route(
        "/ibok/terms/accept", type="http", auth="user", methods=["GET"], website=True
    )
    def accept(self, **kw):
        """New versions, to be accepted before going on."""
        left = request.env.user._terms_to_accept()
        if not left:
            return request.redirect("/my")
        return self._render_accept(left)

    @route(
        "/ibok/terms/accept", type="http", auth="user", methods=["POST"], website=True
    )
    def accept_submit(self, **post):
        """Keep what was accepted; the versions are those that were shown."""
        left = request.env.user._terms_to_accept()
        ticked = left.filtered(lambda terms: post.get(f"terms_{terms.id}"))
        request.env["ibok.consent"]._give(
            request.env.user, ticked, request.httprequest.remote_addr
        )
        if left - ticked:
            return self._render_accept(left - ticked, missed=True)
        return request.redirect("/my", code=303)

    def _render_accept(self, left, missed=False):
        return request.render(
            "ibok_portal.terms_accept", {"left": left, "missed": missed}
        )
