from odoo import api, fields, models
from odoo.tools import format_date


class WaterTariffPeriod(models.Model):
    """Price period: usually 12 months of the tariff's three years."""

    _name = "water.tariff.period"
    _inherit = ["water.tariff.part"]
    _description = "Tariff Price Period"
    _order = "date_from"

    tariff_id = fields.Many2one(
        "water.tariff", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tariff_id.company_id", store=True)
    name = fields.Char(required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period's last day lies before its first."
    )
    _overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(tariff_id, tariff_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "Price periods of a tariff may not overlap.",
    )

    @api.depends("name", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Rates are entered and read per period: its days belong to its name."""
        for period in self:
            days = [
                format_date(self.env, day)
                for day in (period.date_from, period.date_to)
                if day
            ]
            period.display_name = f"{period.name or ''} ({' – '.join(days)})"
