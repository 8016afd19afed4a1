from odoo import api, fields, models
from odoo.tools import SQL

LITRES_DAY = "litres_day:avg"


class WaterReading(models.Model):
    """Use a day: what can be compared, whether a month lies between or a year."""

    _inherit = "water.reading"

    litres_day = fields.Float(
        string="Litres a Day",
        compute="_compute_litres_day",
        aggregator="avg",
        digits=(12, 0),
        help="Use since the reading before it, spread over the days between them.",
    )

    @api.depends("volume", "days")
    def _compute_litres_day(self):
        for reading in self:
            days = reading.days
            reading.litres_day = 1000 * reading.volume / days if days else 0.0

    def _read_group_select(self, aggregate_spec, query):
        """Override: the mean is that of the days, and not that of the readings."""
        if aggregate_spec != LITRES_DAY:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "1000 * %s / NULLIF(%s, 0)",
            self._read_group_select("volume:sum", query),
            self._read_group_select("days:sum", query),
        )
