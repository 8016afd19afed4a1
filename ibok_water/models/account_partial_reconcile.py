from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """What pays a debt, or no longer does, closes or opens its demand."""

    _inherit = "account.partial.reconcile"

    water_document_id = fields.Many2one(
        "account.move",
        string="Document",
        compute="_compute_water_document_id",
        help="What the bank's movement settled: the side that is not the movement.",
    )

    @api.depends("debit_move_id.move_id", "credit_move_id.move_id")
    def _compute_water_document_id(self):
        for partial in self:
            debit, credit = (
                partial.debit_move_id.move_id,
                partial.credit_move_id.move_id,
            )
            partial.water_document_id = credit if debit.statement_line_id else debit

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env["water.payment.demand"]._close_by(partials.debit_move_id)
        return partials

    def unlink(self):
        lines = self.debit_move_id
        result = super().unlink()
        self.env["water.payment.demand"]._close_by(lines.exists())
        return result
