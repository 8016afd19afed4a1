from datetime import date

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.home import Home

from .public_answer import kept
from .public_route import public_file

SITEMAP = "/ibok/sitemap.xml"


class PublicSitemap(http.Controller):
    """Which pages there are, for search engines.

    Where Odoo's `website` is installed, its own list holds the same pages: both ask
    the routes for them by ``sitemap``.
    """

    @public_file(SITEMAP)
    def sitemap(self, **kw):
        """Every public page of the portal, with the day of its last change."""
        base = request.env.company.get_base_url()
        pages = [
            {**page, "loc": f"{base}{page['loc']}"} for page in self._public_pages()
        ]
        xml = request.env["ir.qweb"]._render("ibok_portal.sitemap", {"pages": pages})
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n{str(xml).strip()}\n'
        return kept(
            request.make_response(
                text, [("Content-Type", "application/xml; charset=utf-8")]
            )
        )

    def _public_pages(self):
        """Pages as routes name them: {loc, perhaps lastmod}."""
        seen = set()
        for rule in request.env["ir.http"].routing_map().iter_rules():
            pages = rule.endpoint.routing.get("sitemap")
            if not pages or not f"{rule.rule}/".startswith("/ibok/"):
                continue
            if pages is True:
                found = [] if rule.arguments else [{"loc": rule.rule}]
            else:
                found = pages(request.env, rule, None)
            for page in found:
                if page["loc"] not in seen:
                    seen.add(page["loc"])
                    changed = page.get("lastmod")
                    if isinstance(changed, date):
                        page = {**page, "lastmod": changed.isoformat()}
                    yield page


class Robots(Home):
    """Search engines may read what is for everybody."""

    @http.route()
    def robots(self, **kwargs):
        """Override of `web`: where the list of pages is."""
        response = super().robots(**kwargs)
        response.flatten()  # that of `website` is not rendered yet
        text = response.get_data(as_text=True).rstrip("\n")
        address = f"{request.httprequest.url_root.rstrip('/')}{SITEMAP}"
        response.set_data(f"{text}\nSitemap: {address}\n")
        return response

    def _get_allowed_robots_routes(self):
        """Override of `web`: pages for everybody, not those behind a key."""
        return [*super()._get_allowed_robots_routes(), "/ibok$", "/ibok/"]
