from odoo import models


class ResUsers(models.Model):
    """Accesses end with the account that has them."""

    _inherit = "res.users"

    def write(self, vals):
        """Override of `base`: a closed account, opened again, has only its own."""
        result = super().write(vals)
        if vals.get("active") is False:
            self.env["ibok.access"]._end_of_accounts(
                self, self.env._("The account was blocked or deleted")
            )
        return result

    def _forget_account(self, partner, login):
        """Override: neither his accesses nor those he had given go on."""
        Access = self.env["ibok.access"]
        Access._end_of_accounts(self, self.env._("The account was deleted"))
        Access._end_of_invited_by(self, partner)
        Access._anonymise_account(self.id, login)
        return super()._forget_account(partner, login)
