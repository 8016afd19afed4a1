from odoo import api, fields, models

from .water_tariff_rate import COMPONENTS


class WaterBillingRunTotal(models.Model):
    """What a run will bill of one component, beside what the last like run billed."""

    _name = "water.billing.run.total"
    _description = "Total of a Billing Run"
    _order = "run_id, id"

    run_id = fields.Many2one(
        "water.billing.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    component = fields.Selection(COMPONENTS, required=True, readonly=True)
    quantity = fields.Float(digits=(12, 3), readonly=True)
    amount_net = fields.Monetary(string="Net", readonly=True)
    previous_quantity = fields.Float(
        string="Quantity Last Time", digits=(12, 3), readonly=True
    )
    previous_net = fields.Monetary(string="Net Last Time", readonly=True)
    change = fields.Float(
        string="Change (%)",
        compute="_compute_change",
        aggregator=None,
        help="Of the net amount, against the last run of these contracts.",
    )

    @api.depends("amount_net", "previous_net")
    def _compute_change(self):
        for total in self:
            before = total.previous_net
            total.change = 100 * (total.amount_net - before) / before if before else 0.0
