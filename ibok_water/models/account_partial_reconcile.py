from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What pays a debt, or no longer does, closes or opens its demand."""

    _inherit = "account.partial.reconcile"

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
