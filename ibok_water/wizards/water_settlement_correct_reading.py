from odoo import api, fields, models

from ..models.water_reading_flow import exact


class WaterSettlementCorrectReading(models.TransientModel):
    """The state of another day that is corrected together with the one asked for."""

    _name = "water.settlement.correct.reading"
    _description = "Correction of a Reading"
    _order = "id"

    wizard_id = fields.Many2one("water.settlement.correct", ondelete="cascade")
    reading_id = fields.Many2one("water.reading", required=True, ondelete="cascade")
    date = fields.Date(related="reading_id.date")
    source = fields.Selection(related="reading_id.source")
    old_value = fields.Float(related="reading_id.value", string="Present Value (m³)")
    value = fields.Float(
        string="True Value (m³)", digits=(12, 3), help="What the register showed then."
    )
    is_wrong = fields.Boolean(compute="_compute_is_wrong")

    @api.depends("value", "old_value")
    def _compute_is_wrong(self):
        for row in self:
            row.is_wrong = exact(row.value) != exact(row.old_value)


class WaterReading(models.Model):
    _inherit = "water.reading"

    def _others_of_its_meter(self):
        """Accepted states of the same meter on the same point, the newest first."""
        self.ensure_one()
        if not self.installation_id:
            return self.browse()
        return self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "accepted"),
                ("id", "not in", self.ids),
            ],
            order="date desc, id desc",
        )
