from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..engine import ReadingFacts, check_reading, usual_daily
from .law_day import law_today
from .water_reading_flow import exact

#: How many uses back the usual daily use of a point is taken from.
HISTORY = 8


class WaterReading(models.Model):
    """Is a submitted reading plausible? Accept it, or hold it for a person."""

    _inherit = "water.reading"

    def _check(self):
        """Accept each submitted reading or hold it with the reasons found.

        :return: the readings that are accepted by it, see `_accept`
        """
        clean = self.browse()
        for reading, findings in self._all_findings().items():
            if findings:
                reading._set_process(reading._held_vals(findings))
            else:
                clean |= reading
        return clean._accept()

    def _all_findings(self):
        """{reading: its findings}; the database is asked once for all."""
        usual = self._usual_daily_uses()
        around = self._all_neighbours()
        return {
            reading: reading._findings(usual, around[reading.id]) for reading in self
        }

    @api.model
    def _held_vals(self, findings):
        return {
            "state": "held",
            "hold_codes": ",".join(findings),
            "hold_params": findings,
        }

    @api.model
    def _judge(self, point, value, day):
        """What the checks would find on a reading, before it is given.

        :return: (the reading, not stored; {code of a finding: its facts as texts})
        """
        vals = {"point_id": point.id, "date": day, "value": value}
        self._complete_vals(vals)
        reading = self.new(vals)
        return reading, reading._findings(reading._usual_daily_uses())

    def _findings(self, usual, around=None):
        """Reasons to hold this reading.

        :param dict usual: of `_usual_daily_uses`
        :param around: of `_neighbours`, where it is known already
        :return: {code: facts as texts}, in the order they are told
        """
        found = {} if self.installation_id else {"no_meter": {}}
        around = around or self._neighbours()
        for finding in check_reading(self._facts(usual, around)):
            found[finding.code] = {k: str(v) for k, v in finding.params.items()}
        if not self.contract_id:
            found.setdefault("outside_contract", {})
        return found

    def _facts(self, usual, around):
        """What the engine judges one reading by."""
        self.ensure_one()
        company = self.company_id
        previous, following = around
        # A share that changes begins a row of its own on the same point.
        rows = self.contract_id.sudo().contract_point_ids.filtered(
            lambda r: r.point_id == self.point_id
        )
        rows = rows.sorted("date_from")
        return ReadingFacts(
            value=exact(self.value),
            date=self.date,
            today=law_today(self),
            digits=self.meter_id.digits or 9,
            previous=previous and (previous.date, exact(previous.value)),
            following=following and (following.date, exact(following.value)),
            usual_daily=usual.get(self.point_id.id),
            contract_from=rows[:1].date_from or None,
            contract_to=rows[-1:].date_to or None,
            spike_factor=Decimal(str(company.water_spike_factor)),
            margin=Decimal(str(company.water_spike_margin)),
            rollover_limit=Decimal(str(company.water_rollover_limit)),
            precision=Decimal(company.water_volume_precision),
        )

    def _neighbours(self):
        """Accepted actual readings of the same meter before and after, or None.

        A forecast is no bound: less than estimated is true as long as it is not less
        than what was read.
        """
        self.ensure_one()
        domain = [
            ("installation_id", "=", self.installation_id.id),
            ("state", "=", "accepted"),
            ("id", "not in", self._origin.ids),
            "|",
            ("source", "!=", "estimate"),
            ("kind", "!=", "periodic"),
        ]
        if not self.installation_id:
            return None, None
        before = self.sudo().search(
            domain + [("date", "<=", self.date)], order="date desc, id desc", limit=1
        )
        after = self.sudo().search(
            domain + [("date", ">", self.date)], order="date, id", limit=1
        )
        return before or None, after or None

    def _all_neighbours(self):
        """What `_neighbours` says of each of these readings, in one query.

        :return: {reading id: (reading before or None, reading after or None)}
        """
        if not self.ids:
            return {}
        self.flush_model(["installation_id", "date", "state", "source", "kind"])
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id, before.id, after.id
                     FROM water_reading r
                     LEFT JOIN LATERAL (
                          SELECT a.id FROM water_reading a
                           WHERE a.installation_id = r.installation_id
                             AND a.state = 'accepted' AND a.id != r.id
                             AND (a.source != 'estimate' OR a.kind != 'periodic')
                             AND a.date <= r.date
                        ORDER BY a.date DESC, a.id DESC LIMIT 1) before ON TRUE
                     LEFT JOIN LATERAL (
                          SELECT a.id FROM water_reading a
                           WHERE a.installation_id = r.installation_id
                             AND a.state = 'accepted' AND a.id != r.id
                             AND (a.source != 'estimate' OR a.kind != 'periodic')
                             AND a.date > r.date
                        ORDER BY a.date, a.id LIMIT 1) after ON TRUE
                    WHERE r.id IN %s""",
                tuple(self.ids),
            )
        )
        found = {id_ for row in rows for id_ in row[1:] if id_}
        known = {reading.id: reading for reading in self.sudo().browse(found)}
        return {
            reading_id: (known.get(before), known.get(after))
            for reading_id, before, after in rows
        }

    def _compute_previous(self):
        """The accepted reading before on the same meter, to judge this one by."""
        found = self._origin._previous_accepted()
        for reading in self:
            day, value = found.get(reading._origin.id, (False, 0.0))
            reading.previous_date = day
            reading.previous_value = value

    def _previous_accepted(self):
        """Accepted reading of the same meter before each of these, in one query.

        :return: {reading id: (date, value)}
        """
        if not self.ids:
            return {}
        self.flush_model(
            ["installation_id", "date", "value", "state", "source", "kind"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id, before.date, before.value
                     FROM water_reading r
                     JOIN LATERAL (
                          SELECT p.date, p.value FROM water_reading p
                           WHERE p.installation_id = r.installation_id
                             AND p.state = 'accepted' AND p.id != r.id
                             AND p.date <= r.date
                             AND (p.date < r.date OR p.source != 'estimate'
                                  OR p.kind != 'periodic')
                        ORDER BY p.date DESC, p.source = 'estimate', p.id DESC
                           LIMIT 1) before ON TRUE
                    WHERE r.id IN %s""",
                tuple(self.ids),
            )
        )
        return {reading_id: (day, float(value)) for reading_id, day, value in rows}

    def _usual_daily_uses(self):
        """Usual use a day of each point, from its last accepted uses.

        :return: {point id: Decimal m³ a day or None}
        """
        if not self.point_id.ids:
            return {}
        self.flush_model(["point_id", "date", "state", "volume", "days"])
        rows = self.env.execute_query(
            SQL(
                """SELECT point_id, days, volume FROM (
                       SELECT point_id, days, volume, ROW_NUMBER() OVER (
                                  PARTITION BY point_id ORDER BY date DESC) AS place
                         FROM water_reading
                        WHERE state = 'accepted' AND days > 0 AND point_id IN %s) last
                    WHERE place <= %s""",
                tuple(self.point_id.ids),
                HISTORY,
            )
        )
        uses = {}
        for point_id, days, volume in rows:
            uses.setdefault(point_id, []).append((days, exact(volume)))
        return {point_id: usual_daily(history) for point_id, history in uses.items()}
