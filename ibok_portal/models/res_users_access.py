from odoo import models

from ..tools.data_section import DataSection


class ResUsers(models.Model):
    """Accesses end with the account that has them."""

    _inherit = "res.users"

    def _privacy_export_sections(self):
        """Override: who sees his contracts, and which of others he sees."""
        title = self.env._("Access to contracts")
        section = DataSection(
            code="accesses",
            title=title,
            records=self.sudo().env["ibok.access"],
            domain=[
                "|",
                ("account_number", "=", self.id),
                ("contract_id", "in", self._privacy_contracts().ids),
            ],
            paths={
                "contract": "contract_id.number",
                "person": "name",
                "role": "role",
                "scope": "scope",
                "date_from": "date_from",
                "date_to": "date_to",
                "given_by": "origin",
                "given_at": "granted_at",
                "accepted_at": "accepted_at",
                "withdrawn_at": "revoked_at",
            },
            brief=("contract", "person", "role", "date_to"),
        )
        return [
            *super()._privacy_export_sections(),
            self._privacy_in_plain_words(section),
        ]

    def write(self, vals):
        """Override of `base`: a closed account, opened again, has only its own."""
        result = super().write(vals)
        if vals.get("active") is False:
            self.env["ibok.access"]._end_of_accounts(
                self, self.env._("The account was blocked or deleted")
            )
        return result

    def _forget_account(self, partner, login):
        """Override: neither his accesses nor those he had given go on."""
        Access = self.env["ibok.access"]
        Access._end_of_accounts(self, self.env._("The account was deleted"))
        Access._end_of_invited_by(self, partner)
        Access._anonymise_account(self.id, login)
        return super()._forget_account(partner, login)
