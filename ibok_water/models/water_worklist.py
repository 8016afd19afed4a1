from ast import literal_eval

from odoo import api, fields, models


class WaterWorklist(models.Model):
    """One pile of work on the office's board: an action, and how much waits in it.

    The piles are data, so that other addons put theirs beside them.
    """

    _name = "water.worklist"
    _description = "Work List"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    hint = fields.Char(translate=True, help="What is to be done with it.")
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one(
        "ir.actions.act_window", required=True, ondelete="cascade"
    )
    domain = fields.Char(
        required=True, help="What waits, of the records the action shows."
    )
    counted_model = fields.Char(
        help="Whose records the domain picks; empty: the records the action shows. For "
        "a lack of records, which the action has nothing to show of."
    )
    urgent = fields.Boolean(help="Marked as urgent when something waits.")
    group_ids = fields.Many2many("res.groups", help="Who has this pile; empty: all.")
    waiting = fields.Integer(compute="_compute_waiting")
    urgency = fields.Selection(
        [("none", "Nothing waits"), ("waiting", "Waiting"), ("urgent", "Urgent")],
        compute="_compute_urgency",
    )

    @api.depends_context("uid")
    def _compute_waiting(self):
        """Counted with the rights of who looks; a pile out of reach has nothing."""
        for pile in self:
            model = self.env[pile.counted_model or pile.sudo().action_id.res_model]
            pile.waiting = (
                model.search_count(literal_eval(pile.domain))
                if model.has_access("read")
                else 0
            )

    @api.depends("waiting", "urgent")
    def _compute_urgency(self):
        """In words too: colour alone tells nothing to who cannot see it."""
        for pile in self:
            busy = "urgent" if pile.urgent else "waiting"
            pile.urgency = busy if pile.waiting else "none"

    def action_open(self):
        """Open the pile: what it counts, by an action that many piles may share."""
        self.ensure_one()
        action = self.sudo().action_id._get_action_dict()
        if not self.counted_model and not action.get("domain"):
            action["domain"] = literal_eval(self.domain)
        return action
