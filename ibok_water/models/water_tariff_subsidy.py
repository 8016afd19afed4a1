from odoo import fields, models


class WaterTariffSubsidy(models.Model):
    """Municipal subsidy to a price (dopłata, art. 24 ust. 6), with its own dates."""

    _name = "water.tariff.subsidy"
    _description = "Municipal Subsidy"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    name = fields.Char(string="Resolution", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    component = fields.Selection(
        [("water", "Water"), ("sewage", "Sewage")], required=True, tracking=True
    )
    amount_net = fields.Float(
        string="Net Amount per m³",
        digits="Product Price",
        required=True,
        tracking=True,
    )
    date_from = fields.Date(required=True, tracking=True)
    date_to = fields.Date(tracking=True)
    group_codes = fields.Char(
        string="Group Symbols",
        help="Symbols of the tariff groups it covers, separated by commas; "
        "empty: all groups.",
    )
    active = fields.Boolean(default=True)

    _amount_positive = models.Constraint(
        "CHECK (amount_net > 0)", "A subsidy is above zero."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The subsidy's last day lies before its first.",
    )

    def _covers_group(self, code):
        """Whether the subsidy goes to recipients of the group with this symbol."""
        self.ensure_one()
        codes = {c.strip() for c in (self.group_codes or "").split(",") if c.strip()}
        return not codes or code in codes
