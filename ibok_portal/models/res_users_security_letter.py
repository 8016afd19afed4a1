from odoo import fields, models
from odoo.http import request
from odoo.tools import email_normalize

#: Written to one of these, an account is entered in another way from then on.
WAY_IN = frozenset({"login", "password", "email", "totp_secret"})


class ResUsers(models.Model):
    """What residents are told when the way into their account changes."""

    _inherit = "res.users"

    def write(self, vals):
        """Override of `base`: residents read what changed in their own language.

        Odoo words it in the language of who made the change, perhaps a clerk.
        """
        if not WAY_IN & vals.keys() or self.env.context.get("ibok_letter_follows"):
            return super().write(vals)
        residents_sudo = self.filtered("share").sudo()
        before = {user: user.email for user in residents_sudo}
        told_below = self.with_context(ibok_letter_follows=True)
        result = super(ResUsers, told_below).write(vals)
        for name in ("login", "password"):
            if name in vals:
                residents_sudo._tell_way_in(name)
        if "totp_secret" in vals:
            step = "second_step_on" if vals["totp_secret"] else "second_step_off"
            residents_sudo._tell_way_in(step)
        for user, old in before.items() if "email" in vals else ():
            # To the address that was: who took the account over reads the new one.
            if old and email_normalize(old) != email_normalize(vals["email"]):
                new = vals["email"] or "–"
                user._tell_way_in("email", email_to=old, old=old, new=new)
        return result

    def _notify_security_new_connection(self, auth_info):
        """Override of `auth_totp_mail`: the letter says it in the resident's words."""
        named = self.with_context(ibok_letter_about="new_device")
        return super(ResUsers, named)._notify_security_new_connection(auth_info)

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
        about = self.env.context.get("ibok_letter_about")
        # A resident may change his own account, and not write letters.
        for user_sudo in residents.sudo().filtered("email"):
            mail_sudo = user_sudo._send_way_in_letter(
                user_sudo._in_own_language()._way_in_words(about) if about else content,
                kwargs.get("force_email"),
            )
            if mail_values:
                mail_sudo.write(mail_values)
            mails |= mail_sudo.sudo(mails.env.su)
        return mails

    def _tell_way_in(self, what, email_to=None, **told):
        """Write to residents what changed in the way into their accounts.

        :param str what: a key of `_way_in_words`
        :param str email_to: where the letter goes, else to the account's address
        :param told: what the words name
        """
        if self.env.context.get("ibok_letter_follows"):
            return
        for user_sudo in self.filtered("share").sudo():
            if email_to or user_sudo.email:
                words = user_sudo._in_own_language()._way_in_words(what, **told)
                user_sudo._send_way_in_letter(words, email_to)

    def _send_way_in_letter(self, content, email_to=None):
        agent = request and request.httprequest.user_agent
        device = (
            " ".join(filter(None, (agent.browser, agent.platform))) if agent else ""
        )
        return self._send_letter(
            "letter_security",
            email_to or self.email_formatted,
            lang=self.lang,
            content=content,
            moment=fields.Datetime.now(),
            device=device.title(),
        )

    def _in_own_language(self):
        """The account in the language its resident chose, as his letters are."""
        return self.with_context(lang=self.lang or self.env.lang or "pl_PL")

    def _way_in_words(self, what, old="", new="", names=""):
        """What changed, in the language of the environment."""
        env = self.env
        return {
            "login": env._("Your login was changed."),
            "password": env._("Your password was changed."),
            "email": env._(
                "The e-mail address of your account was changed from %(old)s to"
                " %(new)s.",
                old=old,
                new=new,
            ),
            "second_step_on": env._(
                "The second step was switched on: logging in asks for a code besides"
                " the password."
            ),
            "second_step_off": env._(
                "The second step was switched off: logging in asks for no code any"
                " more."
            ),
            "new_device": env._(
                "Somebody logged in to your account on a device that is not trusted."
            ),
            "device_forgotten": env._(
                "These devices are asked for the code again: %(names)s.", names=names
            ),
            "passkey_added": env._(
                "A passkey was added to your account: %(names)s. It lets in without"
                " the password.",
                names=names,
            ),
            "passkey_deleted": env._(
                "A passkey was deleted from your account: %(names)s.", names=names
            ),
        }[what]
