from odoo import fields, models


class ResCompany(models.Model):
    """What the office promises residents."""

    _inherit = "res.company"

    water_check_days = fields.Integer(
        string="Days to Check a Held Reading",
        default=3,
        help="Working days in which the office looks at a resident's reading that was "
        "held. Residents are told this number.",
    )

    _water_check_days_positive = models.Constraint(
        "CHECK (water_check_days > 0)",
        "The office needs at least one day to check a reading.",
    )
