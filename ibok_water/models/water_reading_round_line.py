from odoo import api, fields, models
from odoo.exceptions import UserError


class WaterReadingRoundLine(models.Model):
    """One point of a reading round; giving its value submits the reading."""

    _name = "water.reading.round.line"
    _description = "Reading Round Line"
    _rec_name = "point_id"
    _order = "round_id, sequence, id"

    round_id = fields.Many2one(
        "water.reading.round", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="round_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    point_id = fields.Many2one("water.point", required=True, ondelete="restrict")
    address = fields.Char(related="point_id.premise_id.address")
    place = fields.Char(related="point_id.place")
    kind = fields.Selection(related="point_id.kind")
    meter_id = fields.Many2one(related="point_id.meter_id")
    previous_value = fields.Float(digits=(12, 3), readonly=True)
    previous_date = fields.Date(readonly=True)
    entered = fields.Char(
        string="Reading (m³)",
        help="Register state; comma or point. Empty: not read.",
    )
    date = fields.Date(help="Day of the reading when it is not the day of the round.")
    use = fields.Float(string="Use (m³)", compute="_compute_use", digits=(12, 3))
    note = fields.Char()
    reading_id = fields.Many2one("water.reading", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("open", "To read"), ("held", "Held"), ("accepted", "Accepted")],
        compute="_compute_state",
        store=True,
        default="open",
    )
    hold_reason = fields.Text(related="reading_id.hold_reason")

    _point_unique = models.Constraint(
        "UNIQUE (round_id, point_id)", "The point is already on this round."
    )

    @api.depends("reading_id.state")
    def _compute_state(self):
        for line in self:
            state = line.reading_id.state
            line.state = state if state in ("held", "accepted") else "open"

    @api.depends("reading_id.value", "previous_value")
    def _compute_use(self):
        for line in self:
            line.use = (
                line.reading_id.value - line.previous_value if line.reading_id else 0.0
            )

    def write(self, vals):
        result = super().write(vals)
        if "entered" in vals:
            for line in self:
                line._submit_entered()
        return result

    def _submit_entered(self):
        """Turn what was typed into a reading; a wrong number changes nothing."""
        self.ensure_one()
        if not self.entered:
            return
        value = self.env["water.reading"]._parse_value(self.entered)
        if self.round_id.state != "open":
            raise UserError(self.env._("This round is finished. Open it again first."))
        self.reading_id = self.env["water.reading"]._submit(
            self.point_id,
            value,
            day=self.date or self.round_id.date,
            source="reader",
            note=self.note or False,
        )
