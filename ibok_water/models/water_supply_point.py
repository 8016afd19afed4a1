from odoo import api, fields, models
from odoo.fields import Domain

from .law_day import TIMEZONE, law_today


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
    opens_at = fields.Float(
        string="From Hour",
        help="Where water is given at the same hours each day: the first of them. "
        "Residents then read whether it is open now. Both 0:00: the words alone tell.",
    )
    closes_at = fields.Float(
        string="To Hour", help="The end of the hours, up to 24:00; see the first one."
    )
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
    _hours_order = models.Constraint(
        "CHECK (COALESCE(closes_at, 0) = 0 AND COALESCE(opens_at, 0) = 0 "
        "OR opens_at >= 0 AND opens_at < closes_at AND closes_at <= 24)",
        "The hours go from one to a later one, between 0:00 and 24:00.",
    )

    @api.depends("village_id", "place", "hours")
    def _compute_display_name(self):
        for point in self:
            parts = (point.village_id.name, point.place, point.hours)
            point.display_name = ", ".join(filter(None, parts))

    def _is_open_now(self):
        """Whether water is given there at this time of the day; None: nobody knows.

        Called on a point that gives water today.
        """
        self.ensure_one()
        if not self.closes_at:
            return None
        polish = self.with_context(tz=TIMEZONE)
        now = fields.Datetime.context_timestamp(polish, fields.Datetime.now())
        return self.opens_at <= now.hour + now.minute / 60 < self.closes_at

    @api.model
    def _open_domain(self, day):
        """Domain of the points that give water on a day."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
