from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from .law_day import law_today
from .water_reading import FACT


def exact(value):
    """A float of 3 stored decimals as the `Decimal` the engine works with."""
    return Decimal(f"{value or 0.0:.3f}")


class WaterReading(models.Model):
    """The way in: every reading, however given, is completed and checked here."""

    _inherit = "water.reading"

    @api.model_create_multi
    def create(self, vals_list):
        """Find meter and contract of each reading, then check it.

        Every way in (form, import, portal, round, API) passes here, so none can put
        an unchecked value among the accepted ones.
        """
        accepted = self.env.context.get("water_reading_fact") is FACT
        for vals in vals_list:
            if not self.env.su:
                for name in self._process_fields:
                    vals.pop(name, None)
            vals.pop("state", None)
            if self.env.context.get("import_file"):
                vals.setdefault("source", "import")
            self._complete_vals(vals)
        self._lock_contracts({vals.get("contract_id") for vals in vals_list})
        # The database keeps one live reading a day: what was replaced goes first.
        self.flush_model(["state", "installation_id", "date"])
        readings = super().create(vals_list)
        if accepted:
            readings._accept()
        else:
            readings._check()
        return readings

    @api.model
    def _create_accepted(self, vals_list):
        """Readings that are facts by themselves, as the values of an exchange."""
        readings = self.sudo().with_context(water_reading_fact=FACT).create(vals_list)
        return readings.with_env(self.env)

    @api.model
    def _lock_contracts(self, contract_ids):
        """Make two submissions for one contract wait for each other.

        An update and not only a lock: the one that waited then gets a serialization
        failure, is tried again by Odoo on fresh data and finds the first one's reading.
        """
        contract_ids = tuple(sorted(filter(None, contract_ids)))
        if contract_ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE water_contract SET submission_seq = submission_seq + 1
                        WHERE id IN (SELECT id FROM water_contract WHERE id IN %s
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    contract_ids,
                ),
                # To lose the race is nothing to log: the request is run again.
                log_exceptions=False,
            )
            self.env["water.contract"].browse(contract_ids).invalidate_recordset(
                ["submission_seq"], flush=False
            )

    @api.model
    def _complete_vals(self, vals):
        """Fill point, meter, installation and contract from what was given.

        Meter and contract follow from point and day; only the process itself may
        say them.
        """
        if not self.env.su:
            vals.pop("contract_id", None)
            vals.pop("installation_id", None)
        day = fields.Date.to_date(vals.get("date")) or law_today(self)
        vals["date"] = day
        if vals.get("meter_id") and not vals.get("point_id"):
            meter = self.env["water.meter"].browse(vals["meter_id"])
            installation = meter.installation_ids.filtered(
                lambda i: i.date_from <= day and (not i.date_to or i.date_to >= day)
            )[:1]
            if not installation:
                raise UserError(
                    self.env._(
                        "Meter %(number)s was not installed anywhere on %(day)s.",
                        number=meter.number,
                        day=format_date(self.env, day),
                    )
                )
            vals["installation_id"] = installation.id
            vals["point_id"] = installation.point_id.id
        point = self.env["water.point"].browse(vals.get("point_id"))
        if point and not vals.get("installation_id"):
            vals["installation_id"] = point._installation_on(day, vals.get("kind")).id
        if vals.get("installation_id"):
            installation = self.env["water.meter.installation"].browse(
                vals["installation_id"]
            )
            vals["meter_id"] = installation.meter_id.id
        if point and not vals.get("contract_id"):
            vals["contract_id"] = self._contract_on(point, day).id
        if vals.get("source") == "estimate" or "value" not in vals:
            return
        vals["value"] = float(exact(vals["value"]))

    @api.model
    def _contract_on(self, point, day):
        """The contract of a point on a day.

        A state taken on the day before a contract begins is its first one, unless
        that day still belongs to the contract before.
        """
        rows = (
            self.env["water.contract.point"]
            .sudo()
            .search(
                [
                    ("point_id", "=", point.id),
                    ("contract_id.state", "!=", "draft"),
                    ("date_from", "<=", day + timedelta(days=1)),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", day),
                ],
                order="date_from",
            )
        )
        return rows[:1].contract_id.with_env(self.env)

    @api.model
    def _submit(self, point, value, day=None, source="reader", **extra):
        """Give one reading; giving the same twice makes one.

        A held reading of the same day is replaced by the new one. An accepted one
        stays, and another value for that day is refused. A forecast of that day gives
        way to who read the meter, see `_take_over_forecasts`.

        :param point: the metering point
        :param Decimal|float value: register state in m³
        :param date day: day of the reading, today when not given
        :return: the reading, accepted or held
        :raise UserError: an accepted reading of that day shows another value
        """
        day = day or law_today(self)
        vals = {
            "point_id": point.id,
            "date": day,
            "value": value,
            "source": source,
            **extra,
        }
        self._complete_vals(vals)
        self._lock_contracts({vals.get("contract_id")})
        existing = self.search(
            [
                ("point_id", "=", point.id),
                ("installation_id", "=", vals.get("installation_id")),
                ("date", "=", day),
                ("state", "in", ("submitted", "held", "accepted")),
            ],
        ).sorted(lambda r: r._is_forecast())
        if source != "estimate":
            existing = existing.filtered(lambda r: not r._is_forecast())
        existing = existing[:1]
        if existing and exact(existing.value) == exact(value):
            return existing
        if existing.state == "accepted":
            raise UserError(
                self.env._(
                    "A reading for %(day)s is already accepted: %(value)s m³. If it is "
                    "wrong, please tell the office.",
                    day=format_date(self.env, day),
                    value=formatLang(self.env, existing.value, digits=3),
                )
            )
        if existing:
            existing._withdraw(self.env._("Replaced by a new reading of the same day."))
        return self.create([vals])
