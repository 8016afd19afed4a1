from odoo import api, models
from odoo.exceptions import UserError

from ..tools.password import PasswordRule

#: Settings: {part of the rule: system parameter}; one that is not there asks nothing.
PARAMETERS = {
    "digit": "ibok_portal.password_digit",
    "capital": "ibok_portal.password_capital",
    "small": "ibok_portal.password_small",
    "special": "ibok_portal.password_special",
}


class ResUsers(models.Model):
    """The rule for residents' passwords, one for registration, reset and change."""

    _name = "res.users"
    _inherit = ["res.users", "ibok.letter.mixin"]

    def _has_password(self):
        """Whether somebody has ever chosen a password for the account."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COALESCE(password, '') <> '' FROM res_users WHERE id = %s",
            [self.id],
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _send_reset_letter(self, login):
        """Write to the account of a login, if there is one; never tell whether.

        The letter goes into the queue, as sending it here would take a time that tells.
        """
        user_sudo = self.sudo().search(self._get_login_domain(login), limit=1)
        if not user_sudo.email:
            return
        partner_sudo = user_sudo.partner_id
        partner_sudo.signup_prepare(signup_type="reset")
        user_sudo._send_letter(
            "letter_reset",
            user_sudo.email,
            lang=user_sudo.lang,
            link=partner_sudo._get_signup_url_for_action()[partner_sudo.id],
        )

    @api.model
    def _password_rule(self):
        """The rule as set now."""
        param = self.env["ir.config_parameter"].sudo().get_param
        return PasswordRule(
            shortest=int(param("auth_password_policy.minlength") or 0),
            longest=int(param("ibok_portal.password_longest") or 0),
            **{
                part: param(key) not in (False, "0", "False")
                for part, key in PARAMETERS.items()
            },
        )

    @api.model
    def _password_rule_words(self):
        """The parts of the rule in words: [(code, words)], only those that are set."""
        rule, env = self._password_rule(), self.env
        words = {
            "shortest": env._("at least %(count)s characters", count=rule.shortest),
            "longest": env._("at most %(count)s characters", count=rule.longest),
            "digit": env._("a digit"),
            "capital": env._("a capital letter"),
            "small": env._("a small letter"),
            "special": env._("a special character, for example ! or -"),
        }
        return [(code, words[code]) for code in words if getattr(rule, code)]

    def _check_password_policy(self, passwords):
        """Override of `auth_password_policy`: residents' passwords keep the whole rule.

        Employees keep Odoo's own, the length: their accounts have a second step.
        """
        if self and not any(self.mapped("share")):
            return super()._check_password_policy(passwords)
        rule, words = self._password_rule(), dict(self._password_rule_words())
        for password in filter(None, passwords):
            failures = rule.failures(password)
            if failures:
                raise UserError(
                    self.env._(
                        "The password must have: %(rules)s.",
                        rules=", ".join(words[code] for code in failures),
                    )
                )
        return None
