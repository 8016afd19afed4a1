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

    ibok_account_days = fields.Integer(
        string="Days to Check an Account Request",
        default=3,
        help="Working days in which the office decides on a request for an account "
        "that did not open by itself (terms of the portal, § 2 sec. 5).",
    )
    ibok_controller = fields.Char(
        string="Data Controller",
        help="Who is responsible for personal data, e.g. Wójt Gminy Buczek.",
    )
    ibok_protection_officer = fields.Char(
        string="Data Protection Officer",
        help="How residents reach the officer: an e-mail address or a name with one.",
    )

    _ibok_account_days_positive = models.Constraint(
        "CHECK (ibok_account_days > 0)",
        "The office needs at least one day to check a request.",
    )
    _water_check_days_positive = models.Constraint(
        "CHECK (water_check_days > 0)",
        "The office needs at least one day to check a reading.",
    )
