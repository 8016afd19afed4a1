from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from .public_announcement import announcement_choice
from .public_answer import kept
from .public_route import public_file

#: Announcements in the feed.
NEWEST = 30


class PublicFeed(http.Controller):
    """Announcements for programs that read news."""

    @public_file("/ibok/announcements.atom")
    def feed(self, village=None, kind=None, **kw):
        """What holds today, as an Atom feed (RFC 4287); of all or of a village."""
        company = request.env.company
        choice = announcement_choice(village, kind)
        found = (
            request.env["ibok.announcement"]
            .sudo()
            .search(choice["domain"], limit=NEWEST, order="date_from desc, id desc")
        )
        base = company.get_base_url()
        xml = request.env["ir.qweb"]._render(
            "ibok_portal.announcement_feed",
            {
                "base": base,
                "address": f"{base}/ibok/announcements",
                "company": company,
                "entries": [
                    {
                        "address": f"{base}/ibok/announcements/{one.id}",
                        "title": one.title,
                        "kind": one.kind,
                        "published": f"{one.date_from.isoformat()}T00:00:00Z",
                        "updated": _moment(one.write_date),
                        "html": str(plaintext2html(one.body or "")),
                        "places": one.place_names,
                    }
                    for one in found
                ],
                "updated": _moment(
                    max(found.mapped("write_date"), default=company.write_date)
                ),
            },
        )
        text = f'<?xml version="1.0" encoding="utf-8"?>\n{str(xml).strip()}\n'
        return kept(
            request.make_response(
                text, [("Content-Type", "application/atom+xml; charset=utf-8")]
            )
        )


def _moment(stamp):
    """A moment in UTC as RFC 3339 writes it."""
    return f"{stamp.isoformat(timespec='seconds')}Z"
