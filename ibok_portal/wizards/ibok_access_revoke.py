from odoo import fields, models


class IbokAccessRevoke(models.TransientModel):
    """Why the office withdraws an access."""

    _name = "ibok.access.revoke"
    _description = "Withdraw an Access"

    access_ids = fields.Many2many("ibok.access", string="Accesses", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Withdraw, as far as the office may."""
        self.ensure_one()
        self.access_ids.check_access("write")
        self.access_ids._end(self.reason)
        return {"type": "ir.actions.act_window_close"}
