from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        """Override of `account` to add the water journal to a new Polish chart."""
        result = super()._post_load_data(template_code, company, template_data)
        if template_code == "pl":
            (company or self.env.company)._water_setup()
        return result
