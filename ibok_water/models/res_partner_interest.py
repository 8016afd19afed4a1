from odoo import fields, models

from .res_partner import OFFICE


class ResPartner(models.Model):
    """A customer's interest notes."""

    _inherit = "res.partner"

    water_note_count = fields.Integer(
        string="Interest Notes", compute="_compute_water_note_count", groups=OFFICE
    )

    def _compute_water_note_count(self):
        counts = dict(
            self.env["account.move"]._read_group(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("water_interest_note", "=", True),
                    ("move_type", "=", "out_receipt"),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.water_note_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_water_notes(self):
        """The notes of this customer, and what cancelled some."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.account_move_action_notes"
        )
        return action | {
            "domain": [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("water_interest_note", "=", True),
            ],
            "context": {"create": False},
        }

    def action_water_interest_note(self):
        """Show what this customer owes for paying late, and make the note."""
        self.ensure_one()
        return self.env["water.interest.make"]._open(self.commercial_partner_id)
