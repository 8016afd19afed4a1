from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountMove(models.Model):
    """An interest note is taken back whole, by a document that names it."""

    _inherit = "account.move"

    def action_water_cancel_note(self):
        """Ask for the reason."""
        self.ensure_one()
        self._water_ensure_note_maker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Interest Note"),
            "res_model": "water.interest.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_note_id": self.id},
        }

    def _water_cancel_note(self, reason):
        """Cancel a note by its correction; its days are free again.

        What was paid of it stays to the customer's credit.

        :return: the posted correction
        """
        self.ensure_one()
        self._water_ensure_note_maker()
        self.check_access("write")
        self._water_lock_customers(self.commercial_partner_id)
        if self.move_type != "out_receipt" or not self.water_interest_note:
            raise UserError(self.env._("This is no interest note."))
        if self.state != "posted" or self.water_note_cancelled:
            raise UserError(self.env._("This interest note is cancelled already."))
        # Who may was asked; the notes' fields are the process's own.
        note_sudo = self.sudo()
        correction_sudo = note_sudo.create(note_sudo._prepare_water_cancel_vals(reason))
        correction_sudo._post(soft=False)
        rows_sudo = note_sudo.water_coverage_ids
        rows_sudo.live = False
        rates_sudo = rows_sudo.rate_ids
        (rates_sudo - rates_sudo._used()).in_use = False
        # Both were booked on the customer's account by the same rules.
        open_sudo = note_sudo._water_receivable() | correction_sudo._water_receivable()
        for lines_sudo in open_sudo.grouped("account_id").values():
            lines_sudo.reconcile()
        note_sudo.message_post(
            body=self.env._(
                "Cancelled by %(document)s: %(reason)s",
                document=correction_sudo.name,
                reason=reason,
            )
        )
        return correction_sudo.with_env(self.env)

    def _prepare_water_cancel_vals(self, reason):
        """The note's lines with the opposite effect."""
        head = self._prepare_water_note_head(self.company_id, self.partner_id)
        return head | {
            "move_type": "out_refund",
            "reversed_entry_id": self.id,
            "ref": reason,
            "journal_id": self.journal_id.id,
            "invoice_date_due": head["invoice_date"],
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": line.name,
                        "quantity": line.quantity,
                        "price_unit": line.price_unit,
                        "account_id": line.account_id.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for line in self.invoice_line_ids
            ],
        }
