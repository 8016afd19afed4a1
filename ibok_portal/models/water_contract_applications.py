from odoo import fields, models

OFFICE = "ibok_water.group_water_clerk"


class WaterContract(models.Model):
    """Smart button: applications about a contract."""

    _inherit = "water.contract"

    application_count = fields.Integer(
        compute="_compute_application_count", groups=OFFICE
    )

    def _compute_application_count(self):
        counts = dict(
            self.env["ibok.application"]._read_group(
                [("contract_id", "in", self.ids), ("state", "!=", "draft")],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.application_count = counts.get(contract, 0)

    def action_view_applications(self):
        """Applications about this contract."""
        domain = [("contract_id", "=", self.id), ("state", "!=", "draft")]
        name = self.env._("Applications")
        return self._action_view(name, "ibok.application", domain)
