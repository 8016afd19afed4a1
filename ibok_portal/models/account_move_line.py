from odoo import fields, models


class AccountMoveLine(models.Model):
    """An entry of the account in a resident's words."""

    _inherit = "account.move.line"

    portal_kind = fields.Char(
        string="Kind of Entry", compute="_compute_portal_kind", groups="base.group_user"
    )

    def _compute_portal_kind(self):
        for line in self:
            line.portal_kind = line.move_id._portal_statement_kind(line.balance)
