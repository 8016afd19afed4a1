from odoo import api, fields, models


class ResCompany(models.Model):
    """What a check of a meter costs who asked for it in vain."""

    _inherit = "res.company"

    water_check_fee = fields.Monetary(
        string="Fee for a Meter Check (Net)",
        help="Proposed when a meter that a customer doubted was found to count "
        "rightly; the form of the application tells it. 0: it depends on the "
        "laboratory. A fee needs a basis that the customer knows, as a price list or "
        "the contract.",
    )
    water_check_tax_id = fields.Many2one(
        "account.tax",
        string="VAT of a Meter Check",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale'), ('price_include', '=', False)]",
    )

    _water_check_fee_range = models.Constraint(
        "CHECK (water_check_fee >= 0)",
        "The fee for a meter check is not below zero.",
    )

    @api.constrains("water_check_tax_id")
    def _check_water_check_tax(self):
        for company in self:
            company._refuse_tax_of_fee(company.water_check_tax_id)
