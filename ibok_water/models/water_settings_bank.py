from odoo import fields, models


class WaterSettingsMixin(models.AbstractModel):
    """Settings of payments by bank transfer."""

    _inherit = "water.settings.mixin"

    water_bank_journal_id = fields.Many2one(
        related="company_id.water_bank_journal_id", readonly=False
    )
    water_account_mask = fields.Char(
        related="company_id.water_account_mask", readonly=False
    )
    water_interest_first = fields.Boolean(
        related="company_id.water_interest_first", readonly=False
    )

    def action_give_accounts(self):
        """Individual accounts for all contracts in force, with one click."""
        self.ensure_one()
        contracts = self.env["water.contract"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "open")]
        )
        return contracts.action_give_accounts()
