from odoo import models
from odoo.tools import SQL

from .water_contract_point_chain import BOUNDARY


class SettlementHistory:
    """What was settled and read of many contracts, asked of the database once.

    Holds while contracts are reckoned and nothing is written; see `_with_history`.
    """

    def __init__(self, contracts, cycle_end, table):
        self.env = contracts.env
        rows = contracts.contract_point_ids
        self.settled = contracts._settled_days()
        self.paid_up_to = self._load_paid_up_to(contracts)
        self.readings = self._load_readings(rows, cycle_end)
        self.between = self._load_between(rows, table)
        self.boundaries = self._load_boundaries(rows.point_id)
        self._load_meters()

    def _load_paid_up_to(self, contracts):
        """{(contract id, point id): the last reading billed}"""
        self.env["water.settlement.usage"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (contract_id, point_id)
                          contract_id, point_id, reading_to_id
                     FROM water_settlement_usage
                    WHERE active AND contract_id IN %s
                 ORDER BY contract_id, point_id, date_to DESC, id DESC""",
                tuple(contracts.ids) or (0,),
            )
        )
        readings = self.env["water.reading"].browse({row[2] for row in rows})
        by_id = {reading.id: reading for reading in readings}
        return {(contract, point): by_id[last] for contract, point, last in rows}

    def _load_readings(self, rows, cycle_end):
        """{point id: accepted readings in any of the windows}"""
        if not rows:
            return {}
        windows = [row._end_window(cycle_end) for row in rows]
        readings = self.env["water.reading"].search(
            [
                ("point_id", "in", rows.point_id.ids),
                ("state", "=", "accepted"),
                ("date", ">=", min(first for first, _target, _last in windows)),
                ("date", "<=", max(last for _first, _target, last in windows)),
            ]
        )
        return {
            point.id: found for point, found in readings.grouped("point_id").items()
        }

    def _load_between(self, rows, table):
        """{point id: accepted readings on days that may cut the use}"""
        starts = [reading.date for reading in self.paid_up_to.values()]
        starts += [day for day in rows.mapped("initial_date") if day]
        days = rows._days_that_cut(table, min(starts)) if starts else ()
        if not days:
            return {}
        readings = self.env["water.reading"].search(
            [
                ("point_id", "in", rows.point_id.ids),
                ("state", "=", "accepted"),
                ("date", "in", sorted(days)),
            ],
            order="date, id",
        )
        return dict(readings.grouped(lambda reading: reading.point_id.id))

    def _load_boundaries(self, points):
        """{(installation id, kind): its first or last reading}"""
        readings = self.env["water.reading"].search(
            [
                ("installation_id", "in", points.installation_ids.ids),
                ("kind", "in", ("initial", "final")),
                ("state", "=", "accepted"),
            ],
            order="date, id",
        )
        return {
            (r.installation_id.id, r.kind): r
            for r in readings
            if r.date == r.installation_id[BOUNDARY[r.kind]]
        }

    def _load_meters(self):
        """Have the meters of all readings in the cache.

        Who filters readings forgets what was to be loaded together, and would ask for
        each meter alone.
        """
        readings = self.env["water.reading"].union(
            *self.paid_up_to.values(), *self.readings.values()
        )
        readings.installation_id.mapped("date_to")
        readings.meter_id.mapped("digits")


class WaterContract(models.Model):
    """Many contracts reckoned together ask the database together."""

    _inherit = "water.contract"

    def _with_history(self, cycle_end, table):
        """These contracts with what `_history` answers from, for reading only."""
        history = SettlementHistory(self, cycle_end, table)
        return self.with_context(water_history=history)

    def _history(self):
        """The history loaded for these contracts, or None.

        A client cannot send one: its context holds no such object.
        """
        history = self.env.context.get("water_history")
        return history if isinstance(history, SettlementHistory) else None
