from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.water_reading_flow import exact


class WaterContractEndLine(models.TransientModel):
    """Final reading of one point of a contract that ends."""

    _name = "water.contract.end.line"
    _description = "Final Reading"

    wizard_id = fields.Many2one("water.contract.end", required=True, ondelete="cascade")
    point_id = fields.Many2one("water.point", required=True, readonly=True)
    kind = fields.Selection(related="point_id.kind")
    meter_id = fields.Many2one(related="point_id.meter_id")
    last_value = fields.Float(
        string="Last Reading", compute="_compute_last", digits=(12, 3)
    )
    last_date = fields.Date(string="Last Reading on", compute="_compute_last")
    value = fields.Char(
        string="Final Reading (m³)",
        help="Empty: the reading of this day that the office has already.",
    )

    @api.depends("point_id", "wizard_id.date")
    def _compute_last(self):
        """What the meter showed up to the last day: a later state is not before it."""
        readings = self.env["water.reading"]
        for wizard, lines in self.grouped("wizard_id").items():
            last = readings._last_accepted(lines.point_id, wizard.date)
            for line in lines:
                reading = last.get(line.point_id.id, readings)
                line.last_value = reading.value
                line.last_date = reading.date

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
        value = readings._parse_value(self.value)
        self._check_other(day, value)
        source = self.wizard_id.source
        reading = readings._submit(self.point_id, value, day, source=source)
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
        # The bill that a customer waits for is the last one, which comes next.
        reading._confirm()

    def _check_other(self, day, value):
        """The office cannot end at a state that another reading of the day denies.

        A meter that was installed on the last day has its first state of that day.
        """
        other = self._known(day).filtered(
            lambda reading: (
                reading.installation_id == self.point_id._installation_on(day)
                and not reading._is_forecast()
                and exact(reading.value) != exact(value)
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "Point %(point)s has a reading of %(day)s already: %(value)s m³. "
                    "Leave the field empty to end with it. If it is wrong, correct it "
                    "on the point first.",
                    point=self.point_id.code,
                    day=format_date(self.env, day),
                    value=other._volume_text(other[:1].value),
                )
            )

    def _check_known(self, day):
        """Without a value typed the office must have a state of the day already."""
        if not self._known(day):
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

    def _known(self, day):
        """The accepted readings of the point of this day."""
        return self.env["water.reading"].search(
            [
                ("point_id", "=", self.point_id.id),
                ("date", "=", day),
                ("state", "=", "accepted"),
            ]
        )
