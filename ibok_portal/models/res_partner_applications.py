from odoo import fields, models

OFFICE = "ibok_water.group_water_clerk"


class ResPartner(models.Model):
    """Smart button: applications of a customer and of his people."""

    _inherit = "res.partner"

    ibok_application_count = fields.Integer(
        compute="_compute_ibok_application_count", groups=OFFICE
    )

    def _compute_ibok_application_count(self):
        """Of the whole customer, whoever of his people it was."""
        counts = dict(
            self.env["ibok.application"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "!=", "draft"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.ibok_application_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_view_ibok_applications(self):
        """Applications of this customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        domain = [("partner_id", "=", customer.id), ("state", "!=", "draft")]
        name = self.env._("Applications")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "ibok.application",
            "view_mode": "list,form",
            "domain": domain,
            "context": {"default_partner_id": customer.id},
        }
