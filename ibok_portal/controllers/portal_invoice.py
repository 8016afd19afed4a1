from odoo.addons.account.controllers.portal import PortalAccount


class PortalInvoice(PortalAccount):
    """The page of a water bill also says how the sum came about."""

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        """Override of `account` to explain water bills."""
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        values["additional_title"] = invoice.name
        # The invoice comes with access checked, its settlement is its own derivation.
        settlement_sudo = invoice.sudo().water_settlement_id
        if settlement_sudo and invoice.move_type == "out_invoice":
            values["water_bill"] = settlement_sudo._portal_explanation() | {
                "transfer": invoice.sudo()._portal_transfer()
            }
        return values
