from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..engine import EngineError, floor_to, statutory_use
from ..engine.explain import step
from ..models.water_reading_estimate import METHODS
from ..models.water_reading_flow import exact

DAY = timedelta(days=1)


class WaterMeterGap(models.TransientModel):
    """Days on which a point had no meter: how much is billed for them.

    The use goes into a state that the meter taken out would have shown on the day on
    which the next one was put in, an ordinary link of the chain of readings.
    """

    _name = "water.meter.gap"
    _description = "Days without a Meter"

    point_id = fields.Many2one("water.point", required=True, readonly=True)
    company_id = fields.Many2one(related="point_id.company_id")
    reading_id = fields.Many2one(
        "water.reading", string="Last State", compute="_compute_gap"
    )
    date_from = fields.Date(string="First Day", compute="_compute_gap")
    date_to = fields.Date(string="Last Day", compute="_compute_gap")
    method = fields.Selection(METHODS, string="Rule", compute="_compute_statutory")
    statutory = fields.Float(
        string="By the Regulation (m³)",
        compute="_compute_statutory",
        digits=(12, 3),
        help="Regulation of 27.02.2018 (Dz.U. 2018 poz. 472), as for a broken meter.",
    )
    figures = fields.Text(compute="_compute_statutory")
    volume = fields.Float(
        string="Billed Use (m³)",
        digits=(12, 3),
        compute="_compute_volume",
        store=True,
        readonly=False,
        precompute=True,
        help="By the regulation, or as agreed; 0 where the supply was shut.",
    )
    reason = fields.Char(
        help="Why so much: what was agreed, or that it was shut. The customer reads it "
        "on the bill."
    )

    @api.depends("point_id")
    def _compute_gap(self):
        for wizard in self:
            before, following = wizard.point_id._gap()
            wizard.reading_id = before
            wizard.date_from = before and before.date + DAY
            wizard.date_to = following.date_from

    @api.depends("point_id")
    @api.depends_context("lang")
    def _compute_statutory(self):
        for wizard in self:
            vals = {}
            if wizard.reading_id:
                vals = wizard._statutory_vals()
            reading = self.env["water.reading"].new(vals) if vals else None
            wizard.method = vals.get("estimate_method")
            basis = vals.get("estimate_basis", {})
            wizard.statutory = float(basis.get("volume", 0))
            wizard.figures = reading and reading.estimate_text

    @api.depends("statutory")
    def _compute_volume(self):
        for wizard in self:
            wizard.volume = wizard.statutory

    def _statutory_vals(self):
        """What the regulation gives for these days; empty where it gives nothing."""
        last = self.reading_id
        row = self.point_id._row_on(self.date_to)
        try:
            found = statutory_use(
                row._uses_until(last),
                self.date_from,
                self.date_to,
                self.date_from,
                precision=Decimal(self.company_id.water_volume_precision),
            )
        except EngineError:
            return {}
        return {
            "estimate_method": found.method,
            "estimate_basis": {
                "reading_id": last.id,
                "volume": str(found.volume),
                "derivation": list(found.derivation),
            },
        }

    def _agreed_vals(self, volume):
        """What the bill tells of a use that was agreed."""
        entry = step(
            "agreed",
            date_from=self.date_from,
            date_to=self.date_to,
            volume=volume,
            reason=self.reason.strip(),
        )
        return {
            "estimate_basis": {
                "reading_id": self.reading_id.id,
                "volume": str(volume),
                "derivation": [entry],
            }
        }

    def action_confirm(self):
        """Record the state that stands for these days; the next bill takes it."""
        self.ensure_one()
        readings = self.env["water.reading"]
        readings._refuse_but_clerks()
        self.check_access("write")
        if not self.reading_id:
            raise UserError(
                self.env._(
                    "Between the meters of this point no day is left to decide on."
                )
            )
        contract = self.point_id._row_on(self.date_to).contract_id
        readings._lock_contracts(contract.ids)
        volume = exact(self.volume)
        precision = Decimal(self.company_id.water_volume_precision)
        if volume < 0 or volume != floor_to(volume, precision):
            raise UserError(
                self.env._(
                    "The use is not below zero and in units of %(unit)s m³.",
                    unit=precision,
                )
            )
        vals = {}
        if self.method and volume == exact(self.statutory):
            vals = self._statutory_vals()
        elif not (self.reason or "").strip():
            raise UserError(
                self.env._("Say why so much is billed: what was agreed, or was shut.")
            )
        else:
            vals = self._agreed_vals(volume)
        last = self.reading_id
        reading = readings._create_accepted(
            [
                {
                    "point_id": self.point_id.id,
                    "installation_id": last.installation_id.id,
                    "contract_id": contract.id,
                    "date": self.date_to,
                    "value": float(
                        (exact(last.value) + volume) % 10**last.meter_id.digits
                    ),
                    "kind": "final",
                    "source": "estimate",
                    "note": self.reason,
                    **vals,
                }
            ]
        )
        self.point_id.message_post(
            body=plaintext2html(
                self.env._(
                    "No meter from %(first)s to %(last)s: %(volume)s m³ are billed. "
                    "%(reason)s",
                    first=format_date(self.env, self.date_from),
                    last=format_date(self.env, self.date_to),
                    volume=reading._volume_text(self.volume),
                    reason=self.reason or reading.estimate_text or "",
                )
            )
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.reading",
            "view_mode": "form",
            "res_id": reading.id,
        }


class WaterPoint(models.Model):
    _inherit = "water.point"

    has_gap = fields.Boolean(
        compute="_compute_has_gap",
        groups="ibok_water.group_water_clerk",
        help="Days without a meter wait for a decision on their use.",
    )

    def _gap(self):
        """The first days without a meter that nobody has decided on.

        :return: (the last state before them, the installation that ended them); both
            empty where there are none
        """
        self.ensure_one()
        readings = self.env["water.reading"]
        rows = self.installation_ids.sorted("date_from")
        for row, following in zip(rows, rows[1:], strict=False):
            if not row.date_to or row.date_to >= following.date_from:
                continue
            if not self._gap_counts(following.date_from):
                continue
            states = readings.search(
                [
                    ("installation_id", "=", row.id),
                    ("state", "=", "accepted"),
                    ("date", ">=", row.date_to),
                ],
                order="date, id",
            )
            if states and states[-1].date < following.date_from:
                return states[-1], following
        return readings, self.env["water.meter.installation"]

    def _gap_counts(self, until):
        """Whether a contract by meter has still to bill days without one.

        One that began with the next meter only does not: nobody pays for them.

        :param date until: the day on which the next meter was put in
        """
        contract = self.env["water.reading"]._contract_on(self, until)
        rows = contract.contract_point_ids.filtered(lambda row: row.point_id == self)
        if not rows or contract._terms_on(until).metering == "norm":
            return False
        # As a bill does: from where it paid up to, else from the first row's state.
        start = rows.sorted("date_from")[0]._start_reading()
        return bool(start) and start.date < until

    @api.depends("installation_ids.date_from", "installation_ids.date_to")
    def _compute_has_gap(self):
        for point in self:
            point.has_gap = bool(point.kind != "garden" and point._gap()[0])

    def action_meter_gap(self):
        """Decide on the use of days on which the point had no meter."""
        self.ensure_one()
        if not self._gap()[0]:
            raise UserError(
                self.env._(
                    "Between the meters of this point no day is left to decide on."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Days without a Meter"),
            "res_model": "water.meter.gap",
            "view_mode": "form",
            "target": "new",
            "context": {"default_point_id": self.id},
        }
