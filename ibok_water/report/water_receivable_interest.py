from odoo import api, fields, models


class WaterReceivable(models.Model):
    """Interest that has accrued on claims and stands on no note yet."""

    _inherit = "water.receivable"

    interest = fields.Monetary(
        string="Interest not Charged",
        compute="_compute_interest",
        help="Interest for late payment up to the day asked for that stands on no "
        "interest note. All rows shown are reckoned at once.",
    )
    total_owed = fields.Monetary(
        string="With Interest",
        compute="_compute_interest",
        help="What is open, and the interest on it.",
    )

    @api.depends("residual")
    @api.depends_context("water_as_of")
    def _compute_interest(self):
        for company, rows in self.grouped("company_id").items():
            accrued = rows._accrued(company)
            for row in rows:
                row.interest = accrued.get(row.id, 0.0)
                row.total_owed = row.residual + row.interest

    def _accrued(self, company):
        """{row's id: interest not charged up to the day [zł]}, all at once.

        A customer whose rate is missing is left out; the note says what is missing.
        """
        claims = self.filtered(lambda row: row.claim > 0)
        if not claims:
            return {}
        found, _problems = (
            self.env["water.interest.coverage"]
            .sudo()
            ._reckon(company, self._day(), moves=claims.move_id, unpaid=True)
        )
        return {
            late.debt.line_id: float(late.interest)
            for lates in found.values()
            for late in lates
        }
