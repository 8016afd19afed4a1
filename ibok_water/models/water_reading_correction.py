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
        if self.state != "accepted" or exact(value) == exact(self.value):
            raise UserError(
                self.env._("Only an accepted reading can be corrected, to a new value.")
            )
        reading_sudo = self.sudo()
        reading_sudo.write({"state": "replaced", "reject_reason": reason})
        vals = {}
        for name in self._replacement_fields():
            value_now = reading_sudo[name]
            many2one = self._fields[name].type == "many2one"
            vals[name] = value_now.id if many2one else value_now
        vals |= {"value": value, "source": source or self.source, "note": reason}
        new = self._create_accepted([vals])
        reading_sudo.write({"replaced_by_id": new.id, "volume": 0, "days": 0})
        self.env["water.contract.point"].sudo().search(
            [("initial_reading_id", "=", self.id)]
        )._follow_initial_reading(new)
        return new
