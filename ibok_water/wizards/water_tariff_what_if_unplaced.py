from odoo import fields, models


class WaterTariffWhatIfUnplaced(models.TransientModel):
    """A billed contract that the tariff has no price for, and why."""

    _name = "water.tariff.what.if.unplaced"
    _description = "What-If: Contract without a Price"
    _order = "what_if_id, contract_id"
    _rec_name = "contract_id"

    what_if_id = fields.Many2one(
        "water.tariff.what.if", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="what_if_id.currency_id")
    contract_id = fields.Many2one("water.contract", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="contract_id.partner_id")
    recipients = fields.Selection(related="contract_id.recipients")
    metering = fields.Selection(related="contract_id.metering")
    billing_months = fields.Selection(related="contract_id.billing_months")
    invoice_form = fields.Selection(related="contract_id.invoice_form")
    services = fields.Selection(related="contract_id.services")
    reason = fields.Char()
    net_now = fields.Monetary(string="Net as Billed")
