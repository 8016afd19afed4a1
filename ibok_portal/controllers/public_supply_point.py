from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.ibok_water.models.law_day import law_today

from .public_answer import public_answer
from .public_route import public_page


class PublicSupplyPoint(http.Controller):
    """Where to fetch water when there is none at home, for everybody."""

    @public_page("/ibok/supply-points")
    def supply_points(self, village=None, **kw):
        """Those that give water today or later, by village; of all or of one."""
        company = request.env.company
        Point = request.env["water.supply.point"]
        today = law_today(company)
        points_sudo = Point.sudo().search(
            Domain("company_id", "=", company.id)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        villages = points_sudo.village_id
        chosen = villages.filtered(lambda one: str(one.id) == village)
        if chosen:
            points_sudo = points_sudo.filtered(lambda one: one.village_id == chosen)
        open_sudo = points_sudo.filtered_domain(Point._open_domain(today))
        return public_answer(
            "ibok_portal.supply_points",
            {
                "places": open_sudo.grouped("village_id"),
                "coming": (points_sudo - open_sudo).grouped("village_id"),
                "villages": villages,
                "chosen": chosen,
                "today": today,
                "emergency": company.water_emergency_phone or company.phone,
                "page_description": request.env._(
                    "Where people of %(company)s fetch water when there is none at "
                    "home: places and hours.",
                    company=company.name,
                ),
            },
        )
