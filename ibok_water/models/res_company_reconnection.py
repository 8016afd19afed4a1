from odoo import fields, models


class ResCompany(models.Model):
    """What the municipality charges for letting the water run again."""

    _inherit = "res.company"

    water_reconnection_product_id = fields.Many2one(
        "product.product",
        string="Reconnection Fee",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Its price and VAT are charged when a clerk presses “Charge the "
        "Reconnection” on a finished cut-off case. Empty: nothing can be charged. A "
        "fee needs a basis that the customer knows, as a price list or the contract.",
    )
