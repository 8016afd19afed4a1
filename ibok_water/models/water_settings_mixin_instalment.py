from odoo import fields, models


class WaterSettingsMixin(models.AbstractModel):
    """Settings about paying in instalments."""

    _inherit = "water.settings.mixin"

    water_instalment_portal = fields.Boolean(
        related="company_id.water_instalment_portal", readonly=False
    )
    water_instalment_months = fields.Integer(
        related="company_id.water_instalment_months", readonly=False
    )
    water_instalment_smallest = fields.Monetary(
        related="company_id.water_instalment_smallest",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_instalment_least = fields.Monetary(
        related="company_id.water_instalment_least",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_instalment_most = fields.Monetary(
        related="company_id.water_instalment_most",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_instalment_again = fields.Boolean(
        related="company_id.water_instalment_again", readonly=False
    )
    water_instalment_grace = fields.Integer(
        related="company_id.water_instalment_grace", readonly=False
    )
    water_instalment_offer_days = fields.Integer(
        related="company_id.water_instalment_offer_days", readonly=False
    )
