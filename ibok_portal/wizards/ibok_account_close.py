from odoo import fields, models


class IbokAccountClose(models.TransientModel):
    """Why the office blocks or deletes an account."""

    _name = "ibok.account.close"
    _description = "Block or Delete an Account"

    user_ids = fields.Many2many("res.users", string="Accounts", required=True)
    what = fields.Selection(
        [("block", "Block"), ("delete", "Delete")], required=True, readonly=True
    )
    reason = fields.Char(
        required=True, help="When an account is blocked, its resident reads this."
    )

    def action_confirm(self):
        """Do it, as far as the office may."""
        self.ensure_one()
        if self.what == "block":
            self.user_ids._block(self.reason)
        else:
            self.user_ids._delete_on_request(self.reason)
        return {"type": "ir.actions.act_window_close"}
