from odoo import models

#: What happened, and the letter that tells the customer of it.
LETTERS = {
    "sent": "letter_contract_sent",
    "back": "letter_contract_back",
    "office": "letter_contract_signed",
    "force": "letter_contract_signed",
    "dropped": "letter_contract_dropped",
}


class IbokContractDocument(models.Model):
    """Letters to the customer: sign, sign again, signed by both, in force."""

    _inherit = "ibok.contract.document"

    def _tell_customer(self, what, **told):
        """A letter to each account of the customer, in its own language.

        It names the document and leads to its page; what stands in it is read behind
        the login. Who has no account is told on paper, as the office is reminded.

        :param str what: out of `LETTERS`
        :param told: what the letter finds in its ``ctx``
        """
        self.ensure_one()
        accounts_sudo = self.contract_id._family_accounts().filtered("email")
        for user_sudo in accounts_sudo:
            self._send_letter(
                LETTERS[what], user_sudo.email, lang=user_sudo.lang, **told
            )
        if accounts_sudo:
            names = ", ".join(accounts_sudo.mapped("name"))
            body = self.env._("Told by e-mail: %(names)s", names=names)
        else:
            body = self.env._(
                "The customer has no account on the portal: tell him by telephone or "
                "on paper."
            )
        self._message_log(body=body)

    def _portal_page(self):
        """The address of its page for the customer."""
        self.ensure_one()
        return f"{self.get_base_url()}/my/contracts/documents/{self.id}"

    def _portal_expiry(self):
        """The contract in `sudo`, where it is in force and may still be prolonged.

        Its days tell until when it holds and by when it is to be prolonged. None where
        that day has passed, or both have prolonged it already.
        """
        self.ensure_one()
        contract_sudo = self.contract_id.sudo()
        told = (
            self.state in ("office", "force")
            and contract_sudo.expiry_state in ("running", "soon")
            and not contract_sudo._signed_extension()
            and not contract_sudo._is_terminated()
        )
        return contract_sudo if told else contract_sudo.browse()
