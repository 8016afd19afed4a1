from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .law_day import law_today

KINDS = [
    ("periodic", "Periodic"),
    ("initial", "Initial"),
    ("final", "Final"),
    ("control", "Control"),
    ("exchange", "Exchange"),
]
SOURCES = [
    ("reader", "Reader"),
    ("resident", "Resident"),
    ("radio", "Radio"),
    ("phone", "Phone"),
    ("parties", "Both parties"),
    ("import", "Import"),
    ("estimate", "Estimate"),
]
STATES = [
    ("submitted", "Submitted"),
    ("held", "Held"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("replaced", "Corrected"),
]
#: What a reading says; it is corrected by a new one, never overwritten.
FACTS = {
    "point_id",
    "installation_id",
    "meter_id",
    "contract_id",
    "date",
    "value",
    "kind",
    "source",
}
#: Only code of this module has this object, so no client can send it as context.
FACT = object()


class WaterReading(models.Model):
    """Reading: the state of a register at the end of a day."""

    _name = "water.reading"
    _description = "Reading"
    _inherit = ["water.process.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _process_fields = frozenset(
        {
            "state",
            "hold_codes",
            "hold_params",
            "reject_reason",
            "volume",
            "days",
            "user_id",
            "accepted_by_id",
            "accepted_on",
            "estimate_method",
            "estimate_basis",
            "replaced_by_id",
        }
    )

    point_id = fields.Many2one(
        "water.point", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        related="point_id.company_id", store=True, precompute=True, index=True
    )
    installation_id = fields.Many2one(
        "water.meter.installation",
        index=True,
        ondelete="restrict",
        help="The meter on its point on that day; found from point or meter and date.",
    )
    meter_id = fields.Many2one("water.meter", index=True, ondelete="restrict")
    contract_id = fields.Many2one(
        "water.contract",
        index=True,
        ondelete="restrict",
        help="The contract the point belonged to on that day.",
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    premise_id = fields.Many2one(related="point_id.premise_id", store=True)
    route_id = fields.Many2one(related="point_id.route_id", store=True)
    point_kind = fields.Selection(
        related="point_id.kind", string="Point Kind", store=True
    )
    date = fields.Date(required=True, default=law_today, index=True, tracking=True)
    value = fields.Float(
        string="Value (m³)",
        digits=(12, 3),
        required=True,
        tracking=True,
        aggregator=None,
    )
    kind = fields.Selection(KINDS, required=True, default="periodic", tracking=True)
    source = fields.Selection(SOURCES, required=True, default="reader", tracking=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="submitted",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    hold_codes = fields.Char(
        readonly=True,
        copy=False,
        help="Codes of the checks that held it, separated by commas.",
    )
    # What was usual here may be another resident's use: not for the portal.
    hold_params = fields.Json(readonly=True, copy=False, groups="base.group_user")
    hold_reason = fields.Text(compute="_compute_hold_reason", groups="base.group_user")
    reject_reason = fields.Char(readonly=True, copy=False, tracking=True)
    volume = fields.Float(
        string="Use (m³)",
        digits=(12, 3),
        readonly=True,
        copy=False,
        help="Use since the accepted reading before it on the same meter, in m³.",
    )
    # May be another resident's as well.
    previous_value = fields.Float(
        string="Previous (m³)",
        compute="_compute_previous",
        digits=(12, 3),
        groups="base.group_user",
    )
    previous_date = fields.Date(
        string="Previous on", compute="_compute_previous", groups="base.group_user"
    )
    days = fields.Integer(
        readonly=True,
        copy=False,
        help="Days since the accepted reading before it on the same meter.",
    )
    photo = fields.Image(
        max_width=1920,
        max_height=1920,
        help="Photo of the register; made smaller and stripped of its metadata.",
    )
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Given by",
        default=lambda self: self.env.user,
        readonly=True,
    )
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    usage_ids = fields.One2many(
        "water.settlement.usage",
        "reading_to_id",
        groups="ibok_water.group_water_clerk,account.group_account_readonly,"
        "base.group_portal",
    )
    is_settled = fields.Boolean(compute="_compute_is_settled")

    _value_not_negative = models.Constraint(
        "CHECK (value >= 0)", "A register value is not below zero."
    )
    _one_per_day = models.UniqueIndex(
        # A forecast does not stand in the way of who reads the meter on its day.
        "(installation_id, date, (source = 'estimate' AND kind = 'periodic')) "
        "WHERE state IN ('submitted', 'held', 'accepted') "
        "AND installation_id IS NOT NULL",
        "A reading of this meter for this day is already there.",
    )
    _point_date_index = models.Index("(point_id, date DESC) WHERE state = 'accepted'")

    @api.depends("point_id.code", "date", "value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reading in self:
            if not reading.point_id:
                reading.display_name = self.env._("New reading")
                continue
            day = format_date(self.env, reading.date)
            value = self._volume_text(reading.value)
            reading.display_name = f"{reading.point_id.code} · {day} · {value} m³"

    @api.depends("usage_ids.active")
    def _compute_is_settled(self):
        used = (
            self.env["water.settlement.usage"]
            .sudo()
            .search([("active", "=", True), ("reading_to_id", "in", self.ids)])
        )
        used |= (
            self.env["water.settlement.usage"]
            .sudo()
            .search([("active", "=", True), ("reading_from_id", "in", self.ids)])
        )
        settled = used.reading_to_id | used.reading_from_id
        for reading in self:
            reading.is_settled = reading._origin in settled

    @api.model
    def _last_accepted(self, points, until=None):
        """Last accepted reading of each point.

        :param points: records the caller may see
        :param date until: only readings up to this day
        :return: {point id: reading}
        """
        if not points.ids:
            return {}
        self.flush_model(["point_id", "date", "state", "source"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (point_id) point_id, id FROM water_reading
                    WHERE state = 'accepted' AND point_id IN %s
                      AND (%s::date IS NULL OR date <= %s::date)
                 ORDER BY point_id, date DESC, source = 'estimate', id DESC""",
                tuple(points.ids),
                until,
                until,
            )
        )
        return {point_id: self.browse(reading_id) for point_id, reading_id in rows}

    def write(self, vals):
        decided = any(r.state in ("accepted", "rejected") for r in self)
        follows = self.env.context.get("water_reading_fact") is FACT
        if FACTS & set(vals) and (decided or not self.env.su) and not follows:
            raise UserError(
                self.env._(
                    "A reading is kept as it was given and cannot be changed. Reject "
                    "or withdraw it with a reason and enter the right one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if any(reading.state != "submitted" for reading in self):
            raise UserError(
                self.env._(
                    "A reading is kept as it was given. Reject it with a reason "
                    "instead of deleting it."
                )
            )

    def action_view_settlements(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlements"),
            "res_model": "water.settlement",
            "view_mode": "list,form",
            "domain": [
                "|",
                ("usage_ids.reading_to_id", "=", self.id),
                ("usage_ids.reading_from_id", "=", self.id),
            ],
        }

    @api.model
    def get_import_templates(self):
        """Template of the CSV/XLSX import (Odoo's own)."""
        return [
            {
                "label": self.env._("Import Template for Readings"),
                "template": "/ibok_water/static/xls/readings_import.xlsx",
            }
        ]
