from odoo import fields, models


class WaterSettingsMixin(models.AbstractModel):
    """Settings about residents' accounts and readings."""

    _inherit = "water.settings.mixin"

    water_check_days = fields.Integer(
        related="company_id.water_check_days", readonly=False
    )
    ibok_account_days = fields.Integer(
        related="company_id.ibok_account_days", readonly=False
    )
    ibok_matter_days = fields.Integer(
        related="company_id.ibok_matter_days", readonly=False
    )
    ibok_duty_phone = fields.Char(related="company_id.ibok_duty_phone", readonly=False)
    ibok_figures_minimum = fields.Integer(
        related="company_id.ibok_figures_minimum", readonly=False
    )
    ibok_compare_minimum = fields.Integer(
        related="company_id.ibok_compare_minimum", readonly=False
    )
    ibok_controller = fields.Char(related="company_id.ibok_controller", readonly=False)
    ibok_protection_officer = fields.Char(
        related="company_id.ibok_protection_officer", readonly=False
    )
    ibok_document_mb = fields.Integer(
        related="company_id.ibok_document_mb", readonly=False
    )
    ibok_latitude = fields.Float(
        related="company_id.partner_id.partner_latitude", readonly=False
    )
    ibok_longitude = fields.Float(
        related="company_id.partner_id.partner_longitude", readonly=False
    )
