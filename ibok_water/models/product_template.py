from odoo import fields, models

#: Priced components of a tariff and the product each is invoiced with.
COMPONENT_PRODUCT = {
    "water": "ibok_water.product_water",
    "sewage": "ibok_water.product_sewage",
    "subscription_water": "ibok_water.product_subscription",
    "subscription_sewage": "ibok_water.product_subscription",
    "subscription_both": "ibok_water.product_subscription",
}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    water_component = fields.Selection(
        [
            ("water", "Water"),
            ("sewage", "Sewage"),
            ("subscription", "Subscription"),
        ],
        string="Water Billing",
        help="Marks the products that settlements are invoiced with.",
    )
