from odoo import fields, models


class WaterReading(models.Model):
    """A reading that a meter gave when it was asked from afar."""

    _inherit = "water.reading"

    request_ids = fields.One2many(
        "water.reading.request",
        "reading_id",
        string="Reading Requests",
        groups="ibok_water.group_water_clerk",
    )

    def _asked_by_residents(self):
        """Override: also what a resident had his meter asked for."""
        asked = self.filtered(lambda r: r.sudo().request_ids)
        return super()._asked_by_residents() | asked
