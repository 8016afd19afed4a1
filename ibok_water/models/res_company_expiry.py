from odoo import fields, models


class ResCompany(models.Model):
    """When the office looks at contracts whose time runs out."""

    _inherit = "res.company"

    water_renewal_days = fields.Integer(
        string="Renewal: Days before the End",
        default=30,
        required=True,
        help="How many days before its last day a contract for a fixed time is to be "
        "prolonged; a contract can have its own number.",
    )
    water_expiry_warning_days = fields.Integer(
        string="Warning: Days before the Renewal",
        default=30,
        required=True,
        help="How many days before that day somebody of the office gets an activity.",
    )

    _water_renewal_days_range = models.Constraint(
        "CHECK (water_renewal_days BETWEEN 0 AND 365 "
        "AND water_expiry_warning_days BETWEEN 0 AND 365)",
        "Renewal and its warning lie 0 to 365 days before.",
    )
