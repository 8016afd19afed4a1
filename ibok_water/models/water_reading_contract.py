from odoo import models

from .water_reading import FACT

LIVE = ("submitted", "held", "accepted")


class WaterReading(models.Model):
    """Whose a reading is follows the contracts, also when they change after it."""

    _inherit = "water.reading"

    def _find_contracts_anew(self):
        """Belong to the contract that the point has on the day, or to none.

        What a bill of its contract rests on stays where it was billed. Those that wait
        are judged by where they belong now.
        """
        found = {
            reading: reading._contract_on(reading.point_id, reading.date)
            for reading in self
        }
        moved = self.browse()
        for reading, contract in found.items():
            own = reading._settlements_on() | reading._held_settlements_on()
            if contract == reading.contract_id or (
                reading.contract_id and reading.contract_id in own.contract_id
            ):
                continue
            moved |= reading
        self._lock_contracts({found[reading].id for reading in moved})
        for reading in moved:
            reading._follow({"contract_id": found[reading].id})
        moved._judge_waiting()

    def _follow(self, vals):
        """What contracts and meters say of a reading that was given before them."""
        self.sudo().with_context(water_reading_fact=FACT).write(vals)


class WaterContract(models.Model):
    """A contract that ends keeps no reading of later days; the next one finds them."""

    _inherit = "water.contract"

    def action_open(self):
        """Override: accepted readings of its days are this contract's.

        One that was held is checked again by who reads why.
        """
        result = super().action_open()
        self._readings_of_nobody()._find_contracts_anew()
        return result

    def action_close(self):
        """Override: whoever comes next has the readings of the days after."""
        result = super().action_close()
        self._readings_after()._find_contracts_anew()
        return result

    def _readings_after(self):
        """Live readings of these contracts that are later than their last day."""
        readings_sudo = self.env["water.reading"].sudo()
        return readings_sudo.search(
            [("contract_id", "in", self.ids), ("state", "in", LIVE)]
        ).filtered(lambda one: one.contract_id.date_to < one.date)

    def _readings_of_nobody(self):
        """Accepted readings of the points that belong to no contract yet."""
        readings_sudo = self.env["water.reading"].sudo()
        return readings_sudo.search(
            [
                ("point_id", "in", self.contract_point_ids.point_id.ids),
                ("date", ">=", min(self.mapped("date_from"), default=False)),
                ("contract_id", "=", False),
                ("state", "=", "accepted"),
            ]
        )
