from odoo import models

from . import plan

#: story: how far today's value lies from the last one in m³, and its note
HELD = {
    "spike_held": (140, "Odbiorca zgłasza, że podlewał i napełniał basen."),
    "below_held": (-40, "Podane przez telefon."),
    "rollover_held": (9, "Licznik doszedł do końca."),
}
ROUND_ROUTE, ROUND_DONE = "R3", 0.6


class WaterDemo(models.AbstractModel):
    """What lies on the desk today: held readings and a round on its way."""

    _inherit = "water.demo"

    def _build_today(self, town):
        """Readings that wait for a decision, and a half finished round."""
        today = town.timeline.today
        for story, (step, note) in HELD.items():
            point = town.mains[town.told(story).number]
            capacity = 10**point.meter_id.digits
            self.env["water.reading"]._submit(
                point,
                (point.last_value + step) % capacity,
                today,
                source="phone",
                note=note,
                user_id=self._user_of(town, "clerk").id,
            )
        route = next(
            premise.route_id
            for premise in town.premises.values()
            if premise.route_id.code == ROUND_ROUTE
        )
        walk = self.env["water.reading.round"].create(
            {"route_id": route.id, "date": today, "user_id": route.user_id.id}
        )
        lines = walk.line_ids[: round(len(walk.line_ids) * ROUND_DONE)]
        for line in lines:
            line.entered = self._value_today(town, line.point_id)
        self._log_step(
            8,
            "%s readings wait for a decision, a round with %s of %s read",
            len(HELD),
            len(lines),
            len(walk.line_ids),
        )

    def _value_today(self, town, point):
        """What a reader finds on the register today, as typed."""
        numbers = {main: number for number, main in town.mains.items()}
        case = next(c for c in town.cases if c.number == numbers.get(point))
        today = town.timeline.today
        used = plan.house_use(case, plan.MONTHS, today) * today.day // 31
        litres = town.registers[point.id] + used
        return str(litres // 1000 % 10**point.meter_id.digits)
