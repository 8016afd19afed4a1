from odoo import api, models

from odoo.addons.auth_signup.models.res_partner import SignupError


class ResUsers(models.Model):
    """Accounts of residents."""

    _inherit = "res.users"

    @api.model
    def _get_signup_invitation_scope(self):
        """Override of `auth_signup`: nobody signs up past our registration."""
        return "b2b"

    @api.model
    def _signup_create_user(self, values):
        """Override of `auth_signup`: the same, whatever other addons say."""
        if "partner_id" not in values:
            raise SignupError(
                self.env._("Accounts are opened by the registration of this portal.")
            )
        return super()._signup_create_user(values)
