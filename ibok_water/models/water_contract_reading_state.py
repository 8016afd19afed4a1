from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import cycle_of, previous_cycle, reading_window, settling_cycle
from .law_day import law_today

READING_STATES = [
    ("none", "Not due"),
    ("missing", "Missing"),
    ("overdue", "Overdue"),
    ("held", "Held"),
    ("read", "Read"),
    ("settled", "Settled"),
]


class WaterContract(models.Model):
    """Whether the reading that a contract's bill waits for has been given."""

    _inherit = "water.contract"

    reading_state = fields.Selection(
        READING_STATES,
        string="Reading Due",
        compute="_compute_reading_state",
        search="_search_reading_state",
        help="Missing: the reading window is open and a meter has no reading yet. "
        "Overdue: the window is over. Read: it waits for the billing run.",
    )
    reading_due = fields.Date(
        string="Reading until",
        compute="_compute_reading_state",
        help="Last day of the reading window.",
    )
    phone = fields.Char(related="partner_id.phone", string="Phone")

    @api.depends_context("uid")
    @api.depends("state", "settlement_ids.state", "reading_ids.state")
    def _compute_reading_state(self):
        found = self._reading_states()
        for contract in self:
            state, last = found.get(contract._origin.id, ("none", False))
            contract.reading_state = state
            contract.reading_due = last

    def _search_reading_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = set(value)
        found = self._reading_states(every=True)
        if "none" in states:
            others = {i for i, (state, _last) in found.items() if state not in states}
            return [("id", "not in", list(others))]
        return [("id", "in", [i for i, (s, _last) in found.items() if s in states])]

    @api.model
    def _reading_kinds(self, today):
        """Cycle now being read for every mix of cycle and window in use.

        :return: rows (months, offset, days before, days after, cycle's last day,
            window open today)
        """
        self.flush_model()
        kinds = self.env.execute_query(
            SQL(
                """SELECT DISTINCT t.billing_months, t.cycle_offset, c.window_before,
                          c.window_after
                     FROM water_contract c
                     JOIN water_contract_terms t ON t.contract_id = c.id
                    WHERE c.state = 'open'"""
            )
        )
        rows = []
        for kind in kinds:
            months, offset, before, after = (int(value or 0) for value in kind)
            cycle = settling_cycle(today, months, before, after, offset)
            if not cycle:
                cycle = previous_cycle(cycle_of(today, months, offset), months)
            first, last = reading_window(cycle, before, after)
            rows.append(
                (months, offset, before, after, cycle.date_to, first <= today <= last)
            )
        return rows

    def _reading_states(self, every=False):
        """Reading state of these contracts in force (or of every one) in one query.

        :return: {contract id: (state, last day of its reading window)}
        """
        today = law_today(self)
        kinds = self._reading_kinds(today)
        ids = tuple(self._origin.ids)
        if not kinds or not (every or ids):
            return {}
        self.env["water.settlement"].flush_model(["contract_id", "date_to", "state"])
        self.env["water.reading"].flush_model(["point_id", "date", "state", "kind"])
        self.env["water.contract.point"].flush_model()
        self.env["water.contract.terms"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH kinds (months, shift, before, after, cycle_end, is_open)
                        AS (VALUES %(kinds)s),
                   due AS (
                       SELECT c.id, k.is_open, k.cycle_end, k.before, k.after,
                              LEAST(k.cycle_end, c.date_to) AS target, c.date_to
                         FROM water_contract c
                         JOIN LATERAL (
                              SELECT billing_months, cycle_offset, metering
                                FROM water_contract_terms
                               WHERE contract_id = c.id
                               ORDER BY date_from > %(today)s,
                                        ABS(date_from - %(today)s)
                               LIMIT 1) t ON TRUE
                         JOIN kinds k ON k.months = t.billing_months::integer
                          AND k.shift = COALESCE(t.cycle_offset, 0)
                          AND k.before = COALESCE(c.window_before, 0)
                          AND k.after = COALESCE(c.window_after, 0)
                        WHERE c.state = 'open' AND t.metering != 'norm'
                          AND c.date_from <= k.cycle_end
                          AND (%(every)s OR c.id IN %(ids)s)),
                   points AS (
                       SELECT d.id,
                              COALESCE(MIN(r.best), 0) AS worst,
                              COUNT(*) FILTER (WHERE r.best = 1) AS held
                         FROM due d
                         JOIN water_contract_point p ON p.contract_id = d.id
                          AND p.date_from <= d.target
                          AND (p.date_to IS NULL OR p.date_to >= d.target)
                         LEFT JOIN LATERAL (
                              SELECT COALESCE(MAX(CASE w.state
                                         WHEN 'accepted' THEN 2 ELSE 1 END), 0) AS best
                                FROM water_reading w
                               WHERE w.point_id = p.point_id
                                 AND w.state IN ('accepted', 'held', 'submitted')
                                 AND w.kind != 'initial'
                                 AND w.date BETWEEN d.target - d.before
                                                AND d.target + d.after) r ON TRUE
                        GROUP BY d.id)
                   SELECT d.id,
                          CASE WHEN EXISTS (
                                    SELECT 1 FROM water_settlement s
                                     WHERE s.contract_id = d.id
                                       AND s.state IN ('draft', 'held', 'done')
                                       AND s.date_to >= d.target) THEN 'settled'
                               WHEN points.worst = 2 THEN 'read'
                               WHEN points.held > 0 THEN 'held'
                               WHEN d.is_open THEN 'missing'
                               ELSE 'overdue' END,
                          d.target + d.after
                     FROM due d LEFT JOIN points ON points.id = d.id""",
                kinds=SQL(", ").join(SQL("%s", kind) for kind in kinds),
                today=today,
                every=every,
                ids=ids or (0,),
            )
        )
        return {contract_id: (state, last) for contract_id, state, last in rows}

    def action_enter_reading(self):
        """Enter the reading a customer gives by phone or at the desk."""
        self.ensure_one()
        points = self.contract_point_ids.filtered("is_current").point_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Reading"),
            "res_model": "water.reading",
            "view_mode": "form",
            "views": [
                (self.env.ref("ibok_water.water_reading_view_form_entry").id, "form")
            ],
            "target": "new",
            "context": {
                "default_point_id": points[:1].id,
                "default_source": "phone",
            },
        }
