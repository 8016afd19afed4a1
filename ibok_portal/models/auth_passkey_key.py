from odoo import api, models


class AuthPasskeyKey(models.Model):
    """A passkey lets somebody in without the password, so its owner is told of it."""

    _inherit = "auth.passkey.key"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `auth_passkey`: a letter to the resident, as Odoo sends none."""
        keys = super().create(vals_list)
        keys._tell_owners("passkey_added")
        return keys

    def unlink(self):
        """Override of `auth_passkey`: a letter to the resident, as Odoo sends none."""
        self._tell_owners("passkey_deleted")
        return super().unlink()

    def _tell_owners(self, what):
        for owner, keys in self.sudo().grouped("create_uid").items():
            owner._tell_way_in(what, names=", ".join(keys.mapped("name")))
