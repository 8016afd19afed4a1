from odoo import fields, models


class WaterTariffWhatIfLine(models.TransientModel):
    """What one group of the tariff would pay instead of what it was billed."""

    _name = "water.tariff.what.if.line"
    _description = "What-If by Group"
    _order = "what_if_id, sequence, id"
    _rec_name = "group_code"

    what_if_id = fields.Many2one(
        "water.tariff.what.if", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="what_if_id.currency_id")
    sequence = fields.Integer()
    group_id = fields.Many2one(
        "water.tariff.group", string="Tariff Group", ondelete="cascade"
    )
    group_code = fields.Char(string="Group")
    group_name = fields.Char(string="Description")
    contract_count = fields.Integer(
        string="Contracts",
        help="A contract priced by a water group and a sewage group counts in both.",
    )
    volume_water = fields.Float(string="Water (m³)", digits=(12, 2))
    volume_sewage = fields.Float(string="Sewage (m³)", digits=(12, 2))
    months = fields.Float(
        string="Fee, Months",
        digits=(12, 2),
        help="Months that the subscription is paid for, also where it is paid by the "
        "billing period.",
    )
    periods = fields.Float(
        string="Fee, Periods",
        digits=(12, 2),
        help="Billing periods, where the subscription is a price for a period.",
    )
    net_now = fields.Monetary(string="Net as Billed")
    net_draft = fields.Monetary(string="Net under the Tariff")
    difference = fields.Monetary()
    percent = fields.Float(string="Change", digits=(8, 4), aggregator="avg")
    subsidy_now = fields.Monetary(string="Subsidy as Billed")
    subsidy_draft = fields.Monetary(string="Subsidy under the Tariff")
