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

    def _force_default_sale_tax(self, companies):
        """Override of `account`: water products keep their own VAT rate.

        A chart of accounts loaded later would put its default tax, 23 %, on them;
        theirs comes from `res.company._water_setup`.
        """
        others = self.filtered(lambda product: not product.water_component)
        return super(ProductTemplate, others)._force_default_sale_tax(companies)
