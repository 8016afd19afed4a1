from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

#: How long the link of an invitation can be used.
INVITED_DAYS = 7


class IbokAccess(models.Model):
    """An access is given by the office, or offered by an invitation."""

    _inherit = "ibok.access"

    @api.model
    def _invite(self, contract, vals):
        """Invite somebody to a contract of the user's own; a letter with a link goes.

        What is known of the address changes neither the letter nor the answer.

        :param contract: water.contract, under the user's record rules
        :param dict vals: checked ``email``, ``name``, ``role``, ``scope``, dates
        :raise AccessError: the contract is not the user's own
        """
        contract.check_access("read")
        contract_sudo = contract.sudo()
        if not contract_sudo._is_family_of(self.env.user):
            raise AccessError(self.env._("Only the customer invites to a contract."))
        same = self.sudo().search(
            [
                ("contract_id", "=", contract.id),
                ("email", "=", vals["email"]),
                ("accepted_at", "=", False),
                ("revoked_at", "=", False),
            ]
        )
        same._end(self.env._("A later invitation takes its place."))
        return (
            self.sudo()
            .with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
            .create({**vals, "contract_id": contract.id, "origin": "owner"})
        )

    def _send_invitation(self):
        """The letter with the link."""
        self.ensure_one()
        contract_sudo = self.sudo().contract_id
        self._send_letter(
            "letter_access_invited",
            self.email,
            lang=contract_sudo.partner_id.lang,
            link=self._new_link(),
            days=INVITED_DAYS,
            **self._letter_words(contract_sudo.partner_id.lang),
        )

    def _letter_words(self, lang=None):
        """What letters, and the page behind their link, say of an access."""
        self.ensure_one()
        if lang:
            self = self.with_context(lang=lang)
        access_sudo = self.sudo()
        return {
            "customer": access_sudo.contract_id.partner_id.name,
            "address": access_sudo.contract_id.premise_id.address,
            "role": self._role_words(),
            "scope": self._scope_words(),
            "until": self.date_to and format_date(self.env, self.date_to),
        }

    def _tell_given(self):
        """Write down that an account sees the contract now, and tell the customer."""
        self.ensure_one()
        access_sudo = self.sudo()
        self.env["ibok.account.event"]._keep(
            "access",
            access_sudo.user_id,
            reason=access_sudo.contract_id.number,
            company_id=access_sudo.company_id.id,
        )
        if self.previous_id:
            return
        for user_sudo in access_sudo.contract_id._family_accounts():
            if user_sudo.email:
                self._send_letter(
                    "letter_access_given",
                    user_sudo.email,
                    lang=user_sudo.lang,
                    person=self.name,
                    **self._letter_words(user_sudo.lang),
                )
