from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .changed_values import changed

#: What a bill by this norm says of it.
BILLED = ("code", "sewered", "m3_month", "date_from")


class WaterNorm(models.Model):
    """Average consumption norm for a premise without a water meter.

    Regulation of 14.01.2002 (Dz.U. 2002 nr 8 poz. 70), table 1: m³ per inhabitant and
    month by the equipment of the dwelling.
    """

    _name = "water.norm"
    _description = "Consumption Norm"
    _order = "code, sewered, date_from desc"

    code = fields.Char(required=True, help="Row of the regulation's table.")
    name = fields.Char(string="Equipment", required=True, translate=True)
    sewered = fields.Boolean(
        help="Building connected to the sewer: the upper norm of the row applies."
    )
    m3_month = fields.Float(
        string="m³ per Person and Month", digits=(12, 3), required=True
    )
    date_from = fields.Date(required=True, default="2002-01-31")
    date_to = fields.Date()
    legal_basis = fields.Char()
    active = fields.Boolean(default=True)

    _m3_positive = models.Constraint("CHECK (m3_month > 0)", "A norm is above zero.")
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The norm's last day lies before its first.",
    )

    @api.depends("code", "name", "m3_month")
    def _compute_display_name(self):
        for norm in self:
            norm.display_name = f"{norm.code}. {norm.name} ({norm.m3_month:g} m³)"

    def write(self, vals):
        """A norm that bills rest on stays; another one holds from a later day."""
        days = self._billed_until()
        if days:
            used = self.browse(days)
            for norm in changed(used, vals, BILLED):
                raise self._billed(norm, days[norm.id])
            last = fields.Date.to_date(vals.get("date_to"))
            for norm in used:
                if last and last < days[norm.id]:
                    raise self._billed(norm, days[norm.id])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        for norm_id, day in self._billed_until().items():
            raise self._billed(self.browse(norm_id), day)

    def _billed_until(self):
        """{norm id: last day of the bills that rest on it}"""
        groups = (
            self.env["water.settlement"]
            .sudo()
            ._read_group(
                [("norm_ids", "in", self.ids), ("state", "!=", "cancelled")],
                ["norm_ids"],
                ["date_to:max"],
            )
        )
        return {norm.id: day for norm, day in groups if norm.id in self.ids}

    def _billed(self, norm, day):
        return UserError(
            self.env._(
                "Bills up to %(day)s rest on the norm %(norm)s, so it stays as it is. "
                "Add the new norm with its first day, let this one end the day "
                "before, and give it to the contracts with Change Terms.",
                norm=norm.display_name,
                day=format_date(self.env, day),
            )
        )
