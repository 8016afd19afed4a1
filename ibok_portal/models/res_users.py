from odoo import api, models
from odoo.exceptions import AccessDenied
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
        # With whose they are: the next one may log in on the same session.
        known = (request and request.session.get("ibok_terms")) or ()
        done = set(known[1]) if known and known[0] == self.id else set()
        if not versions or done.issuperset(versions.ids):
            return versions.browse()
        accepted = self.env["ibok.consent"]._live(self, versions).terms_id
        left = versions - accepted
        if request and not left:
            request.session["ibok_terms"] = [self.id, versions.ids]
        return left

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Override of `base`: nobody comes past new terms by a program either."""
        result = super()._check_uid_passwd(uid, passwd)
        user = self.sudo().browse(uid)
        if user._is_portal() and user._terms_to_accept():
            raise AccessDenied(self.env._("Accept the new terms on the portal first."))
        return result

    def _accept_terms(self, ip):
        """Keep that these users accepted all that is in force."""
        for user in self:
            versions = self.env["ibok.terms"]._compulsory(user.company_id)
            self.env["ibok.consent"]._give(user, versions, ip)
