from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ..engine import ReadingFacts, check_reading, usual_daily
from .water_reading_flow import exact

#: How many uses back the usual daily use of a point is taken from.
HISTORY = 8


class WaterReading(models.Model):
    """Is a submitted reading plausible? Accept it, or hold it for a person."""

    _inherit = "water.reading"

    def _check(self):
        """Accept each submitted reading or hold it with the reasons found."""
        clean = self.browse()
        usual = self._usual_daily_uses()
        for reading in self:
            findings = [
                (finding.code, finding.params)
                for finding in check_reading(reading._facts(usual))
            ]
            if not reading.installation_id:
                findings.insert(0, ("no_meter", {}))
            if not reading.contract_id and "outside_contract" not in dict(findings):
                findings.append(("outside_contract", {}))
            if findings:
                reading._set_process(
                    {
                        "state": "held",
                        "hold_codes": ",".join(code for code, _params in findings),
                        "hold_params": {
                            code: {key: str(value) for key, value in params.items()}
                            for code, params in findings
                        },
                    }
                )
            else:
                clean |= reading
        clean._accept()

    def _facts(self, usual):
        """What the engine judges one reading by."""
        self.ensure_one()
        company = self.company_id
        previous, following = self._neighbours()
        row = self.contract_id.sudo().contract_point_ids.filtered(
            lambda r: r.point_id == self.point_id
        )[:1]
        return ReadingFacts(
            value=exact(self.value),
            date=self.date,
            today=fields.Date.context_today(self),
            digits=self.meter_id.digits or 9,
            previous=previous and (previous.date, exact(previous.value)),
            following=following and (following.date, exact(following.value)),
            usual_daily=usual.get(self.point_id.id),
            contract_from=row.date_from or None,
            contract_to=row.date_to or None,
            spike_factor=Decimal(str(company.water_spike_factor)),
            margin=Decimal(str(company.water_spike_margin)),
            rollover_limit=Decimal(str(company.water_rollover_limit)),
            precision=Decimal(company.water_volume_precision),
        )

    def _neighbours(self):
        """Accepted readings of the same meter before and after, or None."""
        self.ensure_one()
        domain = [
            ("installation_id", "=", self.installation_id.id),
            ("state", "=", "accepted"),
            ("id", "!=", self.id),
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

    def _compute_previous(self):
        """The accepted reading before on the same meter, to judge this one by."""
        for reading in self:
            before, _after = reading._neighbours()
            reading.previous_value = before.value if before else 0.0
            reading.previous_date = before.date if before else False

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
