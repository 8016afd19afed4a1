from odoo import fields, models
from odoo.http import request


class ResUsers(models.Model):
    """What residents are told when the way into their account changes."""

    _inherit = "res.users"

    def _notify_security_setting_update(
        self, subject, content, mail_values=None, **kwargs
    ):
        """Override of `mail`: residents get a letter of the office, in their language.

        Odoo's own is rendered in the language of whatever call made the change, which
        a portal page does not name, so residents got it in English. Nothing is written
        about a first password nor about a deletion: these have letters of their own.
        """
        residents = self.filtered("share")
        mails = super(ResUsers, self - residents)._notify_security_setting_update(
            subject, content, mail_values=mail_values, **kwargs
        )
        if self.env.context.get("ibok_letter_follows"):
            return mails
        agent = request and request.httprequest.user_agent
        device = (
            " ".join(filter(None, (agent.browser, agent.platform))) if agent else ""
        )
        # A resident may change his own account, and not write letters.
        for user_sudo in residents.sudo().filtered("email"):
            mail_sudo = user_sudo._send_letter(
                "letter_security",
                kwargs.get("force_email") or user_sudo.email_formatted,
                lang=user_sudo.lang,
                content=content,
                moment=fields.Datetime.now(),
                device=device.title(),
            )
            if mail_values:
                mail_sudo.write(mail_values)
            mails |= mail_sudo.sudo(mails.env.su)
        return mails
