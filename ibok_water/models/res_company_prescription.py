from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields, models

#: The two readings of the law on supplied water.
YEARS = [("2", "2 years (as for a sale, art. 554)"), ("3", "3 years (art. 118)")]


class ResCompany(models.Model):
    """What the municipality holds of the prescription of its claims."""

    _inherit = "res.company"

    water_prescription_years = fields.Selection(
        YEARS,
        string="Prescription after",
        default="3",
        required=True,
        help="Courts take claims for water as prescribed after 2 or after 3 years; the "
        "time ends with the calendar year (art. 118 of the Civil Code). After it a "
        "consumer's claim is not demanded any more.",
    )
    water_prescription_warn_years = fields.Selection(
        YEARS,
        string="Warn before",
        default="2",
        required=True,
        help="By which reading the list of claims about to be prescribed is made: "
        "the shorter one is the careful one.",
    )
    water_prescription_months = fields.Integer(
        string="Months Ahead",
        help="How long before its day a claim is on that list. 0: all that are "
        "prescribed with the end of this year.",
    )
    water_prescription_payment = fields.Boolean(
        string="A Part Payment Interrupts",
        help="Every payment that was matched with a part of a claim is taken as an "
        "acknowledgment of the rest (art. 123 § 1 pkt 2). Off, the careful way: it may "
        "have been meant for another debt, so only what is recorded by hand counts.",
    )

    _water_prescription_months_range = models.Constraint(
        "CHECK (water_prescription_months BETWEEN 0 AND 36)",
        "The list looks from 0 to 36 months ahead.",
    )

    def _water_prescription_limit(self, day):
        """Last day of what is listed on a day as about to be prescribed."""
        self.ensure_one()
        if self.water_prescription_months:
            return day + relativedelta(months=self.water_prescription_months)
        return date(day.year, 12, 31)

    def _water_prescription_oldest(self, day):
        """The last due date whose claim can be on that list, or prescribed already.

        By the fewest years: what happened to a claim only makes its time longer.
        """
        self.ensure_one()
        limit = self._water_prescription_limit(day)
        years = min(
            int(self.water_prescription_years), int(self.water_prescription_warn_years)
        )
        ends_with_year = limit == date(limit.year, 12, 31)
        return date(limit.year - years - (not ends_with_year), 12, 31)
