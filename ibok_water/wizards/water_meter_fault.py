from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..engine.history import months_between
from ..models.law_day import law_today
from ..models.water_reading_estimate import METHODS

FAULTS = [
    ("stopped", "Does not count"),
    ("damaged", "Damaged or frozen"),
    ("unreadable", "Register cannot be read"),
    ("missing", "Meter missing"),
    ("tampered", "Seal broken or tampered with"),
]


class WaterMeterFault(models.TransientModel):
    """A meter found broken or missing: its last state by the regulation."""

    _name = "water.meter.fault"
    _description = "Meter Broken or Missing"

    point_id = fields.Many2one("water.point", required=True, readonly=True)
    company_id = fields.Many2one(related="point_id.company_id")
    installation_id = fields.Many2one(related="point_id.installation_id")
    meter_id = fields.Many2one(related="point_id.meter_id")
    detected_on = fields.Date(
        string="Found on",
        required=True,
        default=law_today,
        help="Day on which the fault was found. The three months before its month are "
        "the first basis of the estimate.",
    )
    last_reading_id = fields.Many2one(
        "water.reading",
        string="Last Good Reading",
        compute="_compute_last_reading",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('installation_id', '=', installation_id),"
        " ('state', '=', 'accepted'), ('source', '!=', 'estimate')]",
        help="Up to it the meter counted rightly. The days after it are estimated.",
    )
    reason = fields.Selection(
        FAULTS, string="Kind of Fault", required=True, default="stopped"
    )
    note = fields.Char(string="Remarks")
    months = fields.Float(
        string="Months of the Fault",
        compute="_compute_estimate",
        digits=(8, 2),
        help="Calendar months of the estimated days; a part of one by its days.",
    )
    volume = fields.Float(
        string="Estimated Use (m³)", compute="_compute_estimate", digits=(12, 3)
    )
    value = fields.Float(
        string="Estimated State (m³)",
        compute="_compute_estimate",
        digits=(12, 3),
        help="Last good reading and the estimated use; the register goes on from zero "
        "after its last digit.",
    )
    method = fields.Selection(
        METHODS,
        string="Estimated by",
        compute="_compute_estimate",
        help="Regulation of 27.02.2018 (Dz.U. 2018 poz. 472): mean use of the three "
        "months before the fault was found; if that is not possible, the same period "
        "of last year, or last year's mean month × the months of the fault.",
    )
    derivation_text = fields.Text(string="Figures", compute="_compute_estimate")
    problem = fields.Text(compute="_compute_estimate")

    @api.depends("point_id", "detected_on")
    def _compute_last_reading(self):
        for wizard in self:
            wizard.last_reading_id = self.env["water.reading"].search(
                [
                    ("installation_id", "=", wizard.point_id.installation_id.id),
                    ("installation_id", "!=", False),
                    ("state", "=", "accepted"),
                    ("source", "!=", "estimate"),
                    ("date", "<", wizard.detected_on),
                ],
                order="date desc, id desc",
                limit=1,
            )

    @api.depends("point_id", "detected_on", "last_reading_id")
    @api.depends_context("lang")
    def _compute_estimate(self):
        for wizard in self:
            vals, problem = {}, False
            try:
                vals = wizard._prepare_reading()
            except UserError as refused:
                problem = str(refused)
            basis = vals.get("estimate_basis", {})
            reading = self.env["water.reading"].new(vals) if vals else None
            wizard.problem = problem
            wizard.method = vals.get("estimate_method")
            wizard.value = vals.get("value", 0)
            wizard.volume = float(basis.get("volume", 0))
            wizard.derivation_text = reading and reading.estimate_text
            wizard.months = vals and months_between(
                wizard.last_reading_id.date + timedelta(days=1), wizard.detected_on
            )

    def _prepare_reading(self):
        """Values of the final reading as the wizard stands.

        :raise UserError: something is missing or does not fit; says what to do
        """
        self.ensure_one()
        last, day = self.last_reading_id, self.detected_on
        if not self.installation_id or not last:
            raise UserError(
                self.env._("This point has no meter with a reading before that day.")
            )
        if last.installation_id != self.installation_id or last.state != "accepted":
            raise UserError(
                self.env._("Choose an accepted reading of the present meter.")
            )
        if not last.date < day <= law_today(self):
            raise UserError(
                self.env._(
                    "The fault is found after the last good reading of %(last)s and "
                    "not in the future.",
                    last=format_date(self.env, last.date),
                )
            )
        return self.point_id._row_on(day)._prepare_fault(last, day, day)

    def action_confirm(self):
        """Record the estimated final state; the next bill takes it.

        :return: the window of the new reading
        """
        reading = self._estimate()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.reading",
            "view_mode": "form",
            "res_id": reading.id,
        }

    def action_exchange(self):
        """Record the estimated final state and go on to the exchange of the meter."""
        self._estimate()
        action = self.point_id.action_exchange_meter()
        action["context"]["default_reason"] = "fault"
        return action

    def _estimate(self):
        self.ensure_one()
        readings = self.env["water.reading"]
        readings._refuse_but_clerks()
        self.check_access("write")
        readings._lock_contracts(
            self.point_id._row_on(self.detected_on).contract_id.ids
        )
        vals = self._prepare_reading()
        same_day = readings.search(
            [
                ("installation_id", "=", vals["installation_id"]),
                ("date", ">=", vals["date"]),
                ("state", "in", ("submitted", "held", "accepted")),
            ],
            limit=1,
        )
        if same_day:
            raise UserError(
                self.env._(
                    "%(reading)s is a reading of that day or after it. Reject, "
                    "withdraw or correct it first.",
                    reading=same_day.display_name,
                )
            )
        labels = dict(self._fields["reason"]._description_selection(self.env))
        told = ": ".join(filter(None, (labels[self.reason], self.note)))
        reading = readings._create_accepted([vals | {"note": told}])
        self.point_id.message_post(
            body=plaintext2html(
                "\n".join(
                    (
                        self.env._(
                            "Meter %(meter)s found broken or missing on %(day)s. "
                            "%(reason)s. Its state is estimated at %(value)s m³:",
                            meter=self.meter_id.number,
                            day=format_date(self.env, self.detected_on),
                            reason=told,
                            value=reading._volume_text(reading.value),
                        ),
                        reading.estimate_text or "",
                    )
                )
            )
        )
        return reading
