from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class WaterContractEndLine(models.TransientModel):
    """Final reading of one point of a contract that ends."""

    _name = "water.contract.end.line"
    _description = "Final Reading"

    wizard_id = fields.Many2one("water.contract.end", required=True, ondelete="cascade")
    point_id = fields.Many2one("water.point", required=True, readonly=True)
    kind = fields.Selection(related="point_id.kind")
    meter_id = fields.Many2one(related="point_id.meter_id")
    last_value = fields.Float(related="point_id.last_value")
    last_date = fields.Date(related="point_id.last_date")
    value = fields.Char(
        string="Final Reading (m³)",
        help="Empty: the reading of this day that the office has already.",
    )

    def _enter(self):
        """Submit the reading and see that it is accepted.

        :raise UserError: nobody read the meter, or the checks hold the reading
        """
        self.ensure_one()
        day = self.wizard_id.date
        readings = self.env["water.reading"]
        if not (self.value or "").strip():
            self._check_known(day)
            return
        reading = readings._submit(
            self.point_id, readings._parse_value(self.value), day, source="reader"
        )
        if reading.state == "accepted":
            return
        if not self.wizard_id.confirmed:
            raise UserError(
                self.env._(
                    "Check the final reading of point %(point)s: %(reason)s\n"
                    "If it is right, tick “%(confirm)s”.",
                    point=self.point_id.code,
                    reason=reading.hold_reason,
                    confirm=self.wizard_id._fields["confirmed"]._description_string(
                        self.env
                    ),
                )
            )
        reading.action_accept()

    def _check_known(self, day):
        """Without a value typed the office must have a state of the day already."""
        known = self.env["water.reading"].search_count(
            [
                ("point_id", "=", self.point_id.id),
                ("date", "=", day),
                ("state", "=", "accepted"),
            ],
            limit=1,
        )
        if not known:
            raise UserError(
                self.env._(
                    "Point %(point)s has no reading of %(day)s. Enter the final "
                    "reading; it ends this contract's bills and begins the next one's. "
                    "If nobody could read the meter, enter an estimate of that day "
                    "on the point first.",
                    point=self.point_id.code,
                    day=format_date(self.env, day),
                )
            )
