from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("new", "New connection"),
    ("verification", "End of verification"),
    ("fault", "Fault"),
    ("freeze", "Frost damage"),
    ("radio", "Change to radio reading"),
    ("customer", "Customer's request"),
    ("check", "Check by an expert"),
    ("again", "Put in after days without a meter"),
]
#: What the first reading is made of.
OPENING = {"meter_id", "point_id", "date_from", "initial_value"}


class WaterMeterInstallation(models.Model):
    """A meter on a point from one day to another (half-open: shared exchange days).

    Its first and last register values are readings too; the protocol names both.
    """

    _name = "water.meter.installation"
    _description = "Meter Installation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    meter_id = fields.Many2one(
        "water.meter",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    point_id = fields.Many2one(
        "water.point", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(related="point_id.company_id", store=True)
    premise_id = fields.Many2one(related="point_id.premise_id")
    digits = fields.Integer(related="meter_id.digits")
    date_from = fields.Date(string="Installed on", required=True, tracking=True)
    date_to = fields.Date(string="Removed on", tracking=True)
    initial_value = fields.Float(
        string="Initial Reading", digits=(12, 3), required=True, tracking=True
    )
    final_value = fields.Float(string="Final Reading", digits=(12, 3), tracking=True)
    seal = fields.Char(string="Seal Number")
    reason = fields.Selection(REASONS, default="new")
    protocol = fields.Char(string="Protocol Number", copy=False, readonly=True)
    fitter = fields.Char()
    signature = fields.Selection(
        [("signed", "Signed by the customer"), ("refused", "Signature refused")],
        string="Customer's Signature",
    )
    previous_id = fields.Many2one(
        "water.meter.installation",
        string="Exchanged for",
        help="The installation that this one replaced.",
    )
    note = fields.Text(string="Remarks")

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to > date_from)",
        "A meter is removed after the day it was installed.",
    )
    _values = models.Constraint(
        "CHECK (initial_value >= 0 AND COALESCE(final_value, 0) >= 0)",
        "A register value is not below zero.",
    )
    _meter_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(meter_id, meter_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[)') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This meter is installed elsewhere on some of these days.",
    )
    _point_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(point_id, point_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[)') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "Another meter is installed on this point on some of these days.",
    )

    @api.depends("meter_id.number", "point_id.code", "date_from")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.meter_id.number} · {row.point_id.code}"

    @api.model_create_multi
    def create(self, vals_list):
        # The database compares days: an installation just closed must be closed there.
        self.flush_model(["meter_id", "point_id", "date_from", "date_to"])
        rows = super().create(vals_list)
        rows._create_boundary_readings("initial")
        rows.filtered("date_to")._create_boundary_readings("final")
        return rows

    def write(self, vals):
        """A closed installation keeps its dates and values; closing makes a reading."""
        corrects = OPENING & set(vals)
        if corrects and self._has_accepted_readings():
            raise UserError(
                self.env._(
                    "This installation already has accepted readings. Its meter, "
                    "point, first day and initial value can no longer be changed."
                )
            )
        if {"date_to", "final_value"} & set(vals) and any(r.date_to for r in self):
            raise UserError(self.env._("This meter has already been removed."))
        result = super().write(vals)
        if corrects:
            self._renew_initial_readings()
        if vals.get("date_to"):
            self._create_boundary_readings("final")
        return result

    def _has_accepted_readings(self):
        """Whether readings beyond the initial one rest on these installations."""
        return bool(
            self.env["water.reading"]
            .sudo()
            .search_count(
                [
                    ("installation_id", "in", self.ids),
                    ("state", "=", "accepted"),
                    ("kind", "!=", "initial"),
                ],
                limit=1,
            )
        )

    def _renew_initial_readings(self):
        """The first reading follows a corrected installation, as a new reading."""
        old = self.env["water.reading"].search(
            [
                ("installation_id", "in", self.ids),
                ("kind", "=", "initial"),
                ("state", "=", "accepted"),
            ]
        )
        old._withdraw(self.env._("The installation of the meter was corrected."))
        self._create_boundary_readings("initial")

    def _create_boundary_readings(self, kind):
        """Record the first or last register value as an accepted reading.

        The last one may be there already: read that day, or of a broken meter.
        """
        vals_list = [
            {
                "installation_id": row.id,
                "point_id": row.point_id.id,
                "date": row.date_from if kind == "initial" else row.date_to,
                "value": row.initial_value if kind == "initial" else row.final_value,
                "kind": kind,
                "source": "reader",
            }
            for row in self
            if kind == "initial" or not row._take_over_last_reading()
        ]
        self.env["water.reading"]._create_accepted(vals_list)

    def action_print_protocol(self):
        """Exchange protocol as a PDF."""
        return self.env.ref("ibok_water.report_exchange_protocol").report_action(self)
