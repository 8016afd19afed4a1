from odoo import fields, models

from ..models.water_tariff_group import (
    BILLING_MONTHS,
    INVOICE_FORM,
    METERING,
    RECIPIENTS,
    SERVICES,
)


class WaterTariffWhatIfBill(models.TransientModel):
    """A month's bill of a typical contract of one kind: now and under the tariff.

    Typical is the median: half of the contracts of the kind use less, half use more.
    """

    _name = "water.tariff.what.if.bill"
    _description = "What-If: Typical Bill"
    _order = "what_if_id, sequence, id"
    _rec_name = "groups_draft"

    what_if_id = fields.Many2one(
        "water.tariff.what.if", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="what_if_id.currency_id")
    sequence = fields.Integer()
    recipients = fields.Selection(RECIPIENTS)
    metering = fields.Selection(METERING)
    billing_months = fields.Selection(BILLING_MONTHS, string="Billing Cycle")
    invoice_form = fields.Selection(INVOICE_FORM, string="Invoice")
    services = fields.Selection(SERVICES)
    groups_now = fields.Char()
    groups_draft = fields.Char(string="Groups in the Tariff")
    contract_count = fields.Integer(string="Contracts")
    volume_water = fields.Float(string="Water a Month (m³)", digits=(12, 2))
    volume_sewage = fields.Float(string="Sewage a Month (m³)", digits=(12, 2))
    gross_now = fields.Monetary(string="Gross a Month, Now")
    gross_draft = fields.Monetary(string="Gross a Month, Then")
    difference = fields.Monetary()
    percent = fields.Float(string="Change", digits=(8, 4))
