from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.estimate import (
    LAST_DAILY,
    MEAN_3_MONTHS,
    MEAN_3_MONTHS_READ,
    MEAN_12_MONTHS,
    MEAN_MONTH_LAST_YEAR,
    SAME_PERIOD_LAST_YEAR,
    SAME_SEASON,
)

#: The state lies between two actual readings that enclose its day.
BETWEEN = "between_readings"
#: An actual reading showed less than estimated; the state by days replaced it.
ASSESSED = "assessed"
METHODS = [
    (SAME_SEASON, "Same days of last year"),
    (MEAN_12_MONTHS, "Mean of the last twelve months"),
    (LAST_DAILY, "Last known daily use"),
    (BETWEEN, "Between two readings, by days"),
    (ASSESSED, "Settled by an actual reading, by days"),
    (MEAN_3_MONTHS, "Mean of the three months before"),
    (MEAN_3_MONTHS_READ, "Mean day of three months up to a reading"),
    (SAME_PERIOD_LAST_YEAR, "Same period of last year"),
    (MEAN_MONTH_LAST_YEAR, "Last year's mean month"),
]

#: What a sentence on an estimate calls days and volumes → their names in its steps.
DAYS_TOLD = {
    "first": "date_from",
    "last": "date_to",
    "base_from": "base_from",
    "base_to": "base_to",
    "missing": "missing",
}
VOLUMES_TOLD = {
    "base": "base_volume",
    "months": "months",
    "volume": "volume",
    "value_from": "value_from",
    "value_to": "value_to",
    "use": "use",
    "estimated": "estimated",
}


class WaterReading(models.Model):
    """Estimated states: by which rule, from which figures."""

    _inherit = "water.reading"

    estimate_method = fields.Selection(
        METHODS,
        string="Estimated by",
        readonly=True,
        copy=False,
        help="The step of the rules that gave an estimated state.",
    )
    estimate_basis = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The figures an estimate was made from, step by step.",
    )
    estimate_text = fields.Text(
        string="How It Was Estimated",
        compute="_compute_estimate_text",
        groups="base.group_user",
    )

    def _is_forecast(self):
        """An estimate that the next actual reading judges.

        The state of a broken meter is none: its register tells nothing any more.
        """
        self.ensure_one()
        return self.source == "estimate" and self.kind == "periodic"

    def _actual_before(self):
        """The last accepted actual reading of the same meter before this one.

        Who reads the meter on a forecast's day does so after it.

        :return: (that reading, forecasts after it up to and with this one)
        """
        self.ensure_one()
        chain = self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "accepted"),
                ("date", "<=", self.date),
            ],
            order="date desc, id desc",
        )
        forecasts = self.browse()
        for reading in chain.sorted(
            lambda r: (r.date, not r._is_forecast(), r.id), reverse=True
        ):
            if reading._is_forecast():
                forecasts |= reading
            elif reading.date < self.date:
                return reading, forecasts
        return self.browse(), forecasts

    def _read_on_its_day(self):
        """The accepted reading that somebody took on this forecast's day, if any."""
        self.ensure_one()
        found = self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "accepted"),
                ("date", "=", self.date),
            ]
        )
        return found.filtered(lambda r: not r._is_forecast())[:1]

    @api.depends("estimate_method", "estimate_basis", "kind", "source", "note")
    @api.depends_context("lang")
    def _compute_estimate_text(self):
        for reading in self:
            steps = (reading.estimate_basis or {}).get("derivation", [])
            told = [reading._estimate_sentence(step) for step in steps]
            if not told and reading.source == "estimate" and reading.kind == "final":
                # Agreed for days without a meter, before the basis told of it.
                told = [reading.note]
            reading.estimate_text = "\n".join(filter(None, told))

    def _estimate_facts(self, step):
        """What sentences may say of a step: days, volumes and counts as texts."""
        names = dict(self._fields["estimate_method"]._description_selection(self.env))
        days = {
            told: format_date(self.env, step[name])
            for told, name in DAYS_TOLD.items()
            if step.get(name)
        }
        volumes = {
            told: self._volume_text(float(step[name]))
            for told, name in VOLUMES_TOLD.items()
            if step.get(name) is not None
        }
        return {
            **days,
            **volumes,
            "method": names.get(step.get("method")),
            "count": step.get("base_months") or step.get("base_days"),
            "days": step.get("days"),
            "reason": step.get("reason"),
        }

    def _estimate_sentence(self, step):
        """One step of an estimate in words, or None when it needs none."""
        facts = self._estimate_facts(step)
        if step["step"] == "estimate" and step.get("base_months"):
            return self.env._(
                "%(method)s: %(base)s m³ ÷ %(count)s × %(months)s months = %(volume)s "
                "m³ from %(first)s to %(last)s.",
                **facts,
            )
        if step["step"] == "estimate" and step.get("base_days"):
            return self.env._(
                "%(method)s: %(base)s m³ from %(base_from)s to %(base_to)s ÷ %(count)s "
                "× %(days)s days = %(volume)s m³ from %(first)s to %(last)s.",
                **facts,
            )
        if step["step"] == "estimate":
            return self.env._(
                "%(method)s: %(base)s m³ from %(base_from)s to %(base_to)s; so "
                "%(volume)s m³ from %(first)s to %(last)s.",
                **facts,
            )
        if step["step"] == "month_use":
            return self.env._("%(first)s – %(last)s: %(volume)s m³.", **facts)
        if step["step"] == "estimate_impossible":
            return self.env._(
                "%(method)s: not possible, no reading encloses %(missing)s.", **facts
            )
        if step["step"] == "assess":
            return self.env._(
                "From the reading of %(first)s (%(value_from)s m³) to that of %(last)s "
                "(%(value_to)s m³) %(use)s m³ were used; %(estimated)s m³ had been "
                "estimated. The use is spread over the days.",
                **facts,
            )
        if step["step"] == "agreed":
            return self.env._(
                "No meter from %(first)s to %(last)s, agreed: %(volume)s m³. "
                "%(reason)s",
                **facts,
            )
        return None
