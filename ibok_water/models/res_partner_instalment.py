from odoo import fields, models

from .res_partner import OFFICE


class ResPartner(models.Model):
    """A customer's instalment plans."""

    _inherit = "res.partner"

    water_plan_count = fields.Integer(
        string="Instalment Plans", compute="_compute_water_plan_count", groups=OFFICE
    )

    def _compute_water_plan_count(self):
        counts = dict(
            self.env["water.instalment.plan"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.water_plan_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_water_plans(self):
        """The plans of this customer; a new one begins with all that is open."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.water_instalment_plan_action"
        )
        customer = self.commercial_partner_id
        return action | {
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }
