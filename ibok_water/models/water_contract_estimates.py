from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date

from ..engine import EngineError, assess
from .water_contract_point_chain import SettlementProblem
from .water_reading_estimate import ASSESSED
from .water_reading_flow import exact


class EstimatesRefused(Exception):
    """What was written for these contracts is to be taken back."""

    def __init__(self, problems):
        super().__init__()
        self.problems = problems


class WaterContract(models.Model):
    """Estimates made and assessed while contracts are settled.

    Contracts are reckoned as they are first; only those that lack a reading or were
    estimated too high are touched, and what is written for them is kept only if they
    can be settled then.
    """

    _inherit = "water.contract"

    def _reckon_ready(self, cycle_end, forecast=False):
        """Reckon each contract, after its estimates were made and assessed.

        :param bool forecast: estimate what was not read, where the contract allows it
        :return: (values of settlements, {contract: `SettlementProblem`})
        """
        ready, problems = self._reckon_all(cycle_end)
        waiting = self.browse(
            [
                contract.id
                for contract, problem in problems.items()
                if problem.code == "overestimated"
                or (
                    forecast
                    and problem.code == "no_reading"
                    and contract.allow_forecast
                )
            ]
        )
        if waiting:
            more, refused = waiting._reckon_estimated(cycle_end, forecast)
            ready += more
            problems = {c: p for c, p in problems.items() if c not in waiting} | refused
        return ready, self._name_held_readings(problems)

    @api.model
    def _name_held_readings(self, problems):
        """Say so where a reading is there that only waits for the clerk's decision.

        :return: {contract: `SettlementProblem`}
        """
        unread = [
            c.id for c, problem in problems.items() if problem.code == "no_reading"
        ]
        if not unread:
            return problems
        # Whether a bill can be made does not hang on what its clerk may read.
        held_sudo = (
            self.env["water.reading"]
            .sudo()
            .search(
                [("contract_id", "in", unread), ("state", "=", "held")],
                order="date, id",
            )
        )
        for reading in held_sudo:
            contract = self.browse(reading.contract_id.id)
            told = self.env._(
                "A reading of %(day)s is held (%(value)s m³): accept or reject it.",
                day=format_date(self.env, reading.date),
                value=reading._volume_text(reading.value),
            )
            problem = problems[contract]
            problems[contract] = SettlementProblem(problem.code, f"{problem} {told}")
        return problems

    def _reckon_estimated(self, cycle_end, forecast):
        """Make and assess estimates of these contracts together, then reckon them.

        Of one that cannot be settled even so nothing is kept.
        """
        try:
            with self.env.cr.savepoint():
                refused = self._assess_estimates(cycle_end)
                if forecast:
                    refused |= self._create_forecasts(cycle_end)
                if refused:
                    raise EstimatesRefused(refused)
                ready, refused = self._reckon_all(cycle_end)
                if refused:
                    raise EstimatesRefused(refused)
                return ready, {}
        except EstimatesRefused as refusal:
            problems = refusal.problems
        others = self.filtered(lambda c: c not in problems)
        ready, refused = (
            others._reckon_estimated(cycle_end, forecast) if others else ([], {})
        )
        return ready, problems | refused

    def _assess_estimates(self, cycle_end):
        """Replace estimates above what an actual reading shows, correct their bills.

        :return: {contract: `SettlementProblem`} of those that cannot be corrected
        """
        problems = {}
        for contract in self:
            try:
                for row in contract.sudo().contract_point_ids:
                    row._assess(cycle_end)
            except SettlementProblem as problem:
                if problem.code != "no_reading":
                    problems[contract] = problem
            except EngineError as error:
                message = contract._engine_message(error)
                problems[contract] = SettlementProblem(error.code, message)
        return problems


class WaterContractPoint(models.Model):
    """Estimates of one point, and the actual reading after them."""

    _inherit = "water.contract.point"

    def _assessment(self, read_from, read_to):
        """What a reading says of the forecasts before it.

        The state of a broken meter by the regulation counts as read.

        :return: (engine's `Assessment`, the forecasts, the reading that judges them)
            or (None, no readings, that reading)
        :raise EngineError: the reading is below the last actual one
        """
        if not read_from._is_forecast() or read_to._is_forecast():
            return None, read_from.browse(), read_to
        # A later reading says less of a forecast than one of its own day.
        read_to = read_from._read_on_its_day() or read_to
        return *read_from._assessed_by(read_to), read_to

    def _refuse_overestimate(self, chain):
        """Say that a bill from here would be below zero: estimates come down first.

        :raise SettlementProblem: with the code ``overestimated``
        """
        _span, read_from, read_to = chain[0]
        found, _forecasts, _reading = self._assessment(read_from, read_to)
        if found and found.overestimated:
            raise SettlementProblem(
                "overestimated",
                self.env._(
                    "More was estimated for point %(point)s than its reading shows.",
                    point=self.point_id.code,
                ),
            )

    def _first_end(self, days, cycle_end, start):
        """The reading up to which the register counts on from the start."""
        norms = self.contract_id._norm_spells(*days)
        begins = norms[0][0] - timedelta(days=1) if norms else None
        if begins and start.date < begins:
            return self.contract_id._before_norm(self.point_id, start, begins)
        return self._end_reading(cycle_end, start)

    def _assess(self, cycle_end):
        """Replace this point's forecasts by the states of the true use, if lower."""
        self.ensure_one()
        contract = self.contract_id
        days = contract._days_to_settle(contract._cycle_of(cycle_end))
        start = self._start_reading()
        end = days and start and self._first_end(days, cycle_end, start)
        if not end:
            return
        _span, read_from, read_to = self._spans_between(start, end)[0]
        found, forecasts, reading = self._assessment(read_from, read_to)
        if found and found.overestimated:
            forecasts._take_assessed(found, reading)


class WaterReading(models.Model):
    _inherit = "water.reading"

    def _assessed_by(self, reading):
        """What an actual reading says of this forecast and of those before it.

        :return: (engine's `Assessment` or None where nobody read before, forecasts)
        :raise EngineError: the reading is below the last actual one
        """
        self.ensure_one()
        actual, forecasts = self._actual_before()
        if not actual:
            return None, forecasts
        company = self.company_id
        found = assess(
            (actual.date, exact(actual.value)),
            [(r.date, exact(r.value)) for r in forecasts],
            (reading.date, exact(reading.value)),
            reading.meter_id.digits,
            Decimal(str(company.water_rollover_limit)),
            Decimal(company.water_volume_precision),
        )
        return found, forecasts

    def _take_assessed(self, assessment, reading):
        """Put the assessed states in the place of these forecasts.

        That of the reading's own day is replaced by the reading itself.


        :param Assessment assessment: of the engine
        :param reading: the actual reading that showed less
        :return: the corrections of the settlements that rested on them
        """
        states = {replaced.date: replaced for replaced in assessment.replaced}
        changed = self.filtered(lambda r: r.date in states)
        settlements = changed._settlements_on().sudo()
        held = changed._held_settlements_on().sudo()
        # A handover estimate closed another contract's last bill as well.
        touched = changed.contract_id | settlements.contract_id | held.contract_id
        self._lock_contracts(set(touched.ids) - set(reading.contract_id.ids))
        lang = reading.partner_id.lang or reading.company_id.partner_id.lang
        env = self.with_context(lang=lang or self.env.lang).env
        reason = env._(
            "Estimated use settled by the reading of %(day)s: %(value)s m³",
            day=format_date(env, reading.date),
            value=self._volume_text(reading.value),
        )
        for forecast in changed.sudo():
            if forecast.date == reading.date:
                # Somebody read what was estimated: no second state of that day.
                forecast._be_replaced_by(reading, reason)
                continue
            new = forecast._replace(
                float(states[forecast.date].new_value), reason, source="estimate"
            )
            new.sudo().write(
                {
                    "estimate_method": ASSESSED,
                    "estimate_basis": {
                        "reading_id": reading.id,
                        "derivation": list(assessment.derivation),
                    },
                }
            )
        return settlements._correct(reason) | held._settle_again()
