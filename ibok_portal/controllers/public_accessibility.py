from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from .form_values import MAX_ID
from .public_route import preview_page


class PublicAccessibility(http.Controller):
    """The declaration of accessibility, for everybody, without an account."""

    @route(
        "/ibok/accessibility",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=True,
    )
    def accessibility(self, **kw):
        """The declaration in force; before it is drawn up, what is known already."""
        declaration_sudo = request.env["ibok.accessibility.declaration"]._of(
            request.env.company
        )
        return self._render(declaration_sudo, declaration_sudo.state == "published")

    @preview_page("/ibok/accessibility/preview/<int:declaration_id>")
    def accessibility_preview(self, declaration_id, **kw):
        """For the office: the page as it will be once published."""
        Declaration = request.env["ibok.accessibility.declaration"]
        if not Declaration.has_access("read") or declaration_id > MAX_ID:
            raise NotFound()
        declaration = Declaration.search([("id", "=", declaration_id)])
        if not declaration:
            raise NotFound()
        return self._render(declaration.sudo(), True, preview=True)

    def _render(self, declaration_sudo, complete, preview=False):
        if not declaration_sudo:
            raise NotFound()
        kinds = declaration_sudo.gap_ids._fields["kind"]._description_selection(
            request.env
        )
        return request.render(
            "ibok_portal.accessibility",
            {
                "declaration": declaration_sudo,
                "page_description": request.env._(
                    "How accessible the portal of %(company)s is, and whom to ask "
                    "where it is not.",
                    company=declaration_sudo.company_id.name,
                ),
                "company": declaration_sudo.company_id,
                "address": declaration_sudo.company_id._portal_address(),
                "contact": declaration_sudo._public_contact(),
                "complete": complete,
                "preview": preview,
                "gap_kinds": [
                    (
                        kind,
                        declaration_sudo.gap_ids.filtered_domain([("kind", "=", kind)]),
                    )
                    for kind, _label in kinds
                ],
            },
        )
