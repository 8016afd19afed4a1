from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang
from odoo.tools.sql import column_exists, table_exists

from ..engine import NegativeUse, RegisterSpan, ValueBeyondDigits, span_use
from .water_reading_flow import exact

REMOVAL_REASONS = [
    ("verification", "End of verification"),
    ("fault", "Fault"),
    ("freeze", "Frost damage"),
    ("radio", "Change to radio reading"),
    ("customer", "Customer's request"),
    ("check", "Check by an expert"),
    ("shut", "Supply shut"),
    ("winter", "Taken in for the winter"),
    ("other", "Other, see the history"),
]


class WaterMeterInstallation(models.Model):
    """A meter is taken out: why, and at a state that ends a bill and is possible."""

    _inherit = "water.meter.installation"

    removal_reason = fields.Selection(
        REMOVAL_REASONS, string="Why It Was Taken Out", readonly=True, copy=False
    )

    def _auto_init(self):
        """Override of `base`: an upgrade that brings the column fills it."""
        old = table_exists(self.env.cr, self._table) and not column_exists(
            self.env.cr, self._table, "removal_reason"
        )
        result = super()._auto_init()
        if old:
            self._name_removals()
        return result

    def _name_removals(self):
        """A meter that was exchanged went for the reason the next one came."""
        self.env.cr.execute(
            SQL(
                """UPDATE water_meter_installation old
                      SET removal_reason = new.reason
                     FROM water_meter_installation new
                    WHERE new.previous_id = old.id
                      AND old.removal_reason IS NULL
                      AND new.reason IN %s""",
                tuple(code for code, _name in REMOVAL_REASONS),
            )
        )

    def write(self, vals):
        if vals.get("date_to"):
            day, value = fields.Date.to_date(vals["date_to"]), vals.get("final_value")
            for row in self.filtered(lambda r: not r.date_to):
                row._refuse_other_state(day, value or 0.0)
                row._refuse_impossible_end(day, value or 0.0)
        return super().write(vals)

    def _readings_on(self, day):
        """What somebody read of this meter on a day, or is being checked."""
        self.ensure_one()
        found = self.env["water.reading"].search(
            [
                ("installation_id", "=", self.id),
                ("date", "=", day),
                ("state", "in", ("submitted", "held", "accepted")),
            ]
        )
        return found.filtered(lambda reading: not reading._is_forecast())

    def _refuse_other_state(self, day, value):
        """A meter cannot go at a state that an accepted reading of the day denies.

        :raise UserError: names that reading, and says what to do
        """
        self.ensure_one()
        other = self._readings_on(day).filtered(
            lambda one: (
                one.state == "accepted"
                and one.source != "estimate"
                and exact(one.value) != exact(value)
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "Point %(point)s has a reading of %(day)s already: %(value)s m³. "
                    "Enter that state as the final reading. If it is wrong, correct "
                    "it on the point first.",
                    point=self.point_id.code,
                    day=format_date(self.env, day),
                    value=other._volume_text(other[:1].value),
                )
            )

    def _take_over_last_reading(self):
        """Let the accepted reading of the last day end the meter, if there is one.

        One that was not accepted gives way to the state of the protocol.

        :return: whether the meter has its last state by it
        """
        self.ensure_one()
        there = self._readings_on(self.date_to)
        known = there.filtered(lambda reading: reading.state == "accepted")
        (there - known)._withdraw(
            self.env._("The meter was taken out on this day, at another state.")
        )
        if known.kind != "final":
            known._follow({"kind": "final"})
        return bool(known)

    def _refuse_impossible_end(self, day, value):
        """Refuse a final state that the meter cannot have reached.

        Reckoned from its last actual reading, through zero as well: what was estimated
        in between is settled by the bill on this state.

        :raise UserError: it is below that reading or beyond the register
        """
        self.ensure_one()
        last = self.env["water.reading"].search(
            [
                ("installation_id", "=", self.id),
                ("state", "=", "accepted"),
                ("date", "<=", day),
                "|",
                ("source", "!=", "estimate"),
                ("kind", "!=", "periodic"),
            ],
            order="date desc, id desc",
            limit=1,
        )
        if not last or (last.source == "estimate" and last.date == day):
            return
        span = RegisterSpan(
            key=self.id,
            date_from=last.date,
            date_to=day,
            value_from=exact(last.value),
            value_to=exact(value),
            digits=self.digits,
        )
        company = self.company_id
        try:
            span_use(
                span,
                Decimal(company.water_volume_precision),
                Decimal(str(company.water_rollover_limit)),
            )
        except ValueBeyondDigits as error:
            raise UserError(
                self.env._(
                    "The final reading %(final)s has more digits than the register.",
                    final=formatLang(self.env, value, digits=3),
                )
            ) from error
        except NegativeUse as error:
            raise UserError(
                self.env._(
                    "The final reading %(final)s is below the last accepted one, "
                    "%(last)s.",
                    final=formatLang(self.env, value, digits=3),
                    last=formatLang(self.env, last.value, digits=3),
                )
            ) from error
