from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date, plaintext2html

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .form_values import MAX_ID
from .public_answer import preview_record, public_answer
from .public_route import preview_page, public_page

#: Announcements on a page of the list.
PER_PAGE = 10
#: Characters of a page's description for search engines.
DESCRIPTION = 155


def announcement_choice(village, kind, over=False):
    """What somebody chose among announcements, with the domain of it.

    :param str village: number of a village, out of an address
    :param str kind: a kind of announcements, out of an address
    :param bool over: earlier ones
    """
    Announcement = request.env["ibok.announcement"]
    company = request.env.company
    villages = Announcement._public_villages(company)
    chosen = villages.filtered(lambda one: str(one.id) == village)
    kinds = Announcement._fields["kind"]._description_selection(request.env)
    chosen_kind = kind if kind in dict(kinds) else None
    domain = Announcement._public_domain(company, over=over)
    query = {}
    if chosen:
        domain &= Announcement._village_domain(company, chosen)
        query["village"] = chosen.id
    if chosen_kind:
        domain &= Domain("kind", "=", chosen_kind)
        query["kind"] = chosen_kind
    return {
        "villages": villages,
        "chosen": chosen,
        "kinds": kinds,
        "chosen_kind": chosen_kind,
        "domain": domain,
        "query": query,
    }


def announcement_pages(env, rule, query):
    """Addresses of announcements of today, for search engines."""
    Announcement = env["ibok.announcement"]
    for one in Announcement.sudo().search(Announcement._public_domain(env.company)):
        yield {
            "loc": f"/ibok/announcements/{one.id}",
            "lastmod": one.write_date.date(),
        }


class PublicAnnouncement(http.Controller):
    """What the office tells everybody, without an account."""

    @public_page(["/ibok/announcements", "/ibok/announcements/page/<int:page>"])
    def announcements(self, page=1, village=None, kind=None, over=None, **kw):
        """Those that hold today, or earlier ones; for all, for a village, of a kind."""
        Announcement = request.env["ibok.announcement"]
        company = request.env.company
        choice = announcement_choice(village, kind, over=bool(over))
        query = choice["query"]
        pager = portal_pager(
            url="/ibok/announcements",
            total=Announcement.sudo().search_count(choice["domain"]),
            page=page if isinstance(page, int) else 1,
            step=PER_PAGE,
            url_args={**query, "over": 1} if over else query,
        )
        found = Announcement.sudo().search(
            choice["domain"], limit=PER_PAGE, offset=pager["offset"]
        )
        return public_answer(
            "ibok_portal.announcements",
            {
                **choice,
                "announcements": found,
                "over": bool(over),
                "pager": pager,
                "suffix": urlencode(query),
                "page_description": request.env._(
                    "Breaks in the supply of water, its quality, planned works: what "
                    "%(company)s tells its residents.",
                    company=company.name,
                ),
            },
        )

    @public_page(
        "/ibok/announcements/<int:announcement_id>", sitemap=announcement_pages
    )
    def announcement(self, announcement_id, **kw):
        """One of them, also when its last day is past: links to it live on."""
        Announcement = request.env["ibok.announcement"]
        company = request.env.company
        public = Announcement._public_domain(company) | Announcement._public_domain(
            company, over=True
        )
        if announcement_id > MAX_ID:
            raise NotFound()
        found = Announcement.sudo().search(Domain("id", "=", announcement_id) & public)
        if not found:
            raise NotFound()
        return public_answer("ibok_portal.announcement", self._page_values(found))

    @preview_page("/ibok/announcements/preview/<int:announcement_id>")
    def announcement_preview(self, announcement_id, **kw):
        """For the office: the page as it will be."""
        announcement_sudo = preview_record("ibok.announcement", announcement_id)
        values = self._page_values(announcement_sudo)
        return request.render("ibok_portal.announcement", {**values, "preview": True})

    def _page_values(self, announcement_sudo):
        text = announcement_sudo.body or ""
        words = " ".join(text.split())
        if len(words) > DESCRIPTION:
            words = words[:DESCRIPTION].rsplit(" ", 1)[0] + "…"
        day = format_date(request.env, announcement_sudo.date_from)
        return {
            "announcement": announcement_sudo,
            "text": plaintext2html(text),
            "page_description": f"{day}: {words}",
        }
