from odoo import SUPERUSER_ID, api, fields, models


class IbokAccountRequest(models.Model):
    """A change of e-mail address is a new registration (terms, § 2 sec. 8).

    The new address is confirmed by its own letter; then a new account takes the place
    of the old one, which is blocked in the same transaction, and the office is told.
    """

    _inherit = "ibok.account.request"

    @api.model
    def _ask_for_change(self, user, email, ip):
        """Write to the address a resident wants to log in with from now on."""
        customer_sudo = user.partner_id.sudo()
        number = customer_sudo.commercial_partner_id.water_customer_number
        versions = self.env["ibok.terms"]._compulsory(user.company_id)
        texts = {terms.kind: terms.id for terms in versions}
        return self._ask(
            {
                "kind": "email",
                "old_user_id": user.id,
                "email": email,
                "name": customer_sudo.name,
                "customer_number": number or "-",
                "terms_id": texts.get("terms"),
                "privacy_id": texts.get("privacy"),
                "accepted_at": fields.Datetime.now(),
                "ip": ip,
                "company_id": user.company_id.id,
            }
        )

    def _confirm(self):
        """Override: who is logged in needs no proof of being the customer."""
        if self.kind != "email":
            return super()._confirm()
        self._lock()
        if self.state != "unconfirmed":
            return None
        old_sudo = self.sudo().old_user_id
        if not old_sudo.active or self._is_login(self.email):
            self.state = "replaced"
            self._end_links()
            return None
        self.confirmed_at = fields.Datetime.now()
        old_login, lang = old_sudo.login, old_sudo.lang
        user_sudo = self._open(old_sudo.partner_id)
        self.env["ibok.access"]._carry_over(old_sudo, user_sudo)
        # Nobody may archive himself, and here the resident may well be logged in.
        old_sudo.with_user(SUPERUSER_ID).write(
            {
                "active": False,
                "blocked_at": fields.Datetime.now(),
                "blocked_reason": self.env._("E-mail address changed"),
            }
        )
        told = self.env._(
            "%(name)s logs in with %(new)s now; the account of %(old)s is blocked.",
            name=self.name,
            new=self.email,
            old=old_login,
        )
        Event = self.env["ibok.account.event"]
        Event._keep("email", user_sudo, by_resident=True, ip=self.ip)
        Event._keep("blocked", old_sudo, reason=old_sudo.blocked_reason)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("E-mail address changed"),
            note=told,
            user_id=self.company_id._office_clerk().id,
        )
        # To the old address too: should it not have been the resident himself.
        if "@" in old_login:
            self._send_letter("letter_email", old_login, lang=lang)
        return None
