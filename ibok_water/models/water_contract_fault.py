from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import EngineError, NoHistory, statutory_use
from .water_contract_forecast import HISTORY_DAYS
from .water_reading_flow import exact

DAY = timedelta(days=1)


class WaterContractPoint(models.Model):
    """The state a broken or missing meter would show, by the regulation."""

    _inherit = "water.contract.point"

    def _prepare_fault(self, last, detected, until):
        """Values of the estimated final reading of a meter that failed.

        Regulation of 27.02.2018 (Dz.U. 2018 poz. 472): the mean use of the three
        months before the fault was found; else the same period of last year, or last
        year's mean month × the months of the fault.

        :param last: last reading that was right
        :param date detected: when the fault was found
        :param date until: last day to estimate, the one of the exchange or of finding
        :raise UserError: nothing is known to estimate from
        """
        self.ensure_one()
        days = last.date + DAY, until
        precision = Decimal(self.company_id.water_volume_precision)
        try:
            found = statutory_use(
                self._uses_until(last), *days, detected, precision=precision
            )
        except NoHistory as error:
            raise UserError(
                self.env._(
                    "Not even a month of last year was read wholly at point %(point)s "
                    "under this contract, so the regulation gives no use for it. "
                    "Agree on the use with the customer and enter the state as a "
                    "reading.",
                    point=self.point_id.code,
                )
            ) from error
        except EngineError as error:
            raise UserError(self.contract_id._engine_message(error)) from error
        self._refuse_less_than_read(last, found.volume, until)
        value = (exact(last.value) + found.volume) % 10**last.meter_id.digits
        return {
            "point_id": self.point_id.id,
            "installation_id": last.installation_id.id,
            "contract_id": self.contract_id.id,
            "date": until,
            "value": float(value),
            "kind": "final",
            "source": "estimate",
            "estimate_method": found.method,
            "estimate_basis": {
                "reading_id": last.id,
                "detected": detected.isoformat(),
                "volume": str(found.volume),
                "derivation": list(found.derivation),
            },
        }

    def _uses_until(self, last):
        """This contract's uses up to the last reading that was right."""
        readings = self.env["water.reading"].search(
            [
                ("point_id", "=", self.point_id.id),
                ("state", "=", "accepted"),
                ("date", ">", last.date - timedelta(days=HISTORY_DAYS)),
                ("date", "<=", last.date),
            ],
            order="date, id",
        )
        return self._actual_uses(readings)

    def _refuse_less_than_read(self, last, volume, until):
        """What was read since and counted, the estimate cannot take back."""
        since = self.env["water.reading"].search(
            [
                ("installation_id", "=", last.installation_id.id),
                ("state", "=", "accepted"),
                ("date", ">", last.date),
                ("date", "<=", until),
            ]
        )
        for reading in since.filtered(lambda r: r.source != "estimate"):
            used = exact(reading.value) - exact(last.value)
            if used % 10**last.meter_id.digits > volume:
                raise UserError(
                    self.env._(
                        "The reading of %(day)s shows more than the estimate would. "
                        "Correct or withdraw it first, or choose it as the last good "
                        "one.",
                        day=format_date(self.env, reading.date),
                    )
                )


class WaterPoint(models.Model):
    """A point whose meter is broken or missing."""

    _inherit = "water.point"

    def _row_on(self, day):
        """The contract's row of this point on a day.

        :raise UserError: no contract pays for it then
        """
        self.ensure_one()
        contract = self.env["water.reading"]._contract_on(self, day)
        row = contract.contract_point_ids.filtered(lambda r: r.point_id == self)[:1]
        if not row:
            raise UserError(
                self.env._(
                    "No contract covers point %(point)s on %(day)s.",
                    point=self.code,
                    day=format_date(self.env, day),
                )
            )
        return row

    def _fault_reading(self):
        """The estimated final state of the present meter, if it was found broken."""
        self.ensure_one()
        last = self.env["water.reading"].search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("installation_id", "!=", False),
                ("state", "=", "accepted"),
            ],
            order="date desc, id desc",
            limit=1,
        )
        return last.filtered(lambda r: r.source == "estimate" and r.kind == "final")

    def action_meter_fault(self):
        """Ask what is known of a broken or missing meter, show the estimate."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Meter Broken or Missing"),
            "res_model": "water.meter.fault",
            "view_mode": "form",
            "target": "new",
            "context": {"default_point_id": self.id},
        }
