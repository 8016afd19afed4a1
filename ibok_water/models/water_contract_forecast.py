from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_date

from ..engine import (
    EngineError,
    History,
    NoHistory,
    floor_to,
    forecast_use,
    statutory_use,
)
from ..engine.estimate import SHOWN
from ..engine.explain import step
from ..engine.money import round_to
from .law_day import law_today
from .water_contract_billing import MARGIN_DAYS
from .water_contract_point_chain import SettlementProblem
from .water_reading_estimate import BETWEEN
from .water_reading_flow import exact

#: How far back past uses are looked at: last year's season and some more.
HISTORY_DAYS = 1100
DAY = timedelta(days=1)


class ResCompany(models.Model):
    _inherit = "res.company"

    water_allow_forecast = fields.Boolean(
        string="Forecast without a Reading",
        help="New contracts allow a bill on an estimated use when no reading was given "
        "in the reading window. Each contract can have it otherwise.",
    )


class WaterContract(models.Model):
    """A bill without a reading, where the contract allows a forecast."""

    _inherit = "water.contract"

    allow_forecast = fields.Boolean(
        string="Forecast without a Reading",
        default=lambda self: self.env.company.water_allow_forecast,
        tracking=True,
        help="Where no reading was given in the reading window, the billing run "
        "estimates the use from the same days of last year. The next actual reading "
        "settles it.",
    )

    def _create_forecasts(self, cycle_end):
        """Estimate the missing states that close the cycle of these contracts.

        :param date cycle_end: last day of the cycle
        :return: {contract: `SettlementProblem`} of those that cannot be estimated
        """
        vals_list, problems = [], {}
        readings = self._forecast_history(cycle_end)
        for contract in self:
            try:
                vals_list += contract._prepare_forecasts(cycle_end, readings)
            except SettlementProblem as problem:
                problems[contract] = problem
        self.env["water.reading"]._create_accepted(vals_list)
        return problems

    def _forecast_history(self, cycle_end):
        """{point id: its accepted readings, oldest first}, in one query."""
        readings = (
            self.env["water.reading"]
            .sudo()
            .search(
                [
                    ("point_id", "in", self.sudo().contract_point_ids.point_id.ids),
                    ("state", "in", ("accepted", "held", "submitted")),
                    ("date", ">", cycle_end - timedelta(days=HISTORY_DAYS)),
                    ("date", "<=", cycle_end + timedelta(days=MARGIN_DAYS)),
                ],
                order="date, id",
            )
        )
        return {
            point.id: found for point, found in readings.grouped("point_id").items()
        }

    def _prepare_forecasts(self, cycle_end, readings):
        """Values of this contract's estimated readings, one a meter without a reading.

        :raise SettlementProblem: it is not time yet, or nothing to estimate from
        """
        self.ensure_one()
        contract = self.sudo()
        days = contract._days_to_settle(contract._cycle_of(cycle_end))
        if not days or contract._terms_on(days[1]).metering == "norm":
            return []
        rows = contract.contract_point_ids.filtered(
            lambda r: r.date_from <= days[1] and (not r.date_to or r.date_to >= days[0])
        )
        found = [
            row._prepare_forecast(cycle_end, readings.get(row.point_id.id))
            for row in rows
        ]
        return [vals for vals in found if vals]


class WaterContractPoint(models.Model):
    """The estimated state of one point."""

    _inherit = "water.contract.point"

    def _prepare_forecast(self, cycle_end, readings):
        """Values of the estimate on the last day of the cycle or contract.

        :param readings: of the point, oldest first, held ones too; or None
        :return: dict, or None where a reading is there
        :raise SettlementProblem: the window is open, a reading is held, or nothing is
            known to estimate from
        """
        self.ensure_one()
        first, target, last = self._end_window(cycle_end)
        start = self._start_reading()
        if not start or not readings or self._end_reading(cycle_end, start):
            return None
        if last >= law_today(self):
            raise self._no_forecast(
                self.env._(
                    "Its reading window is open until %(day)s; then its use is "
                    "estimated.",
                    day=format_date(self.env, last),
                )
            )
        waiting = readings.filtered(
            lambda r: r.state != "accepted" and first <= r.date <= last
        )
        if waiting:
            raise self._no_forecast(
                self.env._("A reading in the window is held: accept or reject it.")
            )
        accepted = readings.filtered(lambda r: r.state == "accepted")
        installation = self.point_id._installation_on(target)
        before = accepted.filtered(
            lambda r: r.installation_id == installation and r.date < target
        )[-1:]
        if not before:
            raise self._no_forecast(
                self.env._("No meter of it was read before, so nothing is estimated.")
            )
        try:
            return self._forecast_vals(before, target, self._actual_uses(accepted))
        except NoHistory as error:
            raise self._no_forecast(
                self.env._("It was not read long enough to estimate its use.")
            ) from error

    def _forecast_vals(self, before, target, uses):
        """Values of the estimate that follows the state ``before``.

        :raise NoHistory: nothing is known to estimate from
        """
        days = before.date + DAY, target
        try:
            method, volume, derivation = self._expected_use(uses, days)
        except NoHistory:
            raise
        except EngineError as error:
            message = self.contract_id._engine_message(error)
            raise SettlementProblem(error.code, message) from error
        value = (exact(before.value) + volume) % 10**before.meter_id.digits
        return {
            "point_id": self.point_id.id,
            "installation_id": before.installation_id.id,
            "contract_id": self.contract_id.id,
            "date": target,
            "value": float(value),
            "kind": "periodic",
            "source": "estimate",
            "estimate_method": method,
            "estimate_basis": {
                "reading_id": before.id,
                "volume": str(volume),
                "derivation": list(derivation),
            },
        }

    def _expected_use(self, uses, days):
        """(method, m³, steps) of the days; from readings around them, if they are.

        Else a forecast, where the contract allows one; where a clerk has to estimate
        without that, the use that the regulation gives for a meter that told nothing.
        """
        precision = Decimal(self.company_id.water_volume_precision)
        known = History.of(uses).volume(*days)
        if known is None:
            rule = forecast_use if self.contract_id.allow_forecast else statutory_use
            found = rule(uses, *days, precision=precision)
            return found.method, found.volume, found.derivation
        volume = floor_to(round_to(known, SHOWN), precision)
        told = step(
            "estimate",
            method=BETWEEN,
            date_from=days[0],
            date_to=days[1],
            base_from=days[0],
            base_to=days[1],
            base_volume=volume,
            volume=volume,
        )
        return BETWEEN, volume, (told,)

    def _actual_uses(self, readings):
        """Uses between actual readings of this contract's own days.

        Another resident's use before says nothing of this one's.

        :param readings: accepted ones of the point, oldest first
        :return: list of (first day, last day, Decimal m³)
        """
        self.ensure_one()
        limit = Decimal(str(self.company_id.water_rollover_limit))
        states, uses = {}, []
        for reading in readings:
            own = reading.date >= self.date_from - DAY and (
                not self.date_to or reading.date <= self.date_to
            )
            if reading.source == "estimate" or not own:
                continue
            meter = reading.installation_id
            before = states.get(meter)
            states[meter] = reading
            if not before or before.date >= reading.date:
                continue
            volume = exact(reading.value) - exact(before.value)
            if volume < 0:
                volume += 10**reading.meter_id.digits
                if volume > limit:
                    continue
            uses.append((before.date + DAY, reading.date, volume))
        return uses

    def _no_forecast(self, why):
        """The problem of a point without a reading that is not estimated now."""
        return SettlementProblem(
            "no_reading",
            self.env._(
                "Point %(point)s has no accepted reading in the reading window.",
                point=self.point_id.code,
            )
            + " "
            + why,
        )
