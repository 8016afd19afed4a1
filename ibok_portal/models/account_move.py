from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _has_to_be_paid(self):
        """Override of `account_payment`: no button that leads nowhere.

        Without a published payment provider, and while paying on line is closed, the
        page says how to pay by transfer.
        """
        services = self.env["ibok.service"]._open_codes(self.company_id)
        if "payments" not in services or not self.portal_can_pay:
            return False
        return super()._has_to_be_paid() and (
            # Asked once for all bills of a page, see `_portal_payable`.
            self.env.context.get("ibok_pays_on_line")
            or self.company_id._portal_pays_on_line()
        )

    def _portal_transfer(self):
        """What a resident writes on a transfer for this bill, or None.

        Nothing is to be paid when it is paid, nor when it gives money back.

        :return: dict ``amount``, ``due``, ``receiver``, ``account``, ``title``
        """
        self.ensure_one()
        owed = self.state == "posted" and self.move_type == "out_invoice"
        if not owed or not self.amount_residual:
            return None
        return {
            "amount": self.amount_residual,
            "due": self.invoice_date_due,
            "receiver": self.company_id.name,
            "account": self._water_account_number(),
            "title": self._water_transfer_title(),
        }
