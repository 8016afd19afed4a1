from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request

CLERK = "ibok_water.group_water_clerk"


class ResUsers(models.Model):
    """A resident's account is blocked and opened again by the office, and deleted."""

    _inherit = "res.users"

    blocked_at = fields.Datetime(readonly=True, copy=False, groups=CLERK)
    blocked_reason = fields.Char(readonly=True, copy=False, groups=CLERK)

    def _check_office(self):
        """Clerks, and residents' accounts alone."""
        if not self.env.su and not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Only the office does this with accounts."))
        if any(not user.sudo()._is_portal() for user in self):
            raise UserError(self.env._("This is not the account of a resident."))

    def _block(self, reason):
        """Close accounts: sessions end at once, the resident reads why.

        Terms of the portal, § 4 sec. 7.
        """
        self._check_office()
        for user_sudo in self.sudo().filtered("active"):
            user_sudo.write(
                {
                    "active": False,
                    "blocked_at": fields.Datetime.now(),
                    "blocked_reason": reason,
                }
            )
            self.env["ibok.account.event"]._keep("blocked", user_sudo, reason=reason)
            user_sudo._send_letter(
                "letter_blocked", user_sudo.email, lang=user_sudo.lang, reason=reason
            )

    def action_unblock(self):
        """Open blocked accounts again, with the password they had."""
        self._check_office()
        for user_sudo in self.sudo().filtered("blocked_at"):
            user_sudo.write(
                {"active": True, "blocked_at": False, "blocked_reason": False}
            )
            self.env["ibok.account.event"]._keep("unblocked", user_sudo)
            user_sudo._send_letter(
                "letter_unblocked", user_sudo.email, lang=user_sudo.lang
            )

    def action_second_step_off(self):
        """Switch the second step off for who has lost the phone.

        The office asks first who it is. Trusted devices are forgotten as well, the
        password stays.
        """
        self._check_office()
        for user_sudo in self.sudo().filtered("totp_enabled"):
            user_sudo.totp_secret = False
            # The letter about the second step says enough.
            told = user_sudo.with_context(ibok_letter_follows=True)
            told.totp_trusted_device_ids._remove()
            self.env["ibok.account.event"]._keep("second_step", user_sudo)

    def action_block(self):
        """Ask for the reason."""
        return self._reason_action(self.env._("Block the Account"), "block")

    def action_delete_account(self):
        """Ask on which request the account is deleted."""
        return self._reason_action(self.env._("Delete the Account"), "delete")

    def _reason_action(self, name, what):
        self._check_office()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "ibok.account.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_user_ids": self.ids, "default_what": what},
        }

    def _delete_on_request(self, reason):
        """Delete accounts on a written wish of their residents (§ 2 sec. 9)."""
        self._check_office()
        self.sudo().with_context(deletion_reason=reason)._deactivate_portal_user()

    def _deactivate_portal_user(self, **post):
        """Override of `base`: what tax law asks for stays, the rest is anonymised.

        Access ends at once, by the resident himself at any time and without a reason
        (terms of the portal, § 4 sec. 7), or by the office.
        """
        # A blocked account can be deleted as well.
        known = [
            (user, user.partner_id, user.login, user.email, user.lang) for user in self
        ]
        leaving = self.with_context(ibok_letter_follows=True)
        result = super(ResUsers, leaving)._deactivate_portal_user(**post)
        ip = request.httprequest.remote_addr if request else False
        reason = self.env.context.get("deletion_reason")
        for user, partner, login, email, lang in known:
            if email:
                user._send_letter("letter_deleted", email, lang=lang)
            self.env["ibok.account.event"]._keep(
                "deleted", user, reason=reason, ip=False if reason else ip
            )
            user.with_context(ibok_letter_follows=True)._forget_account(partner, login)
        return result

    def _forget_account(self, partner, login):
        """Anonymise what only the account needed; a customer stays one."""
        self.ensure_one()
        # The account is gone for this user: what is left to do is the office's.
        office = self.env(user=SUPERUSER_ID)
        kept = partner._has_books()
        office["res.device.log"].search([("user_id", "=", self.id)]).unlink()
        office["ibok.consent"].search(
            [("account_number", "=", self.id), ("kind", "=", "e_invoice")]
        )._withdraw(False)
        requests = office["ibok.account.request"].search(
            ["|", ("user_id", "=", self.id), ("email", "=", login)]
        )
        phones = set(requests.mapped("phone"))
        requests._anonymise()
        office["ibok.data.change"].search([("user_id", "=", self.id)]).unlink()
        office["ibok.ticket"].search([("author_id", "=", partner.id)])._forget_person()
        office["ibok.application"]._forget_account(self)
        person = partner.with_env(office)
        others = person.with_context(active_test=False).user_ids - self
        if kept:
            person.action_unarchive()
            gone = {}
            if not others and person.email and person.email.lower() == login.lower():
                gone["email"] = False
            if person.phone in phones:
                gone["phone"] = False
            person.write(gone)
        elif not others:
            person.write(
                {
                    "name": office._("Deleted account %(number)s", number=self.id),
                    **dict.fromkeys(("email", "phone", "street", "zip", "city"), False),
                }
            )
