from odoo import api, models
from odoo.exceptions import AccessError


class WaterSettings(models.TransientModel):
    """The water service's settings, for its manager.

    Odoo lets administrators alone write settings and companies, and a small
    municipality has no administrator at hand when a deadline or the note on bills
    changes. This form writes the fields below, nothing else of the company, and only
    for a water manager.
    """

    _name = "water.settings"
    _inherit = "water.settings.mixin"
    _description = "Water Settings"

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._("Settings")

    @api.model_create_multi
    def create(self, vals_list):
        self._ensure_manager()
        for vals in vals_list:
            vals["company_id"] = self.env.company.id
        # The manager may not write companies; what is written is checked here.
        made = super(WaterSettings, self.sudo()).create(vals_list)
        made._check_company_links()
        return made.sudo(self.env.su)

    def write(self, vals):
        self._ensure_manager()
        self.check_access("write")
        vals = {name: value for name, value in vals.items() if name != "company_id"}
        result = super(WaterSettings, self.sudo()).write(vals)
        self.sudo()._check_company_links()
        return result

    def _ensure_manager(self):
        """Refuse anybody but a manager of the water service."""
        if not self.env.su and not self.env.user.has_group(
            "ibok_water.group_water_manager"
        ):
            raise AccessError(
                self.env._("Only the manager of the water service sets this.")
            )

    def _check_company_links(self):
        """What is chosen belongs to the company, as its own form would check."""
        self.company_id._check_company(
            [
                "water_journal_id",
                "water_bank_journal_id",
                "water_payment_term_id",
                "water_interest_journal_id",
                "water_interest_account_id",
                "water_compensation_account_id",
                "water_accrual_journal_id",
                "water_accrual_account_id",
                "water_accrual_income_account_id",
                "water_reconnection_tax_id",
            ]
        )
