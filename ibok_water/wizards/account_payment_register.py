from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """A payment entered on a bill counts on its interest first, where it is so set."""

    _inherit = "account.payment.register"

    def _reconcile_payments(self, to_process, edit_mode=False):
        """Override of `account`: due interest notes over the bills come before them.

        The creditor may do so with what falls to a debt (art. 451 § 1 of the Civil
        Code). Who pays a bill on line pays that bill: that goes another way.
        """
        for vals in to_process:
            vals["payment"]._water_settle_interest_first(vals["to_reconcile"])
        return super()._reconcile_payments(to_process, edit_mode=edit_mode)


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _water_settle_interest_first(self, lines):
        """Match this payment with the notes over these debts that are due.

        :param lines: receivable lines that the payment was entered on
        """
        self.ensure_one()
        if not self.company_id.sudo().water_interest_first:
            return
        # Who may enter a payment on the bill settles its interest with it.
        rows_sudo = self.env["water.interest.coverage"].sudo()
        notes_sudo = rows_sudo.search(
            [("line_id", "in", lines.ids), ("live", "=", True)]
        ).note_id
        due = notes_sudo._water_receivable().filtered(
            lambda line: line.date_maturity <= self.date
        )
        for line in due.sorted("date_maturity"):
            paid = self.sudo().move_id.line_ids.filtered(
                lambda one, account=line.account_id: (
                    one.account_id == account
                    and not one.reconciled
                    and one.parent_state == "posted"
                )
            )
            if paid:
                (paid | line).reconcile()
