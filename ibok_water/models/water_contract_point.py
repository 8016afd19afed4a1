from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .law_day import law_today

#: In the context while a form saves its rows: they are judged when all are there.
#: Only code has this object, so no client can send it.
TOGETHER = object()


class WaterContractPoint(models.Model):
    """Which point a contract pays for, from which day to which, and from what state."""

    _name = "water.contract.point"
    _description = "Point of a Contract"
    _inherit = ["water.process.mixin"]
    # An earlier state would bill what the contract before was billed for.
    _process_fields = frozenset({"initial_reading_id", "initial_value", "initial_date"})
    _order = "contract_id, kind desc, id"

    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, ondelete="cascade"
    )
    point_id = fields.Many2one(
        "water.point", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(related="point_id.kind", store=True)
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(
        string="To", compute="_compute_date_to", store=True, readonly=False
    )
    share = fields.Float(
        string="Share (%)",
        default=100.0,
        required=True,
        help="Part of the meter's use this contract pays, when contracts share it.",
    )
    initial_reading_id = fields.Many2one(
        "water.reading",
        string="First Reading",
        readonly=True,
        help="Register state from which this contract pays.",
    )
    initial_value = fields.Float(string="First Value", digits=(12, 3), readonly=True)
    initial_date = fields.Date(string="First Value on", readonly=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day lies before the first.",
    )
    _share_range = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "A share lies above 0 and up to 100 %."
    )
    _one_contract = models.Constraint(
        "EXCLUDE USING gist (int4range(point_id, point_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (share = 100) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This point already belongs to another contract on some of these days.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # The database compares days: a contract just ended must have ended there.
        self.flush_model(["point_id", "date_from", "date_to", "share"])
        rows = super().create(vals_list)
        rows.filtered(
            lambda r: r.contract_id.state != "draft"
        )._ensure_initial_reading()
        return rows

    @api.depends("contract_id.date_from")
    def _compute_dates(self):
        for row in self:
            row.date_from = row.date_from or row.contract_id.date_from

    @api.depends("contract_id.date_to")
    def _compute_date_to(self):
        for row in self:
            # One that another row of its point follows keeps its own end.
            row.date_to = row.date_to if row._followed() else row.contract_id.date_to

    def _holds_on(self, day):
        """Whether the contract pays for the point on a day."""
        self.ensure_one()
        return self.date_from <= day and (not self.date_to or self.date_to >= day)

    def _followed(self):
        """Whether the contract goes on paying for the point by a later row."""
        self.ensure_one()
        last = self.date_to
        return bool(last) and any(
            row.point_id == self.point_id and row.date_from > last
            for row in self.contract_id.contract_point_ids
        )

    def _compute_is_current(self):
        today = law_today(self)
        for row in self:
            row.is_current = row._holds_on(today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = law_today(self)
        current = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        asked = [current if choice else ~current for choice in set(value)]
        return Domain.OR(asked)

    @api.constrains("point_id", "share", "date_from", "date_to")
    def _check_shares(self):
        """Contracts that share a point pay no more than all of it together."""
        if self.env.context.get("water_rows_together") is TOGETHER:
            return
        self.point_id._lock_shares()
        for row in self:
            others = self.search(
                self._overlapping(row.point_id.id, row.date_from, row.date_to)
                & Domain("id", "!=", row.id)
            )
            if row.share + sum(others.mapped("share")) > 100.0001:
                message = self.env._(
                    "The shares of point %(point)s add up to more than 100 %%.",
                    point=row.point_id.code,
                )
                raise ValidationError(others._with_contracts(message))

    @api.constrains("point_id", "contract_id")
    def _check_premise(self):
        for row in self:
            if row.point_id.company_id != row.contract_id.company_id:
                raise ValidationError(
                    self.env._("The point belongs to another company.")
                )

    def _ensure_initial_reading(self):
        """Fix the state from which the contract pays, once a reading for it is there.

        The state at the end of the day before the first day counts (the handover
        reading of the contract before); without one, the first state taken at the
        beginning of this contract or of the first meter.
        """
        for row in self.filtered(lambda r: not r.initial_reading_id):
            start = row._find_first_reading()
            if start:
                row._set_initial_reading(start)

    def _first_reading_day(self):
        """The day whose state is the first: that before the contract begins to pay."""
        self.ensure_one()
        return (self.date_from or law_today(self)) - timedelta(days=1)

    def _find_first_reading(self):
        """The accepted reading that the contract would pay from, if it is there."""
        self.ensure_one()
        before = self._first_reading_day()
        accepted = self.env["water.reading"].search(
            [("point_id", "=", self.point_id._origin.id), ("state", "=", "accepted")],
            order="date, id",
        )
        handover = accepted.filtered(lambda reading: reading.date == before)
        opening = accepted.filtered(
            lambda reading: reading.kind == "initial" and reading.date > before
        )
        return handover[-1:] or opening[:1]

    def _follow_initial_reading(self, reading):
        """Begin at the reading that corrects the one these rows began with."""
        for row in self:
            row._set_initial_reading(reading)

    def _set_initial_reading(self, reading):
        self.ensure_one()
        self._set_process(
            {
                "initial_reading_id": reading.id,
                "initial_value": reading.value,
                "initial_date": reading.date,
            }
        )
