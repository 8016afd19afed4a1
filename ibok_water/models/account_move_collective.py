from odoo import api, fields, models


class AccountMove(models.Model):
    """A bill for several contracts of one payer, and what it was made of."""

    _inherit = "account.move"

    water_settlement_ids = fields.One2many(
        "water.settlement", "move_id", string="Settlements", readonly=True
    )
    water_settlement_count = fields.Integer(
        string="Number of Settlements", compute="_compute_water_settlement_count"
    )

    @api.depends("water_settlement_ids")
    def _compute_water_settlement_count(self):
        counts = dict(
            self.env["water.settlement"]
            .sudo()
            ._read_group([("move_id", "in", self.ids)], ["move_id"], ["__count"])
        )
        for move in self:
            move.water_settlement_count = counts.get(move._origin, 0)

    def _water_settlements(self):
        """What this bill, or its correction, states; in the order of its sections."""
        self.ensure_one()
        return self.water_settlement_ids._in_order() or self.water_settlement_id

    def _water_lines_of(self, settlement):
        """The invoice lines of one section; all of a bill without sections."""
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        return (
            lines.filtered(lambda line: line.water_settlement_id == settlement) or lines
        )

    def action_view_water_settlement(self):
        """The settlement that the bill was made from, or the list of them."""
        self.ensure_one()
        settlements = self._water_settlements()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlements"),
            "res_model": "water.settlement",
        }
        if len(settlements) == 1:
            return action | {"view_mode": "form", "res_id": settlements.id}
        return action | {
            "view_mode": "list,form",
            "domain": [("id", "in", settlements.ids)],
        }
