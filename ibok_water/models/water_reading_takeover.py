from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import EngineError
from .water_contract_point_chain import SettlementProblem


class WaterReading(models.Model):
    """Somebody read the meter on a day whose state was estimated."""

    _inherit = "water.reading"

    def _take_over_forecasts(self):
        """Put these accepted readings in the place of forecasts of the same day.

        One that no bill rests on is replaced. One that was billed is assessed, as by
        any later reading: less, and the bills are corrected now; more, and the next
        bill takes the rest.
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
        """Replace this forecast by an actual reading of its day, or assess it."""
        self.ensure_one()
        if self.is_settled and self.value != reading.value:
            try:
                with self.env.cr.savepoint():
                    self._assess_on_its_day(reading)
            except (EngineError, SettlementProblem, UserError):
                # The reading stays; the next bill tries again, and tells why not.
                return
            return
        self._be_replaced_by(reading, self._takeover_reason(reading))

    def _assess_on_its_day(self, reading):
        found, forecasts = self._assessed_by(reading)
        if found is None:
            # Nobody read the meter before: the state is what it is from here on.
            settlements = self._settlements_on().sudo()
            held = self._held_settlements_on().sudo()
            touched = settlements.contract_id | held.contract_id
            self._lock_contracts(set(touched.ids) - set(reading.contract_id.ids))
            reason = self._takeover_reason(reading)
            self._be_replaced_by(reading, reason)
            settlements._correct(reason)
            held._settle_again()
        elif found.overestimated:
            forecasts._take_assessed(found, reading)

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

    def _takeover_reason(self, reading):
        lang = reading.partner_id.lang or reading.company_id.partner_id.lang
        env = self.with_context(lang=lang or self.env.lang).env
        return env._(
            "The estimate gave way to the reading of the same day, %(day)s: "
            "%(value)s m³",
            day=format_date(env, reading.date),
            value=self.with_env(env)._volume_text(reading.value),
        )
