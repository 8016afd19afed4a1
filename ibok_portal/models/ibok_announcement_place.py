from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from odoo.addons.ibok_water.models.law_day import law_today


class Notice(NamedTuple):
    """An announcement that holds today, as the home page tells it."""

    id: int
    title: str
    kind: str
    urgent: bool
    date_from: object
    date_to: object
    villages: frozenset
    zones: frozenset
    routes: frozenset

    def reaches(self, premises):
        """Whether it is for everybody or for one of the places."""
        if not (self.villages or self.zones or self.routes):
            return True
        return any(
            premise.village_id.id in self.villages
            or premise.zone_id.id in self.zones
            or premise.route_id.id in self.routes
            for premise in premises
        )


class IbokAnnouncement(models.Model):
    """Which announcements are for whom."""

    _inherit = "ibok.announcement"

    @api.model
    def _for_premises(self, company, premises):
        """What holds today for these places, urgent ones first.

        :param premises: water.premise, read as whoever may read them
        :return: list of `Notice`
        """
        today = law_today(self)
        return [
            notice
            for notice in self._notices(company.id, today)
            if notice.reaches(premises)
        ]

    @ormcache("company_id", "today")
    def _notices(self, company_id, today):
        """Kept until one is changed: every resident's home page asks for them."""
        company = self.env["res.company"].browse(company_id)
        return tuple(
            Notice(
                *(found.id, found.title, found.kind, found.urgent),
                *(found.date_from, found.date_to),
                frozenset(found.village_ids.ids),
                frozenset(found.zone_ids.ids),
                frozenset(found.route_ids.ids),
            )
            for found in self.sudo().search(self._public_domain(company))
        )

    @api.model
    def _village_domain(self, company, village):
        """Announcements that are for everybody or reach a village.

        By a zone or a route, when one of the village's premises belongs to it.
        """
        places = Domain("village_ids", "=", village.id)
        premises_sudo = self.env["water.premise"].sudo()
        for field, chosen in (("zone_id", "zone_ids"), ("route_id", "route_ids")):
            groups = premises_sudo._read_group(
                [
                    ("company_id", "=", company.id),
                    ("village_id", "=", village.id),
                    (field, "!=", False),
                ],
                [field],
            )
            places |= Domain(chosen, "in", [place.id for (place,) in groups])
        everybody = (
            Domain("village_ids", "=", False)
            & Domain("zone_ids", "=", False)
            & Domain("route_ids", "=", False)
        )
        return everybody | places

    @api.model
    def _public_villages(self, company):
        """Villages that the company supplies, to choose from on the public list."""
        groups = (
            self.env["water.premise"]
            .sudo()
            ._read_group([("company_id", "=", company.id)], ["village_id"])
        )
        villages = self.env["water.village"].sudo()
        return villages.union(*(village for (village,) in groups)).sorted("name")
