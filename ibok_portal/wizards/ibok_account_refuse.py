from odoo import fields, models


class IbokAccountRefuse(models.TransientModel):
    """Why a request for an account is refused; the person reads it."""

    _name = "ibok.account.refuse"
    _description = "Refuse Account Request"

    request_ids = fields.Many2many("ibok.account.request", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Refuse the requests with this reason."""
        self.ensure_one()
        self.request_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
