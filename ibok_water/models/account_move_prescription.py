from odoo import api, fields, models

from .water_point import OFFICE


class AccountMove(models.Model):
    """Until when an open document can be pursued."""

    _inherit = "account.move"

    water_prescribed_on = fields.Date(
        string="Prescribed after",
        compute="_compute_water_prescribed_on",
        groups=OFFICE,
        help="Last day on which what is left of it can be pursued. Empty: nothing is "
        "left, or a court or a mediator is at work.",
    )

    @api.depends("line_ids.amount_residual", "state")
    def _compute_water_prescribed_on(self):
        # Of a document in instalments the first claim that is lost.
        open_sudo = (
            self.filtered(lambda m: m.state == "posted")
            .sudo()
            .line_ids.filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and line.amount_residual > 0
                )
            )
        )
        last = open_sudo._water_prescription()
        days = {}
        for line in open_sudo.filtered(lambda line: last.get(line)):
            move_id = line.move_id.id
            days[move_id] = min(days.get(move_id, last[line]), last[line])
        for move in self:
            move.water_prescribed_on = days.get(move._origin.id, False)
