from odoo import api, fields, models

from ..engine import verification_due
from .water_point import OFFICE


class WaterMeter(models.Model):
    """Water meter (wodomierz): the device, wherever it is."""

    _name = "water.meter"
    _description = "Meter"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "number"
    _order = "number"

    number = fields.Char(required=True, copy=False, index="trigram", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    type_id = fields.Many2one("water.meter.type", required=True, tracking=True)
    manufacturer = fields.Char(related="type_id.manufacturer", store=True)
    dn = fields.Integer(related="type_id.dn", store=True, aggregator=None)
    digits = fields.Integer(
        string="Whole Digits",
        aggregator=None,
        compute="_compute_digits",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Whole m³ digits of this meter's register.",
    )
    radio_address = fields.Char()
    mark_year = fields.Integer(
        aggregator=None,
        help="Year of the conformity or verification mark.",
    )
    mark_kind = fields.Selection(
        [("mid", "MID mark (new meter)"), ("legalization", "Repeated verification")],
        default="mid",
        required=True,
    )
    verification_due = fields.Date(
        compute="_compute_verification_due",
        store=True,
        index=True,
        help="5 years: from 1 December of the year of a MID mark; from 1 January of "
        "the next year after a repeated verification.",
    )
    installation_ids = fields.One2many(
        "water.meter.installation", "meter_id", string="Installations"
    )
    installation_id = fields.Many2one(
        "water.meter.installation", compute="_compute_installation", store=True
    )
    point_id = fields.Many2one(
        "water.point",
        compute="_compute_installation",
        store=True,
        index="btree_not_null",
    )
    premise_id = fields.Many2one(related="point_id.premise_id", store=True)
    partner_id = fields.Many2one(related="point_id.partner_id")
    contract_id = fields.Many2one(related="point_id.contract_id", groups=OFFICE)
    state = fields.Selection(
        [("stock", "In stock"), ("installed", "Installed"), ("removed", "Removed")],
        compute="_compute_installation",
        store=True,
    )
    reading_count = fields.Integer(compute="_compute_reading_count")

    _number_unique = models.Constraint(
        "UNIQUE (company_id, number)", "A meter with this number is already there."
    )
    _radio_unique = models.UniqueIndex(
        "(company_id, radio_address) WHERE radio_address IS NOT NULL",
        "Another meter has this radio address.",
    )
    _digits_range = models.Constraint(
        "CHECK (digits BETWEEN 3 AND 9)", "A register has 3 to 9 whole digits."
    )
    _mark_year_range = models.Constraint(
        "CHECK (COALESCE(mark_year, 0) = 0 OR mark_year BETWEEN 1950 AND 2100)",
        "The mark year is a year of four digits.",
    )

    @api.depends("type_id")
    def _compute_digits(self):
        for meter in self:
            meter.digits = meter.type_id.digits or 5

    @api.depends("mark_year", "mark_kind")
    def _compute_verification_due(self):
        for meter in self:
            meter.verification_due = (
                verification_due(meter.mark_kind, meter.mark_year)
                if meter.mark_year
                else False
            )

    @api.depends(
        "installation_ids", "installation_ids.date_to", "installation_ids.point_id"
    )
    def _compute_installation(self):
        for meter in self:
            current = meter.installation_ids.filtered(lambda i: not i.date_to)[:1]
            meter.installation_id = current
            meter.point_id = current.point_id
            if current:
                meter.state = "installed"
            else:
                meter.state = "removed" if meter.installation_ids else "stock"

    def _compute_reading_count(self):
        counts = dict(
            self.env["water.reading"]._read_group(
                [("meter_id", "in", self.ids)], ["meter_id"], ["__count"]
            )
        )
        for meter in self:
            meter.reading_count = counts.get(meter, 0)

    def write(self, vals):
        """Judge readings anew by the true number of digits.

        Use through zero depends on it, and so does what a reading is held for. Bills
        are corrected by who corrects their readings.
        """
        before = {meter: meter.digits for meter in self}
        result = super().write(vals)
        changed = self.filtered(lambda meter: meter.digits != before[meter])
        if changed:
            readings_sudo = self.env["water.reading"].sudo()
            found_sudo = readings_sudo.search([("meter_id", "in", changed.ids)])
            found_sudo._update_volumes()
            found_sudo._judge_waiting()
        return result

    def action_view_readings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "water.reading",
            "view_mode": "list,form,graph",
            "domain": [("meter_id", "=", self.id)],
        }

    def action_view_installations(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Installations"),
            "res_model": "water.meter.installation",
            "view_mode": "list,form",
            "domain": [("meter_id", "=", self.id)],
        }

    def action_view_point(self):
        """Open the point the meter is on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.point",
            "view_mode": "form",
            "res_id": self.point_id.id,
        }
