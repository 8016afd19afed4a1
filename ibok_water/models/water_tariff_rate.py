from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

COMPONENTS = [
    ("water", "Water, per m³"),
    ("sewage", "Sewage, per m³"),
    ("subscription_water", "Subscription, water"),
    ("subscription_sewage", "Subscription, sewage"),
    ("subscription_both", "Subscription, water and sewage"),
]


class WaterTariffRate(models.Model):
    """Net price of one component in one price period of one group."""

    _name = "water.tariff.rate"
    _inherit = ["water.tariff.part"]
    _description = "Tariff Rate"
    _order = "group_id, period_id, component, dn_from, from_m3"

    group_id = fields.Many2one(
        "water.tariff.group", required=True, index=True, ondelete="cascade"
    )
    tariff_id = fields.Many2one(related="group_id.tariff_id", store=True, index=True)
    company_id = fields.Many2one(related="tariff_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "water.tariff.period",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('tariff_id', '=', tariff_id)]",
    )
    component = fields.Selection(COMPONENTS, required=True)
    price_net = fields.Float(
        string="Net Price", digits="Product Price", required=True, help="PLN, net."
    )
    per = fields.Selection(
        [("m3", "m³"), ("month", "month"), ("period", "billing period")],
        required=True,
        default="m3",
    )
    dn_from = fields.Integer(
        string="DN from", help="Smallest meter diameter in mm, empty: any."
    )
    dn_to = fields.Integer(
        string="DN to", help="Largest meter diameter in mm, empty: any."
    )

    from_m3 = fields.Float(
        string="Block from (m³ a month)",
        digits=(12, 2),
        help="The price is for the use above so many m³ a month, up to the next such "
        "price of the component. Empty: from the first m³.",
    )

    _rate_unique = models.UniqueIndex(
        "(group_id, period_id, component, COALESCE(dn_from, 0), COALESCE(from_m3, 0))",
        "This component already has a price in this group and period.",
    )
    _block_not_negative = models.Constraint(
        "CHECK (COALESCE(from_m3, 0) >= 0)", "A block does not begin below 0 m³."
    )
    _block_of_m3 = models.Constraint(
        "CHECK (COALESCE(from_m3, 0) = 0 OR per = 'm3')",
        "Only a price per m³ has blocks.",
    )
    _price_not_negative = models.Constraint(
        "CHECK (price_net >= 0)", "A price is not below zero."
    )
    _per_matches_component = models.Constraint(
        "CHECK ((component IN ('water', 'sewage')) = (per = 'm3'))",
        "Water and sewage are priced per m³, a subscription per month or period.",
    )
    _dn_order = models.Constraint(
        "CHECK (COALESCE(dn_to, 0) = 0 OR dn_to >= COALESCE(dn_from, 0))",
        "The largest diameter lies below the smallest.",
    )

    def _block_from(self):
        """Where this price's block begins [m³ a month]; None without blocks."""
        return Decimal(f"{self.from_m3:.2f}") if self._in_blocks() else None

    def _in_blocks(self):
        """Whether this price is one of several of its component, by the use."""
        self.ensure_one()
        return any(
            rate.from_m3
            for rate in self.group_id.rate_ids
            if rate.component == self.component and rate.period_id == self.period_id
        )

    @api.onchange("component")
    def _onchange_component(self):
        if self.component in ("water", "sewage"):
            self.per = "m3"
        elif self.per == "m3":
            self.per = "month"

    @api.constrains("group_id", "period_id")
    def _check_same_tariff(self):
        for rate in self:
            if rate.period_id.tariff_id != rate.group_id.tariff_id:
                raise ValidationError(
                    self.env._("The price period belongs to another tariff.")
                )
