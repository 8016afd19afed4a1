from odoo import api, models
from odoo.http import request

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

    def _terms_to_accept(self):
        """The versions in force that this resident has not accepted yet, in `sudo`.

        What he has accepted is remembered in his session: it is asked on every page.
        """
        self.ensure_one()
        versions = self.env["ibok.terms"]._compulsory(self.company_id)
        done = set((request and request.session.get("ibok_terms")) or ())
        if not versions or done.issuperset(versions.ids):
            return versions.browse()
        accepted = self.env["ibok.consent"]._live(self, versions).terms_id
        left = versions - accepted
        if request and not left:
            request.session["ibok_terms"] = versions.ids
        return left

    def _accept_terms(self, ip):
        """Keep that these users accepted all that is in force."""
        for user in self:
            versions = self.env["ibok.terms"]._compulsory(user.company_id)
            self.env["ibok.consent"]._give(user, versions, ip)
