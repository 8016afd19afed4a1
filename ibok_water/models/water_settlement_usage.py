from odoo import fields, models


class WaterSettlementUsage(models.Model):
    """Register span that a settlement bills: from one reading to another."""

    _name = "water.settlement.usage"
    _description = "Billed Use"
    _order = "settlement_id, point_kind desc, date_from, id"

    settlement_id = fields.Many2one(
        "water.settlement", required=True, index=True, ondelete="cascade"
    )
    active = fields.Boolean(
        default=True, help="Off when the settlement was cancelled or corrected."
    )
    contract_id = fields.Many2one(
        related="settlement_id.contract_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, precompute=True
    )
    point_id = fields.Many2one("water.point", required=True, ondelete="restrict")
    point_kind = fields.Selection(related="point_id.kind", store=True, precompute=True)
    installation_id = fields.Many2one(
        "water.meter.installation", required=True, ondelete="restrict"
    )
    meter_number = fields.Char(required=True)
    reading_from_id = fields.Many2one(
        "water.reading", required=True, index=True, ondelete="restrict"
    )
    reading_to_id = fields.Many2one(
        "water.reading", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(
        string="Reading on", required=True, help="Day of the earlier reading."
    )
    date_to = fields.Date(string="to", required=True, help="Day of the later reading.")
    value_from = fields.Float(string="Previous", digits=(12, 3))
    value_to = fields.Float(string="Present", digits=(12, 3))
    source_from = fields.Char(help="Kind of the earlier reading, as printed.")
    source_to = fields.Char(help="Kind of the later reading, as printed.")
    volume = fields.Float(string="Use (m³)", digits=(12, 3))
    rollover = fields.Boolean()

    _no_use_twice = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH &&, "
        "int4range(installation_id, installation_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[)') WITH &&) WHERE (active)",
        "This use of the meter is already settled.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The later reading lies before the earlier."
    )
    _volume_not_negative = models.Constraint(
        "CHECK (volume >= 0)", "A billed use is not below zero."
    )
    _reading_to_once = models.UniqueIndex(
        "(contract_id, reading_to_id) WHERE active",
        "This reading has already settled the contract.",
    )
