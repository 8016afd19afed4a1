from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """Who gets a water bill through the national system of invoices (KSeF)."""

    _inherit = "account.move.send"

    @api.model
    def _get_default_extra_edis(self, move):
        """Override of `account`: a consumer's bill does not go to KSeF by itself.

        The duty is to invoice taxpayers there; consumers are outside it, and Odoo
        would take every Polish customer for one.
        """
        found = super()._get_default_extra_edis(move)
        if move.water_contract_id and not move.commercial_partner_id.vat:
            found -= {"pl_ksef"}
        return found

    @api.model
    def _get_all_extra_edis(self):
        """Override of `account`: an interest note is no invoice and never goes there.

        Neither does what cancels one: both are outside VAT.
        """
        found = super()._get_all_extra_edis()
        if ksef := found.get("pl_ksef"):
            applicable = ksef["is_applicable"]
            found["pl_ksef"] = ksef | {
                "is_applicable": lambda move: (
                    not move.water_interest_note and applicable(move)
                )
            }
        return found

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        """Override of `account`: nor is one written as an electronic invoice."""
        if move.water_interest_note:
            return None
        return super()._get_default_invoice_edi_format(move, **kwargs)

    @api.model
    def _send_notifications_to_partners(self, moves_grouped, is_success=True):
        """Override of `account`: who sent them is told in his language.

        It is a scheduled job that tells him, and that has none.
        """
        partners = self.env["res.partner"].browse(moves_grouped)
        result = None
        for lang, group in partners.grouped("lang").items():
            told = {partner_id: moves_grouped[partner_id] for partner_id in group.ids}
            result = super(
                AccountMoveSend, self.with_context(lang=lang)
            )._send_notifications_to_partners(told, is_success=is_success)
        return result
