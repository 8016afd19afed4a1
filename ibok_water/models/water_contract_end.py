from odoo import models
from odoo.tools import format_date

from .water_settlement import SETTLED


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

    def _settled_after(self, day):
        """Settlements of later days, which this day cannot be the last before.

        :return: (the last of them, in words what is in the way and what to do)
        """
        self.ensure_one()
        settlements_sudo = self.env["water.settlement"].sudo()
        later = settlements_sudo.search(
            [
                ("contract_id", "=", self.id),
                ("state", "in", SETTLED),
                ("date_to", ">", day),
            ],
            order="date_to desc",
        ).with_env(self.env)
        billed = later.filtered(lambda one: one.state == "done")
        last = (billed or later)[:1]
        told = self.env._(
            "Contract %(number)s is already settled up to %(day)s, by %(bill)s. Its "
            "last day cannot be before that.",
            number=self.number,
            day=format_date(self.env, last.date_to),
            bill=last.display_name,
        )
        if billed:
            way = self.env._(
                "Days that were billed are not given back: end the contract on that "
                "day, with the reading of that day, or later."
            )
        else:
            way = self.env._(
                "The settlement has no document yet: press “Cancel” on it, then end "
                "the contract. The final settlement takes its days."
            )
        return last, f"{told} {way}"

    def _rows_on(self, day):
        """Rows of the points that this contract pays for on a day."""
        self.ensure_one()
        return self.contract_point_ids.filtered(lambda row: row._holds_on(day))
