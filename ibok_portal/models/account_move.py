from odoo import models
from odoo.tools import str2bool

from .account_move_pay import UNDECIDED


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_access_url(self):
        """Override of `account`: a note has a page as well; Odoo gives it to invoices.

        Without it the note's links led to the page they stand on, and the printed note
        beside its explanation was that page over and over.
        """
        result = super()._compute_access_url()
        for move in self.filtered(lambda move: move.move_type == "out_receipt"):
            move.access_url = f"/my/invoices/{move.id}"
        return result

    def _has_to_be_paid(self):
        """Override of `account_payment`: no button that leads nowhere.

        Without a published payment provider, and while paying on line is closed, the
        page says how to pay by transfer.
        """
        services = self.env["ibok.service"]._open_codes(self.company_id)
        if "payments" not in services or not self.portal_can_pay:
            return False
        return (super()._has_to_be_paid() or self._portal_note_to_be_paid()) and (
            # Asked once for all bills of a page, see `_portal_payable`.
            self.env.context.get("ibok_pays_on_line")
            or self.company_id._portal_pays_on_line()
        )

    def _portal_note_to_be_paid(self):
        """The same of an interest note, as Odoo lets invoices alone be paid on line."""
        self.ensure_one()
        enabled = self.env["ir.config_parameter"].sudo()
        return (
            self.water_document == "interest_note"
            and str2bool(enabled.get_param("account_payment.enable_portal_payment"))
            and self.state == "posted"
            and self.payment_state in ("not_paid", "in_payment", "partial")
            and not self.currency_id.is_zero(self.amount_residual)
            and not self.transaction_ids.filtered(
                lambda tx: (
                    tx.state in UNDECIDED and tx.provider_code not in ("none", "custom")
                )
            )
        )

    def _portal_covered(self):
        """What was taken off a bill so far, in `sudo`: paid, or corrected in favour.

        :return: dict ``corrected`` and ``paid`` [zł]
        """
        self.ensure_one()
        owed_sudo = self.sudo().line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        corrected = self.currency_id.round(
            sum(
                partial.amount
                for partial in owed_sudo.matched_credit_ids
                if partial.credit_move_id.move_id.move_type == "out_refund"
            )
        )
        covered = self.amount_total - self.amount_residual
        return {
            "corrected": corrected,
            "paid": self.currency_id.round(covered - corrected),
        }

    def _portal_transfer(self):
        """What a resident writes on a transfer for this bill or note, or None.

        Nothing is to be paid when it is paid, nor when it gives money back.

        :return: dict ``due`` and what `_water_transfer` tells
        """
        self.ensure_one()
        asks = self.move_type == "out_invoice" or self.water_document == "interest_note"
        owed = self.state == "posted" and asks
        if not owed or not self.amount_residual:
            return None
        return self._water_transfer(self.amount_residual) | {
            "due": self.invoice_date_due
        }
