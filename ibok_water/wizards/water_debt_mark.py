from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.law_day import law_today


class WaterDebtMark(models.TransientModel):
    """Mark documents as disputed, or no longer so, with a note of why."""

    _name = "water.debt.mark"
    _description = "Mark a Debt"

    move_ids = fields.Many2many("account.move", string="Documents", required=True)
    kind = fields.Selection(
        [
            ("dispute", "The customer objects"),
            ("dispute_over", "The objection is decided"),
        ],
        string="What Happened",
        required=True,
        default="dispute",
    )
    day = fields.Date(string="On", required=True, default=law_today)
    reason = fields.Text(string="Note", required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        moves = self.env["account.move"].browse(
            self.env.context.get("default_move_ids", [])
        )
        if moves and all(moves.mapped("water_disputed")):
            values["kind"] = "dispute_over"
        return values

    def action_mark(self):
        """Set the mark and close."""
        self.ensure_one()
        moves = self.move_ids
        if self.day > law_today(self):
            raise UserError(self.env._("This has not happened yet: choose the day."))
        if self.kind == "dispute":
            moves._water_dispute(self.reason, self.day)
        else:
            moves._water_end_dispute(self.reason)
        return {"type": "ir.actions.act_window_close"}
