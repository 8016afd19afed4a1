from odoo import models


class WaterContract(models.Model):
    """The end of a contract, and the next one on the same points."""

    _inherit = "water.contract"

    def action_end(self):
        """Ask for the last day and the final reading, then settle and end."""
        return self._action_end(self.env._("Final Settlement"), change=False)

    def action_change_customer(self):
        """End this contract and begin the next customer's on the same terms."""
        return self._action_end(self.env._("Change of Customer"), change=True)

    def _action_end(self, name, change):
        self.ensure_one()
        self.check_access("write")
        context = {"default_contract_id": self.id, "default_change": change}
        if self.date_to:
            context["default_date"] = self.date_to
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "water.contract.end",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _rows_on(self, day):
        """Rows of the points that this contract pays for on a day."""
        self.ensure_one()
        return self.contract_point_ids.filtered(lambda row: row._holds_on(day))
