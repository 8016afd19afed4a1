from odoo import http
from odoo.http import request

from odoo.addons.ibok_water.models.law_day import law_today

from .public_answer import preview_record, public_answer
from .public_route import preview_page, public_page

#: Announcements told on the start page.
TOLD = 3


class PublicHome(http.Controller):
    """The start of all pages for everybody, and how to reach the office."""

    @public_page("/ibok")
    def home(self, **kw):
        """What is here, how the utility works now, and whom to call."""
        return public_answer("ibok_portal.public_home", self._home_values())

    @public_page("/ibok/contact")
    def contact(self, **kw):
        """Emergencies, the office, opening hours, where it is."""
        return public_answer("ibok_portal.public_contact", self._contact_values())

    @public_page("/ibok/connection")
    def connection(self, **kw):
        """Where houses can be connected, and what to do for it."""
        return public_answer("ibok_portal.public_connection", self._connection_values())

    @preview_page("/ibok/preview/<int:text_id>")
    def text_preview(self, text_id, **kw):
        """For the office: a text on its page, as it will be."""
        text_sudo = preview_record("ibok.page.text", text_id)
        if text_sudo.place in ("now", "hours"):
            page, values = "public_home", self._home_values(text_sudo)
        elif text_sudo.place == "contact":
            page, values = "public_contact", self._contact_values(text_sudo)
        elif text_sudo.place == "connection":
            page, values = "public_connection", self._connection_values(text_sudo)
        elif text_sudo.place == "quality":
            page, values = "water_quality", self._empty_values(text_sudo)
        else:
            page, values = "documents", self._empty_values(text_sudo)
        return request.render(f"ibok_portal.{page}", {**values, "preview": True})

    @preview_page("/ibok/connection/preview/<int:row_id>")
    def connection_preview(self, row_id, **kw):
        """For the office: the table with a row that is not published yet."""
        row_sudo = preview_record("ibok.connection", row_id)
        return request.render(
            "ibok_portal.public_connection",
            {**self._connection_values(row=row_sudo), "preview": True},
        )

    def _texts(self, preview=None):
        return request.env["ibok.page.text"]._public_texts(request.env.company, preview)

    def _empty_values(self, text_sudo):
        """A page with its text alone; the preview is of that."""
        return {
            "texts": self._texts(text_sudo),
            "latest": [],
            "places": {},
            "categories": {},
        }

    def _home_values(self, preview=None):
        company = request.env.company
        notices = request.env["ibok.announcement"]._notices(
            company.id, law_today(company)
        )
        return {
            "texts": self._texts(preview),
            "emergency": company.water_emergency_phone or company.phone,
            "notices": notices[:TOLD],
            "more_notices": len(notices) > TOLD,
            "page_description": request.env._(
                "Water and sewage in %(company)s: emergencies, announcements, prices, "
                "quality of water, documents and forms.",
                company=company.name,
            ),
        }

    def _contact_values(self, preview=None):
        company = request.env.company
        partner_sudo = company.partner_id.sudo()
        where = (partner_sudo.partner_latitude, partner_sudo.partner_longitude)
        return {
            "texts": self._texts(preview),
            "emergency": company.water_emergency_phone or company.phone,
            "address": company._portal_address(),
            "geo": f"geo:{where[0]:.5f},{where[1]:.5f}" if all(where) else None,
            "page_description": request.env._(
                "How to reach %(company)s about water and sewage: emergencies, "
                "telephone, e-mail, address and opening hours.",
                company=company.name,
            ),
        }

    def _connection_values(self, preview=None, row=None):
        company = request.env.company
        rows_sudo = request.env["ibok.connection"]._public_by_village(company, row)
        return {
            "texts": self._texts(preview),
            "rows": rows_sudo,
            "page_description": request.env._(
                "Where in %(company)s a house can be connected to water and sewage, "
                "and what to do for it.",
                company=company.name,
            ),
        }
