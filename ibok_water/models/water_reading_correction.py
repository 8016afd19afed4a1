from odoo import api, fields, models
from odoo.exceptions import UserError

from .water_reading_flow import exact


class WaterReading(models.Model):
    """A wrong reading is replaced by a new one; what rests on it is corrected then."""

    _inherit = "water.reading"

    replaced_by_id = fields.Many2one(
        "water.reading",
        string="Replaced by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The reading that corrects this one.",
    )

    def _live(self):
        """The reading that holds now: this one, or what corrected it."""
        self.ensure_one()
        reading = self
        while reading.replaced_by_id:
            reading = reading.replaced_by_id
        return reading

    def _settlements_on(self):
        """Settlements in force that rest on these readings."""
        usages_sudo = (
            self.env["water.settlement.usage"]
            .sudo()
            .search(
                [
                    ("settlement_id.state", "=", "done"),
                    "|",
                    ("reading_from_id", "in", self.ids),
                    ("reading_to_id", "in", self.ids),
                ]
            )
        )
        return usages_sudo.settlement_id.with_env(self.env)

    @api.model
    def _replacement_fields(self):
        """What a corrected reading takes over from the wrong one."""
        return (
            "point_id",
            "installation_id",
            "meter_id",
            "contract_id",
            "date",
            "kind",
            "photo",
        )

    def _replace(self, value, reason, source=None):
        """Put a new accepted reading in the place of this one.

        :param float value: the true register state, m³
        :return: the new reading
        :raise UserError: only an accepted reading can be replaced, by another value
        """
        self.ensure_one()
        return self._replace_all({self: value}, reason, source)

    @api.model
    def _replace_all(self, values, reason, source=None):
        """Put new accepted readings in the place of several, in one go.

        With only some of them replaced the register would seem to have jumped: what
        waits is judged when all are there.

        :param dict values: {reading: the true register state, m³}
        :return: the new readings, in the same order
        :raise UserError: see `_replace`
        """
        for reading, value in values.items():
            if reading.state != "accepted" or exact(value) == exact(reading.value):
                raise UserError(
                    self.env._(
                        "Only an accepted reading can be corrected, to a new value."
                    )
                )
        wrong_sudo = self.union(*values).sudo()
        wrong_sudo.write({"state": "replaced", "reject_reason": reason})
        made = self._create_accepted(
            [
                reading_sudo._taken_over()
                | {
                    "value": values[reading_sudo],
                    "source": source or reading_sudo.source,
                    "note": reason,
                }
                for reading_sudo in wrong_sudo
            ]
        )
        for reading_sudo, new in zip(wrong_sudo, made, strict=True):
            reading_sudo.write({"replaced_by_id": new.id, "volume": 0, "days": 0})
            self.env["water.contract.point"].sudo().search(
                [("initial_reading_id", "=", reading_sudo.id)]
            )._follow_initial_reading(new)
        return made

    def _taken_over(self):
        """Values that a corrected reading takes over from this wrong one."""
        vals = {}
        for name in self._replacement_fields():
            value = self[name]
            vals[name] = value.id if self._fields[name].type == "many2one" else value
        return vals
