from odoo import fields, models


class WaterSettingsMixin(models.AbstractModel):
    """The settings of the water service that are kept on the company.

    Shown to administrators among Odoo's settings, and to the service's manager on a
    form of their own.
    """

    _name = "water.settings.mixin"
    _description = "Settings of the Water Service"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    water_journal_id = fields.Many2one(
        related="company_id.water_journal_id", readonly=False
    )
    water_payment_term_id = fields.Many2one(
        related="company_id.water_payment_term_id", readonly=False
    )
    water_window_before = fields.Integer(
        related="company_id.water_window_before", readonly=False
    )
    water_window_after = fields.Integer(
        related="company_id.water_window_after", readonly=False
    )
    water_volume_precision = fields.Selection(
        related="company_id.water_volume_precision", readonly=False
    )
    water_subscription_mode = fields.Selection(
        related="company_id.water_subscription_mode", readonly=False
    )
    water_tariff_change_days = fields.Integer(
        related="company_id.water_tariff_change_days", readonly=False
    )
    water_split_precision = fields.Selection(
        related="company_id.water_split_precision", readonly=False
    )
    water_subscription_change = fields.Selection(
        related="company_id.water_subscription_change", readonly=False
    )
    water_bill_resident_reading = fields.Boolean(
        related="company_id.water_bill_resident_reading", readonly=False
    )
    water_allow_forecast = fields.Boolean(
        related="company_id.water_allow_forecast", readonly=False
    )
    water_spike_factor = fields.Float(
        related="company_id.water_spike_factor", readonly=False
    )
    water_spike_margin = fields.Float(
        related="company_id.water_spike_margin", readonly=False
    )
    water_rollover_limit = fields.Float(
        related="company_id.water_rollover_limit", readonly=False
    )
    water_emergency_phone = fields.Char(
        related="company_id.water_emergency_phone", readonly=False
    )
    water_bill_note = fields.Char(related="company_id.water_bill_note", readonly=False)
    water_currency_id = fields.Many2one(related="company_id.currency_id")
    water_interest_journal_id = fields.Many2one(
        related="company_id.water_interest_journal_id", readonly=False
    )
    water_interest_account_id = fields.Many2one(
        related="company_id.water_interest_account_id", readonly=False
    )
    water_compensation_account_id = fields.Many2one(
        related="company_id.water_compensation_account_id", readonly=False
    )
    water_accrual_journal_id = fields.Many2one(
        related="company_id.water_accrual_journal_id", readonly=False
    )
    water_accrual_account_id = fields.Many2one(
        related="company_id.water_accrual_account_id", readonly=False
    )
    water_accrual_income_account_id = fields.Many2one(
        related="company_id.water_accrual_income_account_id", readonly=False
    )
    water_reconnection_fee = fields.Monetary(
        related="company_id.water_reconnection_fee",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_reconnection_tax_id = fields.Many2one(
        related="company_id.water_reconnection_tax_id", readonly=False
    )
    water_check_fee = fields.Monetary(
        related="company_id.water_check_fee",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_check_tax_id = fields.Many2one(
        related="company_id.water_check_tax_id", readonly=False
    )
    water_accrual_reminder = fields.Boolean(
        related="company_id.water_accrual_reminder", readonly=False
    )
    water_interest_days = fields.Integer(
        related="company_id.water_interest_days", readonly=False
    )
    water_interest_threshold = fields.Monetary(
        related="company_id.water_interest_threshold",
        readonly=False,
        currency_field="water_currency_id",
    )
    water_interest_unpaid = fields.Boolean(
        related="company_id.water_interest_unpaid", readonly=False
    )
    water_interest_compensation = fields.Boolean(
        related="company_id.water_interest_compensation", readonly=False
    )
    water_prescription_years = fields.Selection(
        related="company_id.water_prescription_years", readonly=False
    )
    water_prescription_warn_years = fields.Selection(
        related="company_id.water_prescription_warn_years", readonly=False
    )
    water_prescription_months = fields.Integer(
        related="company_id.water_prescription_months", readonly=False
    )
    water_prescription_payment = fields.Boolean(
        related="company_id.water_prescription_payment", readonly=False
    )
