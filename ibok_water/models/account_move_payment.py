from odoo import api, fields, models


class AccountMove(models.Model):
    """How a bill stands, in words that are true of what gives money back as well."""

    _inherit = "account.move"

    water_payment = fields.Selection(
        "_selection_water_payment",
        string="Payment",
        compute="_compute_water_payment",
        help="A correction in the customer's favour is not paid: it is taken off his "
        "next bill.",
    )

    @api.model
    def _selection_water_payment(self):
        """Odoo's states of payment, and those of a correction in favour."""
        states = self._fields["payment_state"]._description_selection(self.env)
        waiting, done = self.env._("To be taken off"), self.env._("Taken off")
        return [*states, ("to_take_off", waiting), ("taken_off", done)]

    @api.depends("payment_state", "move_type", "water_document", "amount_residual")
    def _compute_water_payment(self):
        for move in self:
            gives_back = move.move_type == "out_refund" and move.water_document
            if gives_back and move.state == "posted":
                settled = move.currency_id.is_zero(move.amount_residual)
                move.water_payment = "taken_off" if settled else "to_take_off"
            else:
                move.water_payment = move.payment_state
