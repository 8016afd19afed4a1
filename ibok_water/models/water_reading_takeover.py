from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import EngineError
from .water_contract_point_chain import SettlementProblem
from .water_reading_estimate import ASSESSED


class WaterReading(models.Model):
    """Somebody read the meter on a day whose state was estimated."""

    _inherit = "water.reading"

    def _take_over_forecasts(self):
        """Put these accepted readings in the place of forecasts of the same day.

        The bills that rest on one are corrected at once, up or down: what was used
        until that day is known now, and it is paid by who used it, at the prices of
        its days. The next bill may have other prices, and another customer.
        """
        read = {
            (reading.installation_id.id, reading.date): reading
            for reading in self
            if reading.installation_id and not reading._is_forecast()
        }
        if not read:
            return
        # Bills are the office's, also where a resident's reading corrects them.
        readings_sudo = self.sudo()
        if self.env.user.share:
            readings_sudo = readings_sudo.with_user(SUPERUSER_ID)
        forecasts_sudo = readings_sudo.search(
            [
                ("installation_id", "in", self.installation_id.ids),
                ("date", "in", list({day for _installation, day in read})),
                ("state", "=", "accepted"),
                ("source", "=", "estimate"),
                ("kind", "=", "periodic"),
            ]
        )
        for forecast_sudo in forecasts_sudo:
            key = forecast_sudo.installation_id.id, forecast_sudo.date
            if key in read:
                reading_sudo = read[key].with_env(forecasts_sudo.env)
                forecast_sudo._give_way_to(reading_sudo)

    def _give_way_to(self, reading):
        """Be replaced by an actual reading of this forecast's day; bills follow."""
        self.ensure_one()
        if self.is_settled and self.value != reading.value:
            try:
                with self.env.cr.savepoint():
                    self._correct_on_its_day(reading)
            except (EngineError, SettlementProblem, UserError):
                # The reading stays; the next bill tries again or takes the rest.
                return
            return
        self._be_replaced_by(reading, self._takeover_reason(reading))

    def _correct_on_its_day(self, reading):
        found, forecasts = self._assessed_by(reading)
        if found and found.overestimated:
            # Earlier forecasts come down with it.
            forecasts._take_assessed(found, reading)
            return
        settlements = self._settlements_on().sudo()
        held = self._held_settlements_on().sudo()
        touched = settlements.contract_id | held.contract_id
        self._lock_contracts(set(touched.ids) - set(reading.contract_id.ids))
        reason = self._takeover_reason(reading)
        self._be_replaced_by(reading, reason)
        settlements._correct(reason)
        held._settle_again()

    def _be_replaced_by(self, reading, reason):
        self.write(
            {
                "state": "replaced",
                "replaced_by_id": reading.id,
                "reject_reason": reason,
                "volume": 0,
                "days": 0,
            }
        )
        self.env["water.contract.point"].search(
            [("initial_reading_id", "=", self.id)]
        )._follow_initial_reading(reading)

    def _forecast_on_its_day(self):
        """The accepted forecast of this reading's day that it does not replace yet."""
        self.ensure_one()
        found = self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "accepted"),
                ("date", "=", self.date),
                ("id", "not in", self._origin.ids),
            ]
        )
        return found.filtered(lambda r: r._is_forecast())[:1]

    def _takeover_outlook(self):
        """What would become of the forecast of this day, before it is saved."""
        forecast = self._forecast_on_its_day()
        if not forecast or forecast.value == self.value:
            return []
        told = self.env._(
            "The state of this day was estimated: %(value)s m³. This reading takes its "
            "place.",
            value=self._volume_text(forecast.value),
        )
        if not forecast.is_settled:
            return [told]
        return [told, self.env._("The bill that rests on it is corrected at once.")]

    def _takeover_told(self):
        """What this reading did to an estimate of its day and to the bills on it.

        :return: sentences, for who has just entered it
        """
        self.ensure_one()
        replaced = self.search([("replaced_by_id", "=", self.id)])
        told = [
            self.env._(
                "It takes the place of the estimate, %(value)s m³.",
                value=self._volume_text(forecast.value),
            )
            for forecast in replaced
            if forecast._is_forecast()
        ]
        lowered = self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("state", "=", "accepted"),
                ("date", "<", self.date),
                ("estimate_method", "=", ASSESSED),
            ]
        ).filtered(lambda r: r.sudo().estimate_basis.get("reading_id") == self.id)
        bills = (self | lowered)._settlements_on().filtered("corrected_id")
        told += bills._corrected_told() if replaced else []
        if self._forecast_on_its_day():
            told.append(
                self.env._(
                    "The bill on the estimate of this day could not be corrected now. "
                    "The next bill settles the difference."
                )
            )
        return told

    def _takeover_reason(self, reading):
        lang = reading.partner_id.lang or reading.company_id.partner_id.lang
        env = self.with_context(lang=lang or self.env.lang).env
        return env._(
            "The estimate gave way to the reading of the same day, %(day)s: "
            "%(value)s m³",
            day=format_date(env, reading.date),
            value=self.with_env(env)._volume_text(reading.value),
        )
