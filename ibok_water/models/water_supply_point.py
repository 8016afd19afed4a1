from odoo import api, fields, models
from odoo.fields import Domain

from .law_day import law_today


class WaterSupplyPoint(models.Model):
    """A substitute supply point: where people fetch water that is cut off.

    Who cuts off water that was not paid for opens one at the same time and tells where
    it is and how to use it (art. 8 ust. 2 of the water supply act).
    """

    _name = "water.supply.point"
    _description = "Substitute Supply Point"
    _order = "village_id, place"
    _rec_name = "place"

    village_id = fields.Many2one("water.village", required=True, ondelete="restrict")
    place = fields.Char(required=True, help="Where it is, so that everybody finds it.")
    hours = fields.Char(required=True, help="When water is given there.")
    note = fields.Char(help="How to use it: own vessel, whom to call …")
    date_from = fields.Date(required=True, default=law_today)
    date_to = fields.Date(help="Last day; empty: until further notice.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day lies before the first.",
    )

    @api.depends("village_id", "place", "hours")
    def _compute_display_name(self):
        for point in self:
            parts = (point.village_id.name, point.place, point.hours)
            point.display_name = ", ".join(filter(None, parts))

    @api.model
    def _open_domain(self, day):
        """Domain of the points that give water on a day."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
