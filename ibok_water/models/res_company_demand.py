from odoo import fields, models


class ResCompany(models.Model):
    """What the municipality decided on demanding what is owed."""

    _inherit = "res.company"

    water_prescription_years = fields.Selection(
        [("2", "2 years"), ("3", "3 years")],
        string="Prescription of Bills",
        default="3",
        required=True,
        help="A claim for water ends on 31 December, after 3 years as a claim of a "
        "business (art. 118 of the Civil Code) or after 2 as one of sale (art. 554): "
        "courts differ. What is past it is never demanded.",
    )
