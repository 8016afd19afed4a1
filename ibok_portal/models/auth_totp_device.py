from odoo import models


class AuthTotpDevice(models.Model):
    """Devices of residents that are not asked for the code of the second step."""

    _inherit = "auth_totp.device"

    def unlink(self):
        """Override of `auth_totp_mail`: residents read it in their own language."""
        forgotten = [
            (user, ", ".join(devices.mapped("name")))
            for user, devices in self.sudo().grouped("user_id").items()
        ]
        told_below = self.with_context(ibok_letter_follows=True)
        result = super(AuthTotpDevice, told_below).unlink()
        for user, names in forgotten:
            user._tell_way_in("device_forgotten", names=names)
        return result
