from odoo import fields, models


class ResCompany(models.Model):
    """What the municipality decided on paying in instalments."""

    _inherit = "res.company"

    water_instalment_portal = fields.Boolean(
        string="Residents May Ask for Instalments",
        default=True,
        help="On the portal, within the limits below. The office decides each time.",
    )
    water_instalment_months = fields.Integer(
        string="Most Instalments",
        default=12,
        required=True,
        help="One a month. The office itself may agree to more.",
    )
    water_instalment_smallest = fields.Monetary(
        string="Smallest Instalment",
        default=50.0,
        help="No instalment that a resident asks for is below this [zł].",
    )
    water_instalment_least = fields.Monetary(
        string="Smallest Debt in Instalments",
        default=100.0,
        help="A resident may ask from this sum of debts [zł].",
    )
    water_instalment_most = fields.Monetary(
        string="Largest Debt in Instalments",
        help="A resident may ask up to this sum of debts [zł]; who owes more comes to "
        "the office. 0: no limit.",
    )
    water_instalment_again = fields.Boolean(
        string="Again after a Broken Plan",
        help="Whether a resident whose plan was broken in the last 12 months may ask "
        "for another one on the portal. The office may agree to one all the same.",
    )
    water_instalment_grace = fields.Integer(
        string="Days of Grace",
        default=7,
        required=True,
        help="Days after an instalment's day before the plan is broken: transfers "
        "take time. A last day that is free moves to the next working one.",
    )
    water_instalment_offer_days = fields.Integer(
        string="Days to Accept a Plan",
        default=14,
        required=True,
        help="A plan that the office offers waits so long for the customer.",
    )

    _water_instalment_days = models.Constraint(
        "CHECK (water_instalment_months BETWEEN 1 AND 60 "
        "AND water_instalment_grace BETWEEN 0 AND 60 "
        "AND water_instalment_offer_days BETWEEN 1 AND 90)",
        "Instalments: 1 to 60 of them, 0 to 60 days of grace, 1 to 90 days to accept.",
    )
    _water_instalment_amounts = models.Constraint(
        "CHECK (water_instalment_smallest >= 0 AND water_instalment_least >= 0 "
        "AND water_instalment_most >= 0)",
        "Amounts of instalments are not below zero.",
    )
