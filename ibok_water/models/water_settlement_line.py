from odoo import fields, models

from .water_tariff_rate import COMPONENTS


class WaterSettlementLine(models.Model):
    """Priced line of a settlement, as the engine reckoned it."""

    _name = "water.settlement.line"
    _description = "Settlement Line"
    _order = "settlement_id, sequence, id"

    settlement_id = fields.Many2one(
        "water.settlement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    component = fields.Selection(COMPONENTS, required=True)
    rate_id = fields.Many2one(
        "water.tariff.rate", ondelete="restrict", index="btree_not_null"
    )
    group_code = fields.Char(string="Tariff Group")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    quantity = fields.Float(digits=(12, 3))
    unit = fields.Selection(
        [("m3", "m³"), ("month", "month"), ("period", "billing period")], required=True
    )
    price_net = fields.Float(
        string="Net Price", digits="Product Price", help="After the subsidy."
    )
    subsidy_net = fields.Float(
        string="Subsidy per m³",
        digits="Product Price",
        help="Paid by the municipality, already off the price.",
    )
    subsidy_id = fields.Many2one(
        "water.tariff.subsidy", ondelete="restrict", index="btree_not_null"
    )
    from_m3 = fields.Float(
        string="Block from (m³ a month)",
        digits=(12, 2),
        help="Where the block begins whose price this is.",
    )
    in_block = fields.Boolean(help="Whether the price is one of several blocks.")
    amount_net = fields.Monetary(string="Net")
    derivation = fields.Json()
