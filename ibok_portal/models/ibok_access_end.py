from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ibok_water.models.law_day import law_today


class IbokAccess(models.Model):
    """An access is withdrawn, given back, or ends with the account that has it."""

    _inherit = "ibok.access"

    def _end(self, reason):
        """End accesses and invitations at once, for all that comes after."""
        ended_sudo = self.sudo().filtered(lambda access: not access.revoked_at)
        for access_sudo in ended_sudo:
            access_sudo.write(
                {
                    "revoked_at": fields.Datetime.now(),
                    "revoked_by_id": self.env.uid,
                    "revoke_reason": reason,
                    "token_hash": False,
                }
            )
            if access_sudo.user_id:
                self.env["ibok.account.event"]._keep(
                    "access_end",
                    access_sudo.user_id,
                    reason=f"{access_sudo.contract_id.number}: {reason}",
                    company_id=access_sudo.company_id.id,
                )
        # A new access in its place is written at once, and would meet the old one.
        ended_sudo.flush_recordset()

    def _withdraw(self):
        """End an access by its customer, or by the holder himself.

        :raise AccessError: it is neither of the two
        """
        self.ensure_one()
        self.check_access("read")
        user, access_sudo = self.env.user, self.sudo()
        own = access_sudo.contract_id._is_family_of(user)
        if not own and access_sudo.user_id != user:
            raise AccessError(self.env._("This access is not yours to withdraw."))
        self._end(
            self.env._("Withdrawn by the customer")
            if own
            else self.env._("Given back by the holder")
        )

    def action_revoke(self):
        """Ask for the reason, then withdraw."""
        self.check_access("write")
        if any(self.mapped("revoked_at")):
            raise UserError(self.env._("This access is withdrawn already."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw the Access"),
            "res_model": "ibok.access.revoke",
            "view_mode": "form",
            "target": "new",
            "context": {"default_access_ids": self.ids},
        }

    def action_invite_again(self):
        """Send a fresh link in place of the one before."""
        for access in self:
            access.check_access("write")
            if access.revoked_at or access.accepted_at:
                raise UserError(
                    self.env._("Only an invitation that nobody accepted is sent again.")
                )
            access._send_invitation()

    # -- accounts come and go ---------------------------------------------------

    @api.model
    def _end_of_accounts(self, users, reason):
        """Blocked and deleted accounts see no contract of others any more."""
        self.sudo().search(
            [("user_id", "in", users.ids), ("revoked_at", "=", False)]
        )._end(reason)

    @api.model
    def _end_of_invited_by(self, user, partner):
        """With the customer's last account go those whom it had invited.

        Nobody would be left to withdraw them. What the office gave rests on papers
        that it has seen, and stays.
        """
        accounts = self.env["res.users"].sudo().with_context(active_test=False)
        accounts = accounts.search([("partner_id", "=", partner.id)]) | user
        if (accounts - user).filtered("active"):
            return
        self.sudo().with_user(SUPERUSER_ID).search(
            [
                ("origin", "=", "owner"),
                ("granted_by_id", "in", accounts.ids),
                ("revoked_at", "=", False),
            ]
        )._end(self.env._("The account that had invited was deleted"))

    @api.model
    def _carry_over(self, old, new):
        """The same person logs in with another address: his accesses go with him."""
        today = law_today(self)
        accesses_sudo = self.sudo().search(
            [("user_id", "=", old.id), ("revoked_at", "=", False)]
        )
        for access_sudo in accesses_sudo.filtered(
            lambda a: not a.date_to or a.date_to >= today
        ):
            access_sudo.with_context(
                mail_create_nosubscribe=True, mail_create_nolog=True
            ).create(
                {
                    "previous_id": access_sudo.id,
                    "user_id": new.id,
                    "name": access_sudo.name,
                    "email": new.login,
                    "contract_id": access_sudo.contract_id.id,
                    "role": access_sudo.role,
                    "scope": access_sudo.scope,
                    "date_from": access_sudo.date_from,
                    "date_to": access_sudo.date_to,
                    "origin": access_sudo.origin,
                    "granted_by_id": access_sudo.granted_by_id.id,
                    "granted_at": access_sudo.granted_at,
                }
            )
        accesses_sudo._end(self.env._("E-mail address changed"))

    @api.model
    def _anonymise_account(self, number, login):
        """Leave what was opened and when, and nothing of the person."""
        accesses_sudo = self.sudo().search(
            ["|", ("account_number", "=", number), ("email", "=", login.lower())]
        )
        accesses_sudo.filtered(lambda a: not a.accepted_at)._end(
            self.env._("The account was deleted")
        )
        for access_sudo in accesses_sudo:
            access_sudo.write(
                {
                    "name": self.env._("Deleted account"),
                    "email": f"deleted-{access_sudo.id}",
                    "document": False,
                    "document_name": False,
                }
            )
