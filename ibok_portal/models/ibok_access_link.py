from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq

from ..tools.link_key import key_hash, new_key
from .ibok_access_flow import INVITED_DAYS


class IbokAccess(models.Model):
    """The link of an invitation, and its acceptance."""

    _inherit = "ibok.access"

    def _new_link(self):
        """A fresh link; only its hash stays."""
        self.ensure_one()
        token, kept = new_key()
        self.sudo().write(
            {
                "token_hash": kept,
                "token_end": fields.Datetime.now() + timedelta(days=INVITED_DAYS),
            }
        )
        return f"{self.get_base_url()}/ibok/access/{self.id}/{token}"

    @api.model
    def _by_link(self, access_id, token):
        """The invitation a link leads to, in `sudo`; none when it is not valid."""
        access_sudo = self.sudo().browse(access_id).exists()
        known = consteq(key_hash(token), access_sudo.token_hash or "")
        waits = access_sudo.state == "invited"
        return access_sudo if known and waits else self.sudo().browse()

    def _lock(self):
        """Who comes second starts over and sees what the first one did."""
        self.ensure_one()
        self.contract_id._lock_accesses()
        self.env.cr.execute(
            "UPDATE ibok_access SET write_date = write_date WHERE id = %s", [self.id]
        )
        self.invalidate_recordset()

    def _is_for(self, user):
        """Whether this invitation went to the address that the account logs in with.

        Not to the one in its data, which everybody may change without a proof.
        """
        self.ensure_one()
        return (user.login or "").strip().lower() == self.email

    def _accept(self, user):
        """Open the contract to the account of who was invited; the link is used up.

        Called behind a checked link, in `sudo`.

        :return: None, or why not in words
        """
        self._lock()
        if self.state != "invited":
            return self.env._("This invitation was used already, or its time is over.")
        if not self._is_for(user):
            return self.env._("This invitation went to another e-mail address.")
        contract = self.contract_id
        if contract._is_family_of(user):
            return self.env._("This contract is your own: you see it already.")
        others = self.search(
            [
                ("contract_id", "=", contract.id),
                ("user_id", "=", user.id),
                ("revoked_at", "=", False),
                ("date_from", "<=", self.date_to or fields.Date.to_date("9999-12-31")),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
            ]
        )
        if others:
            return self.env._("You have access to this contract already.")
        self.write(
            {
                "user_id": user.id,
                "account_number": user.id,
                "accepted_at": fields.Datetime.now(),
                "token_hash": False,
                "token_end": False,
            }
        )
        self._tell_given()
        return None

    def _accept_with_new_account(self, texts, password, ip):
        """Open an account for who has none, and accept with it.

        The letter came to the address, so it is confirmed; the person is a customer of
        nothing. Called behind a checked link, in `sudo`.

        :param texts: versions that were accepted
        :return: the account, or None when the link was used meanwhile
        :raise UserError: the password does not keep the rule
        """
        self._lock()
        Request = self.env["ibok.account.request"].sudo()
        if self.state != "invited" or Request._is_login(self.email):
            return None
        Request.search(
            [("email", "=", self.email), ("state", "=", "unconfirmed")]
        ).write({"state": "replaced"})
        by_kind = {text.kind: text.id for text in texts}
        company = self.company_id
        request_sudo = Request.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        ).create(
            {
                "kind": "access",
                # It waits for nobody. One of the same address may wait for the office.
                "state": "opened",
                "email": self.email,
                "name": self.name or self.email,
                "customer_number": "-",
                "terms_id": by_kind.get("terms"),
                "privacy_id": by_kind.get("privacy"),
                "accepted_at": fields.Datetime.now(),
                "confirmed_at": fields.Datetime.now(),
                "ip": ip,
                "company_id": company.id,
            }
        )
        person_sudo = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": self.name or self.email,
                    "email": self.email,
                    "lang": self.contract_id.partner_id.lang,
                    "country_id": company.country_id.id,
                }
            )
        )
        user_sudo = request_sudo._open(person_sudo)
        request_sudo._set_first_password(password)
        self._accept(user_sudo)
        return user_sudo
