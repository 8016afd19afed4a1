from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What the municipality charges for letting the water run again."""

    _inherit = "res.company"

    water_reconnection_fee = fields.Monetary(
        string="Reconnection Fee (Net)",
        help="Charged when a clerk presses “Charge the Reconnection” on a finished "
        "cut-off case. 0: nothing can be charged. A fee needs a basis that the "
        "customer knows, as a price list or the contract.",
    )
    water_reconnection_tax_id = fields.Many2one(
        "account.tax",
        string="VAT of the Reconnection Fee",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale'), ('price_include', '=', False)]",
    )

    _water_reconnection_fee_range = models.Constraint(
        "CHECK (water_reconnection_fee >= 0)",
        "The reconnection fee is not below zero.",
    )

    @api.constrains("water_reconnection_tax_id")
    def _check_water_reconnection_tax(self):
        for company in self:
            company._refuse_tax_of_fee(company.water_reconnection_tax_id)

    def _refuse_tax_of_fee(self, tax):
        """Fees are net prices of sales.

        :raise ValidationError: the tax is not one of them
        """
        if tax and (tax.type_tax_use != "sale" or tax.price_include):
            raise ValidationError(
                self.env._(
                    "The VAT of a fee is one of sales, added to a net price; "
                    "“%(tax)s” is none.",
                    tax=tax.name,
                )
            )
