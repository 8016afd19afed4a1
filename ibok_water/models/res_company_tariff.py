from datetime import timedelta

from odoo import api, fields, models

from .law_day import law_today

#: Days before a tariff's last one from which the next must be on its way. The decision
#: itself takes 45 days (art. 24c), so much later is too late.
NOTICE_DAYS = 90


class ResCompany(models.Model):
    """Whether the utility has prices for the days to come."""

    _inherit = "res.company"

    water_tariff_gap = fields.Boolean(
        string="Tariff Missing or Ending",
        compute="_compute_water_tariff_gap",
        search="_search_water_tariff_gap",
        help="No tariff is in force, or the last approved one ends within 90 days.",
    )

    def _compute_water_tariff_gap(self):
        gap = self._water_tariff_gap()
        for company in self:
            company.water_tariff_gap = company in gap

    def _search_water_tariff_gap(self, operator, value):
        if operator != "in":
            return NotImplemented
        gap = self.search([("water_journal_id", "!=", False)])._water_tariff_gap()
        return [("id", "in" if True in value else "not in", gap.ids)]

    @api.model
    def _water_tariff_horizon(self):
        """The last day that prices should be known for."""
        return law_today(self) + timedelta(days=NOTICE_DAYS)

    def _water_tariff_gap(self):
        """The water utilities among these companies without prices to come."""
        covered = (
            self.env["water.tariff"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.ids),
                    ("state", "=", "active"),
                    ("date_to", ">", self._water_tariff_horizon()),
                ]
            )
        )
        utilities = self.filtered(lambda company: company.sudo().water_journal_id)
        return utilities - covered.company_id
