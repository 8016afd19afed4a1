from odoo import fields, models


class WaterInterestCancel(models.TransientModel):
    """Why an interest note is cancelled."""

    _name = "water.interest.cancel"
    _description = "Cancel Interest Note"

    note_id = fields.Many2one("account.move", "Interest Note", required=True)
    currency_id = fields.Many2one(related="note_id.currency_id")
    amount = fields.Monetary(related="note_id.amount_total")
    paid = fields.Boolean(compute="_compute_paid")
    reason = fields.Char(required=True)

    def _compute_paid(self):
        for wizard in self:
            note = wizard.note_id
            wizard.paid = note.currency_id.compare_amounts(
                note.amount_total, note.amount_residual
            )

    def action_cancel(self):
        """Cancel the note and open its correction."""
        self.ensure_one()
        correction = self.note_id._water_cancel_note(self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": correction.id,
        }
